"""The verbs of one opened vault: every service, made once for it."""

from collections.abc import Callable
from functools import partial

from desktop.crypto.words import load_words
from desktop.house.settings import RESOURCES
from desktop.rules.alias import read_list
from desktop.rules.reference import read_list as read_sites
from desktop.services import escrow
from desktop.services.agreements import Agreements
from desktop.services.checking import Checking
from desktop.services.configuring import Configuring
from desktop.services.consents import Consents
from desktop.services.context import Context
from desktop.services.course_cards import CourseCards
from desktop.services.courses import Courses
from desktop.services.deciding import Deciding
from desktop.services.delivering import Delivering
from desktop.services.desk import Desk
from desktop.services.duplicates import Duplicates
from desktop.services.enrolling import Enrolling
from desktop.services.enrolments import Enrolments
from desktop.services.erasing import Erasing
from desktop.services.escrow import Escrow
from desktop.services.exchange_folder import ExchangeFolder
from desktop.services.exporting import Exporting
from desktop.services.file_state import FileState
from desktop.services.groups import Groups
from desktop.services.identities import Identities
from desktop.services.importing import Importing
from desktop.services.inbox import Inbox
from desktop.services.moving import Moving
from desktop.services.moving_on import MovingOn
from desktop.services.neighbours import Neighbours
from desktop.services.papers import Papers
from desktop.services.people import People
from desktop.services.planning import Planning
from desktop.services.qualifying import Qualifying
from desktop.services.quality import Quality
from desktop.services.reference import Reference
from desktop.services.restrictions import Restrictions
from desktop.services.retention import Retention
from desktop.services.revoking import Revoking
from desktop.services.session_list import SessionList
from desktop.services.sessions import Sessions
from desktop.services.sheets.exporting import SheetExporting
from desktop.services.sheets.importing import SheetImporting
from desktop.services.site_ages import SiteAges
from desktop.services.sites import Sites
from desktop.services.slips import Slips
from desktop.services.snapshots import Snapshots
from desktop.services.study import Study
from desktop.services.taking_back import TakingBack
from desktop.services.talks import Talks
from desktop.services.today import Today
from desktop.services.visiting import Visiting
from desktop.services.volunteer_list import VolunteerList
from desktop.services.volunteers import Volunteers
from desktop.services.year_close import YearClose
from desktop.sync.facts import Run
from desktop.vault.folder import VaultFolder
from desktop.vault.home import Home
from desktop.vault.slot import OpenedSlot


class Casework:
    """Courses, their visits and what is done for a participant."""

    def __init__(self, context: Context, identities: Identities) -> None:
        aliases = read_list(_reference("aliases-da.txt"))
        self.courses = Courses(context, identities, aliases)
        self.course_cards = CourseCards(context)
        self.sessions = Sessions(context)
        self.session_list = SessionList(context)
        self.taking_back = TakingBack(context)
        self.planning = Planning(context)
        self.talks = Talks(context)
        self.today = Today(context)
        self.consents = Consents(context)
        self.restrictions = Restrictions(context)
        self.groups = Groups(context)
        self.slips = Slips(context)
        self.study = Study(context)
        self.moving = Moving(context)
        self.moving_on = MovingOn(context, identities)
        self.papers = Papers(context)
        self.sheets = SheetImporting(context, identities, aliases)
        self.sheet_exporting = SheetExporting(context, identities)


class Volunteering:
    """The volunteers, and whether they may visit."""

    def __init__(self, context: Context, folder: VaultFolder) -> None:
        self.volunteers = Volunteers(context)
        self.volunteer_list = VolunteerList(context, Home(folder.path.parent))
        self.visiting = Visiting(context)
        self.qualifying = Qualifying(context)
        self.quality = Quality(context)


class Places:
    """The places, what headquarters has agreed and set for them, and what is kept for how long."""

    def __init__(self, context: Context) -> None:
        self.sites = Sites(context)
        self.site_ages = SiteAges(context)
        self.agreements = Agreements(context)
        self.configuring = Configuring(context)
        self.reference = Reference(context, read_sites(_reference("sites-da.txt")))
        self.year_close = YearClose(context)
        self.snapshots = Snapshots(context)
        self.erasing = Erasing(context)
        self.retention = Retention(context, self.year_close)


class Trade:
    """What is handed to other vaults and taken from them, and who they are."""

    def __init__(
        self, context: Context, folder: VaultFolder, slot: OpenedSlot, witness: Callable[[], None], run: Run, identities: Identities
    ) -> None:
        words = load_words(_reference("words-da.txt"))
        self.exporting = Exporting(context, folder.spool, witness, partial(escrow.refresh, store_key=slot.store_key))
        self.delivering = Delivering(context, folder.spool, witness)
        self.importing = Importing(context, folder.spool, run)
        self.duplicates = Duplicates(context, identities)
        self.inbox = Inbox(context, self.importing, self.delivering, self.duplicates)
        self.deciding = Deciding(context)
        self.neighbours = Neighbours(context, folder, self.exporting, self.delivering, self.importing)
        self.exchange_folder = ExchangeFolder(context, folder, self.exporting, self.delivering, self.importing)
        self.enrolling = Enrolling(context, words, self.delivering, self.importing, folder.spool)
        self.enrolments = Enrolments(context, words, self.enrolling)
        self.revoking = Revoking(context)
        self.escrow = Escrow(context, words)


class Services(Casework, Volunteering, Places, Trade):
    """The verbs of one opened vault. `witness` is called when a file has left; `run` does pure work, maybe side by side."""

    def __init__(self, context: Context, folder: VaultFolder, slot: OpenedSlot, witness: Callable[[], None], run: Run) -> None:
        self.identities = Identities(context)
        Casework.__init__(self, context, self.identities)
        Volunteering.__init__(self, context, folder)
        Places.__init__(self, context)
        Trade.__init__(self, context, folder, slot, witness, run, self.identities)
        self.people = People(context, folder, slot.store_key)
        self.desk = Desk(context, slot.sealing)
        self.checking = Checking(context, folder)
        self.file_state = FileState(context, folder)


def _reference(name: str) -> str:
    """A list of reference data."""
    return (RESOURCES / "reference" / name).read_text(encoding="utf-8")
