"""One volunteer in the words of the screen."""

from dataclasses import dataclass
from datetime import date

from desktop.services.volunteer_list import VolunteerLine
from desktop.texts import Texts
from desktop.viewmodels import days


@dataclass(frozen=True, slots=True)
class VolunteerWords:
    """`vault`: how the volunteer's own datalager stands. Which buttons there are follows from `may_give` and `here`."""

    id: str
    name: str
    given: str
    joined: str
    courses: str
    vault: str
    file: str
    may_give: bool
    here: bool


def volunteer_words(line: VolunteerLine, today: date, texts: Texts) -> VolunteerWords:
    say = texts.say
    vault = say("No datalager")
    if line.vault:
        vault = say("On this laptop, as {label}", label=line.label) if line.folder else say("On another laptop")
    file = days.away(texts, line.seen_on, today) if line.seen_on else (say("no file yet") if line.vault else "")
    return VolunteerWords(
        id=line.volunteer.id,
        name=line.name,
        given=line.volunteer.given,
        joined=days.short(texts, line.volunteer.joined_on),
        courses=", ".join(line.aliases),
        vault=vault,
        file=file,
        may_give=not line.vault,
        here=line.folder is not None,
    )
