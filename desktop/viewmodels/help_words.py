"""What F1 says about each screen, in plain words: what it is for, and how it is done."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.errors import N_

HELP: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "today": (
            N_("Today shows what needs you: visits of the coming days, visits that nobody has logged, and what waits for an answer."),
            N_("Choose a line to open the course. Ctrl+N logs a visit from any screen."),
            N_("A volunteer's wish to talk with you stands here until you have talked."),
        ),
        "sessions": (
            N_("Every visit, newest first. Write in the filter, or choose an outcome, to see fewer."),
            N_("Enter opens the visit under the cursor. A correction is saved with its date; what was written before is kept."),
            N_("Columns can be moved, widened and hidden, and it stays so. Reset columns brings them back."),
        ),
        "courses": (
            N_("A course is one participant in one programme. Its status follows from dates: approvals, matches, visits, an end."),
            N_("Both approvals and consent come before a match. Nothing stops you from logging what has happened."),
            N_("Show names opens the names of the list for two minutes. That it was done is written down; the names are not."),
        ),
        "volunteers": (
            N_("The volunteers of this place, and whom they are matched with."),
            N_("A volunteer can have a datalager of their own on this computer: they log their own visits and see only their own courses."),
        ),
        "files": (
            N_("What is typed here reaches headquarters as a file: write one, and carry it on a stick or put it into the shared folder."),
            N_("Only a receipt shows that headquarters has it. Take the receipt in here when it comes."),
            N_("Before a file is taken in you see what it would change. A file that was taken in before does no harm."),
        ),
        "inbox": (
            N_("Drop files from the places here, or choose a folder. You see what they would change before anything is saved."),
            N_("A file that waits for an earlier one is kept, and is taken in by itself when that one comes. A refused file says why."),
            N_("Write the receipts afterwards: they tell each place what has arrived."),
        ),
        "sites": (
            N_("Every place, how old its last file is, and what it still owes."),
            N_("Enrolling a place takes a file each way and eight words, said on the telephone and never written beside the file."),
        ),
        "figures": (
            N_("Figures for one year, as known on a day. Each of them says how it is counted."),
            N_("Counts for the public hide small numbers. The exact ones are for your own work."),
        ),
        "own": (
            N_("Choose the course, say how it went, and press Ctrl+Enter. For ten seconds you can undo it; then the window locks."),
            N_("Yesterday is written g. A next date is filled in for you: write +7 for a week, or another date."),
            N_("Write no names and nothing that was talked about. The note is for practical things only."),
            N_("Your visit leader sees that you wish to talk; you need not say why."),
        ),
    }
)

LOCKING = N_("The window locks by itself after {minutes} min. without a key or the mouse. What is half typed stays.")
OFFLINE = N_("Nothing here goes over the internet. What leaves this computer leaves as a file that you can see.")

GENERAL_KEYS: tuple[tuple[str, str], ...] = (
    ("Ctrl+Return", N_("Save a form")),
    ("Esc", N_("Leave a form or a menu")),
    ("Tab", N_("To the next field; with Shift, back")),
    ("Return", N_("Open the line under the cursor")),
    ("Space", N_("Tick a box, press a button")),
    ("F10", N_("To the menus")),
)
"""Keys that mean the same everywhere, beside those of the menus."""
