"""Danish words and local names that a guesser tries first, the likeliest first, one space between; zxcvbn knows English only."""

GUESSABLE = (
    # the organisation, the work and the places
    "rødekors rødkors røde kors indenfor fængsel fængslet fængsler arrest arresten besøgsven besøgsvenner besøgstjeneste besøg"
    " kriminalforsorg kriminalforsorgen mentor mentorer frivillig frivillige landskontor landskontoret kreds afdeling ungdom"
    " netværk studie lektie lektiehjælp deltager indsat indsatte løsladt samtale datalager datalageret leder besøgsleder"
    " vridsløselille horserød nyborg ringe herstedvester jyderup enner mark midtmøn møgelkær kragskovhede renbæk søbysøgård"
    " storstrøm blegdamsvej vestre hovedgård københavn kobenhavn aarhus århus odense aalborg ålborg esbjerg randers kolding"
    " horsens vejle roskilde helsingør silkeborg næstved fredericia viborg køge holstebro slagelse svendborg sjælland jylland"
    " fyn bornholm lolland falster amager nørrebro vesterbro østerbro frederiksberg danmark dansk danske"
    # times
    " januar februar marts april maj juni juli august september oktober november december mandag tirsdag onsdag torsdag"
    " fredag lørdag søndag forår sommer efterår vinter jul julen påske ferie weekend"
    # what people put into passwords
    " kode koden kodeord adgangskode løsen løsenord hemmelig hemmelighed password velkommen goddag farvel hejsa hej skat"
    " skatter elsker elskerdig jegelskerdig kærlighed hjerte familie mor far bror søster børn baby solskin sommerhus fodbold"
    " brøndby fck agf håndbold hund hunden kat katten hest prinsesse blomst solen månen stjerne regnbue kaffe kage"
    " æblekage jordbær chokolade lakrids rødgrød fløde rugbrød smørrebrød pølse hygge hyggelig tak tusindtak detvedjegikke med og for"
    " jeg ingen noget altid aldrig kontor arbejde"
    " arbejdet computer telefon nøgle nøglen hjem hjemme hus skole"
    # keys beside each other on a Danish keyboard
    " qwertyuiopå asdfghjklæø zxcvbnm qwertyuiop æøå øæå"
    # common given names
    " mette anne hanne kirsten anna maria susanne lene marianne camilla lone karen louise charlotte emma ida freja sofie"
    " clara laura julie peter jens lars michael henrik thomas søren jan christian martin niels anders mikkel rasmus jesper"
    " mads frederik emil noah oscar william victor hansen jensen nielsen pedersen andersen christensen larsen sørensen"
    " rasmussen jørgensen petersen madsen kristensen olsen"
)
