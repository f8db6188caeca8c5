"""The work itself: values, rights, people and courses."""

from desktop.errors.base import N_, WorldFault


class NotAllowed(WorldFault):
    sentence = N_("{label} may not do this here. Ask a visit leader or headquarters.")


class InvalidValue(WorldFault):
    sentence = N_("{field}: {reason}.")


class TextRefused(WorldFault):
    sentence = N_("{field}: {reason}. Leave it out; it must not be stored.")


class UnknownSite(WorldFault):
    sentence = N_("There is no place called {name}. Those there are: {names}.")


class UnknownParticipant(WorldFault):
    sentence = N_("Nobody here has the alias {alias}.")


class KeptByLaw(WorldFault):
    sentence = N_("A legal hold keeps everything about this person. Headquarters can end it.")


class UnknownVolunteer(WorldFault):
    sentence = N_("There is no volunteer called {name} here.")


class UnknownCourse(WorldFault):
    sentence = N_("There is no course {course} here.")


class AmbiguousCourse(WorldFault):
    sentence = N_("Several courses fit {course}. Say which place, alias and programme.")


class StatusForbids(WorldFault):
    """`status` and `reason` are source strings."""

    sentence = N_("The course is {status}: {reason}.")

    def __init__(self, *, status: str, reason: str = N_("that step is not possible now")) -> None:
        super().__init__(status=status, reason=reason)


class NotEligible(WorldFault):
    """`reasons`: every reason as a source string, separated by "; ", and one by one as an attribute."""

    sentence = N_("{programme} is not possible here: {reasons}.")

    def __init__(self, *, programme: str, reasons: tuple[str, ...]) -> None:
        super().__init__(programme=programme, reasons="; ".join(reasons))
        self.reasons = reasons


class ProgrammeMissing(WorldFault):
    sentence = N_("{site} does not run {programme}. Headquarters can add it.")


class Stopped(WorldFault):
    sentence = N_("It was stopped. Nothing of it was saved.")


class WentWrong(WorldFault):
    """What a person who asked for something hears when the program itself made a mistake; the mistake is reported beside it."""

    sentence = N_("It was not done: Indenfor has made a mistake of its own.")


class WrongHandOverCode(WorldFault):
    sentence = N_("That is not a hand-over code. Look at the card again: it has twelve signs.")


class UnknownHandOver(WorldFault):
    sentence = N_("There is no hand-over {code} here, or nothing more can be done with it.")


class NotMovable(WorldFault):
    sentence = N_("The person cannot be moved: {reason}.")


class StayForbids(WorldFault):
    sentence = N_("That cannot be noted of the participant: {reason}.")


class NotASpreadsheet(WorldFault):
    sentence = N_("The file is no spreadsheet that can be read here: {reason}. Save it as .xlsx and try again.")


class SpreadsheetTooLarge(WorldFault):
    sentence = N_("The spreadsheet is too large: {reason}. Divide it into several files.")


class MissingColumn(WorldFault):
    sentence = N_("The column {column} is missing. Put it back, or begin with a new template.")


class UnknownColumn(WorldFault):
    """A remark, not a refusal: the column is passed over."""

    sentence = N_("The column {column} is not known here; nothing in it was read.")


class UnknownSheet(WorldFault):
    """A remark, not a refusal: the sheet is passed over."""

    sentence = N_("The sheet {sheet} is not known here; nothing in it was read.")


class OtherPlace(WorldFault):
    sentence = N_("The row belongs to another place. Let the visit leader there import it.")


class UnknownEvent(WorldFault):
    sentence = N_("There is no such social activity here.")
