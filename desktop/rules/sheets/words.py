"""The words that a cell may say for a code, in Danish and English. The code itself is always accepted.

Of each code the first word is the Danish one and the second the English one that templates and exports write; the others are
what people also type. Words are compared folded (`fold`). docs/spreadsheets.md is printed from this.
"""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

Words = Mapping[str, tuple[str, ...]]
"""Code -> its words."""

_DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "y"})
_BETWEEN = re.compile(r"[\W_]+")


def tidy(text: str) -> str:
    """NFC, with every kind of space as one plain space and no invisible characters."""
    if text.isascii():
        return " ".join(text.split())
    visible = (letter for letter in unicodedata.normalize("NFC", text) if unicodedata.category(letter) != "Cf")
    return " ".join("".join(visible).split())


def fold(text: str) -> str:
    """How headings, codes and names are compared: small letters, ae oe aa, one space for whatever stands between words."""
    small = tidy(text).casefold().translate(_DANISH)
    plain = (
        small
        if small.isascii()
        else "".join(letter for letter in unicodedata.normalize("NFKD", small) if unicodedata.category(letter) != "Mn")
    )
    return " ".join(_BETWEEN.sub(" ", plain).split())


def _words(**codes: tuple[str, ...]) -> Words:
    return MappingProxyType(codes)


