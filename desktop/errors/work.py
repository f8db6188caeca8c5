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


class UnknownVolunteer(WorldFault):
    sentence = N_("There is no volunteer called {name} here.")


class UnknownCourse(WorldFault):
    sentence = N_("There is no course {course} here.")


class AmbiguousCourse(WorldFault):
    sentence = N_("Several courses fit {course}. Say which place, alias and programme.")


class StatusForbids(WorldFault):
    sentence = N_("The course is {status}; that step is not possible now.")


class ProgrammeMissing(WorldFault):
    sentence = N_("{site} does not run {programme}. Headquarters can add it.")


class Stopped(WorldFault):
    sentence = N_("It was stopped. Nothing of it was saved.")


class WentWrong(WorldFault):
    """What a person who asked for something hears when the program itself made a mistake; the mistake is reported beside it."""

    sentence = N_("It was not done: Indenfor has made a mistake of its own.")
