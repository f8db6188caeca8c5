"""A volunteer wishes to talk with the visit leader: one button, no text, so that nothing sensitive can be written.

The wish stays between the volunteer and the site: its class is that of notes, which no file to headquarters carries.
"""

from dataclasses import dataclass
from datetime import date

from desktop.crypto.digests import new_id
from desktop.errors import N_, InvalidValue, NotAllowed
from desktop.services import rights
from desktop.services.audience import of_volunteer
from desktop.services.context import Context
from desktop.store.repositories import talks, volunteers
from desktop.store.unit_of_work import Reading


@dataclass(frozen=True, slots=True)
class OpenTalk:
    """`id` is the wish's; `name` is the volunteer's, "" where this vault does not know it."""

    id: str
    volunteer: str
    name: str
    asked_on: date | None


class Talks:
    def __init__(self, context: Context) -> None:
        self._context = context

    def ask(self) -> OpenTalk:
        """The volunteer at work wishes to talk. While a wish is open, a further one writes nothing and gives that one.

        Raises NotAllowed for anybody but a volunteer in the volunteer's own vault.
        """
        rights.require(self._context, "talk", "asked")
        own = self._context.author.volunteer
        if not own:
            raise NotAllowed(label=self._context.author.label)
        with self._context.store.writing(self._context.author) as work:
            standing = next((one for one in _open(work) if one.volunteer == own), None)
            if standing is not None:
                return standing
            today = self._context.today()
            made = OpenTalk(new_id(), own, _name(work, own), today)
            work.put("talk", made.id, "asked", {"volunteer": own, "asked_on": today.isoformat()}, of_volunteer(own))
        return made

    def open(self) -> tuple[OpenTalk, ...]:
        """The wishes that are not answered yet, the oldest first: a leader's of all volunteers, a volunteer's own."""
        with self._context.store.reading() as reading:
            return _open(reading)

    def done(self, talk: str) -> None:
        """They have talked. Raises NotAllowed, InvalidValue."""
        rights.require(self._context, "talk", "done")
        with self._context.store.writing(self._context.author) as work:
            volunteer = self._volunteer(work, talk)
            work.put("talk", talk, "done", {"done_on": self._context.today().isoformat()}, of_volunteer(volunteer))

    def reopen(self, talk: str) -> None:
        """They have not talked after all: takes back `done`. Raises NotAllowed, InvalidValue."""
        rights.require(self._context, "talk", "done", "tomb")
        with self._context.store.writing(self._context.author) as work:
            work.tomb("talk", talk, "done", of_volunteer(self._volunteer(work, talk)))

    @staticmethod
    def _volunteer(reading: Reading, talk: str) -> str:
        found = talks.by_id(reading.connection, talk)
        if found is None:
            raise InvalidValue(field=N_("Wish to talk"), reason=N_("there is none like that here"))
        return found.volunteer


def _open(reading: Reading) -> tuple[OpenTalk, ...]:
    found = talks.unanswered(reading.connection)
    return tuple(OpenTalk(one.id, one.volunteer, _name(reading, one.volunteer), one.asked_on) for one in found)


def _name(reading: Reading, volunteer: str) -> str:
    known = volunteers.by_id(reading.connection, volunteer)
    return f"{known.given} {known.family}".strip() if known else ""