YES = frozenset(map(fold, ("ja", "j", "yes", "y", "x", "1", "sand", "true", "ok")))
NO = frozenset(map(fold, ("nej", "n", "no", "0", "falsk", "false")))

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "site_type": _words(
            CLOSED=("lukket", "closed", "lukket fængsel", "closed prison"),
            OPEN=("åbent", "open", "åben", "åbent fængsel", "open prison"),
            MIXED=("blandet", "mixed", "åbent og lukket"),
            REMAND=("arrest", "remand", "arresthus", "remand house", "varetægt"),
            HALFWAY=("pension", "halfway", "halfway house", "udslusning"),
            IMMIGRATION=("udlændingecenter", "immigration", "immigration centre", "immigration center", "udlændinge"),
        ),
        "programme": _words(
            VISITING=("Fængselsbesøgstjenesten", "Visiting", "besøgstjenesten", "besøg", "besøgsven", "visits", "visiting service"),
            PRIMUS_MOTOR=("Primus Motor", "Primus Motor", "primus"),
            KICKSTART=("Kickstart", "Kickstart", "kick start"),
            STUDY_INSIDE=("Studerende Fanger", "Study inside", "studerende i fængsel"),
            STUDY_FREE=("Frie Studerende", "Study free", "study after release"),
            GROUP=("Sociale fællesaktiviteter", "Group activities", "fællesaktiviteter", "group"),
        ),
        "gender": _words(
            f=("kvinde", "female", "k", "woman"),
            m=("mand", "male", "man"),
            x=("andet", "other", "non binary", "ikke binær"),
        ),
        "legal_status": _words(
            REMAND=("varetægt", "remand", "varetægtsfængslet", "varetægtsarrestant", "on remand"),
            SERVING=("afsoning", "serving", "afsoner", "dømt til afsoning", "serving a sentence"),
            RELEASED=("løsladt", "released"),
        ),
        "purpose": _words(
            processing=("behandling", "processing", "registrering", "behandling af oplysninger"),
            transfer=("videregivelse til landskontoret", "transfer to headquarters", "overførsel", "transfer to hq", "landskontoret"),
            hand_over=("overflytning", "hand-over to another site", "overdragelse", "hand over"),
            rk_urk=("RK og URK", "RK and URK", "rk urk", "rk↔urk"),
            contact_after_release=("kontakt efter løsladelse", "contact after release"),
            disclosure=("oplysning til fængslet", "disclosure to the prison", "videregivelse til fængslet"),
            evaluation=("evaluering", "evaluation"),
        ),
        "role": _words(
            visitor=("besøgsven", "visitor"),
            mentor=("mentor", "mentor"),
            study_helper=("studiestøtte", "study helper", "studiehjælper"),
            group_helper=("fællesaktiviteter", "group helper", "aktivitetshjælper"),
        ),
        "qualification": _words(
            interview=("individuel samtale", "interview", "samtale"),
            clearance=("sikkerhedsgodkendelse", "security clearance", "godkendelse"),
            declaration_inform=("erklæring om oplysning til fængslet", "declaration on informing", "erklæring 1", "declaration 1"),
            declaration_receive=("erklæring om ikke at modtage noget", "declaration on receiving nothing", "erklæring 2", "declaration 2"),
            declaration_confidential=(
                "tavshedserklæring",
                "declaration of confidentiality",
                "erklæring 3",
                "declaration 3",
                "tavshedspligt",
            ),
            rules=("regler for frivillige", "rules for volunteers", "regler"),
            basic_course=("grundkursus", "basic course"),
            refresher=("genopfriskning", "refresher", "opfølgende kursus", "refresher course"),
            coaching=("coaching", "coaching"),
            exchange=("erfaringsudveksling", "exchange of experience"),
            supervision=("supervision", "supervision"),
            criminal_record=("straffeattest set", "criminal record seen", "straffeattest"),
            child_certificate=("børneattest set", "child certificate seen", "børneattest"),
        ),
        "end_reason": _words(
            released=("løsladt", "released", "løsladelse"),
            transferred=("overflyttet", "transferred", "overflytning"),
            completed=("gennemført", "completed", "afsluttet som planlagt"),
            participant=("deltageren stoppede", "participant stopped", "deltager"),
            volunteer=("den frivillige stoppede", "volunteer stopped", "frivillig"),
            prison=("fængslet stoppede", "prison stopped", "fængslet"),
            moved=("flyttet til et andet program", "moved to another programme", "andet program"),
            died=("død", "died", "afgået ved døden"),
            other=("andet", "other"),
        ),
        "mode": _words(
            in_person=("fysisk", "in person", "personligt", "fremmøde"),
            video=("video", "video", "videobesøg"),
            phone=("telefon", "phone", "telefonisk"),
            outside=("udenfor", "outside", "ude"),
        ),
        "outcome": _words(
            planned=("planlagt", "planned", "aftalt"),
            held=("afholdt", "held", "gennemført"),
            held_short=("afholdt kort", "held short", "afbrudt"),
            cancelled_participant=("aflyst af deltageren", "cancelled by participant", "aflyst deltager"),
            cancelled_volunteer=("aflyst af den frivillige", "cancelled by volunteer", "aflyst frivillig"),
            cancelled_prison=("aflyst af fængslet", "cancelled by the prison", "aflyst fængslet", "cancelled prison"),
            cancelled_prison_staff=("aflyst af fængslet: bemanding", "cancelled by the prison: staff shortage", "bemanding"),
            cancelled_prison_lockdown=("aflyst af fængslet: nedlukning", "cancelled by the prison: lockdown", "nedlukning"),
            cancelled_prison_moved=("aflyst af fængslet: flyttet", "cancelled by the prison: moved"),
            cancelled_prison_other=("aflyst af fængslet: andet", "cancelled by the prison: other"),
            transport=("transport", "transport", "aflyst transport"),
            other=("andet", "other"),
            unknown=("ukendt", "unknown"),
        ),
        "presence": _words(
            yes=("ja", "yes", "x", "1", "sand", "true", "under kontrol"),
            no=("nej", "no", "0", "falsk", "false"),
            unknown=("ved ikke", "unknown", "ukendt", "don't know"),
        ),
        "area": _words(
            housing=("bolig", "housing"),
            economy=("økonomi", "economy"),
            employment=("job", "employment", "arbejde", "beskæftigelse"),
            network=("netværk", "network"),
            education=("uddannelse", "education"),
        ),
        "level": _words(
            grade_9=("9. klasse", "grade 9", "9"),
            grade_10=("10. klasse", "grade 10", "10"),
            hf=("HF", "HF"),
            vocational=("erhvervsuddannelse", "vocational", "eud"),
            higher=("videregående", "higher", "videregående uddannelse", "higher education"),
        ),
        "result": _words(
            passed=("bestået", "passed"),
            not_passed=("ikke bestået", "not passed", "dumpet", "failed"),
            not_sat=("ikke til eksamen", "not sat", "mødte ikke"),
        ),
        "restriction": _words(
            NONE=("ingen", "none"),
            CONTROLLED=("brev- og besøgskontrol", "controlled", "kontrol", "letter and visit control"),
            VISIT_BAN=("besøgsforbud", "visit ban"),
            ISOLATION=("isolation", "isolation"),
            UNKNOWN=("ukendt", "unknown"),
        ),
        "event_kind": _words(
            bingo=("bingo", "bingo"),
            church_service=("gudstjeneste", "church service", "kirkegang"),
            other=("andet", "other"),
        ),
        "event_state": _words(
            planned=("planlagt", "planned"),
            held=("afholdt", "held"),
            cancelled=("aflyst", "cancelled"),
        ),
        "recurrence": _words(
            weekly=("ugentlig", "weekly", "hver uge"),
            fortnightly=("hver 14. dag", "fortnightly", "hveranden uge"),
            monthly=("månedlig", "monthly", "hver måned"),
            yearly=("årlig", "yearly", "hvert år", "annual"),
        ),
        "method": _words(
            UNIQUE_NAMED=("forskellige personer, navngivet", "unique, named", "navngivet"),
            UNIQUE_ESTIMATED=("forskellige personer, skønnet", "unique, estimated", "skønnet"),
            ATTENDANCES=("fremmøder", "attendances", "hoveder", "heads"),
        ),
    }
)
"""The list of a column -> its codes and their words."""


def _folded(words: Words) -> Mapping[str, str]:
    """Folded word -> its code. Of two codes with one word the first has it."""
    said = ((fold(word), code) for code, several in words.items() for word in (code, *several))
    return MappingProxyType(dict(reversed(list(said))))


_CODES: Mapping[str, Mapping[str, str]] = MappingProxyType({list_: _folded(words) for list_, words in WORDS.items()})


def code_of(list_: str, typed: str, more: Words = MappingProxyType({})) -> str:
    """The code that a word of the list means, "" where none does. `more`: words that headquarters has set up."""
    wanted = fold(typed)
    return _CODES.get(list_, {}).get(wanted, "") or (_folded(more).get(wanted, "") if more else "")


def word_of(list_: str, code: str, lang: str, more: Words = MappingProxyType({})) -> str:
    """How a code is written in a language; a code that the list does not know stands for itself."""
    words = WORDS.get(list_, {}).get(code) or more.get(code)
    return code if words is None else words[0 if lang == "da" else 1]
