"""What arrives about somebody who is deleted already, from whoever had not heard of it: it is deleted, too."""

from desktop.log.entry import read_part
from desktop.services.taking import judged_again
from desktop.store import logbook
from desktop.store.repositories import erasures
from desktop.store.unit_of_work import About, Work


def erase_late(work: Work) -> int:
    """At a site: what was saved on a course by somebody who had not heard that it is deleted goes as the course went; how many rows.

    Such a save was set aside, as nobody is matched on a course that is gone; with nothing left in it there is nothing to decide.
    """
    found, saves = erasures.hanging(work.connection)
    for table, row in reversed(found):
        body = erasures.newest_part(work.connection, table, row)
        if body is not None:
            part = read_part(body)
            work.erase(table, row, About(part.scope, part.subject))
    work.flush()
    logbook.scrub(work.connection, {key for keys in saves.values() for key in keys})
    judged_again(work, sorted(saves))
    return len(found)
