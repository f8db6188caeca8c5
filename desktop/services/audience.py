"""Who may know a change: the scope, the subject and the reach of every part that the services write.

This is the security boundary. A part is delivered whole or not at all, so what has another audience must have another
scope: places and programmes are everybody's; who a participant is, the site's; what happens on a course, the course's
(its volunteers know it); who took part, that volunteer's own. `local` holds back whatever concerns a participant who
has not consented to transfer (log.classes).
"""

from desktop.store.unit_of_work import About

EVERYONE = About("all")


def of_site(site: str, participant: str, *, local: bool) -> About:
    """Alias, facts about the person, sealed identity, grants, consents."""
    return About(f"site/{site}", participant, local)


def of_course(course: str, participant: str, *, local: bool) -> About:
    """The course itself, its matches, visits and notes."""
    return About(f"course/{course}", participant, local)


def of_volunteer(volunteer: str, participant: str = "", *, local: bool = False) -> About:
    """A volunteer's own facts, and that the volunteer took part in a visit with `participant`."""
    return About(f"volunteer/{volunteer}", participant, local)
