"""One place of the demo: its leader's laptop, its volunteers, and their part of the script carried out by the services."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from desktop import house
from desktop.demo.script import ScriptedCourse, ScriptedSite, ScriptedVisit, ScriptedVolunteer
from desktop.demo.stage import Login, Stage, accepted
from desktop.services.enrolling import Answered
from desktop.services.sessions import SessionDraft

LEADER, VOLUNTEER = "VISIT_LEADER", "VOLUNTEER"


@dataclass(slots=True)
class Place:
    """Grows as the story goes on: ids of the courses and volunteers, the volunteers' vaults, the files on the stick."""

    stage: Stage
    script: ScriptedSite
    number: int
    leader: Login
    volunteers: list[str] = field(default_factory=list)
    courses: list[str] = field(default_factory=list)
    vaults: dict[int, Login] = field(default_factory=dict)
    bundles: list[Path] = field(default_factory=list)
    receipt: Path | None = None
    declared: bool = False
    safe: set[int] = field(default_factory=set)
    """Places of the volunteers whose vaults know that everything of theirs is safe."""

    @property
    def laptop(self) -> str:
        return f"site-{self.number}"

    def found(self) -> None:
        """The leader makes the vault; a leader who is early begins to work at once."""
        house.create_vault(self.leader.path, "site", f"Demo {self.script.name}", self.leader.person, self.stage.settings)

    def ask(self) -> tuple[bytes, str]:
        """The request to headquarters, and the words that the leader reads out."""
        with self.stage.open(self.leader) as opened:
            if self.script.early:
                self._set_up(opened)
            file, words = opened.do.enrolling.request(opened.slot.sealing)
        return file, " ".join(words)

    def accept(self, answer: Answered) -> None:
        """The answer, with headquarters' words typed in; then the work, and the vaults of the volunteers."""
        with self.stage.open(self.leader) as opened:
            opened.do.enrolling.accept(answer.file, " ".join(answer.words))
            if not self.script.early:
                self._set_up(opened)
            self.export(opened)
            for place, volunteer in enumerate(self.script.volunteers):
                if volunteer.vault:
                    self.vaults[place] = self._equip(opened, place, volunteer)
            opened.leave()

    def _set_up(self, opened: house.OpenVault) -> None:
        joined = [opened.do.volunteers.add(one.given, one.family, one.joined_on) for one in self.script.volunteers]
        self.volunteers.extend(joined)
        for number, course in enumerate(self.script.courses):
            self.courses.append(self._begin(opened, number, course))

    def _begin(self, opened: house.OpenVault, number: int, course: ScriptedCourse) -> str:
        """From the referral to the match. Every third participant consents only later: what was kept back then travels after all."""
        do, who = opened.do.courses, course.person
        agreed = ("processing", "transfer") if course.transfer else ("processing",)
        late = number % 3 == 1 and course.staff_on is not None
        referred = do.refer(
            course.programme,
            who.given,
            who.family,
            who.birth_date,
            who.gender,
            who.legal_status,
            course.referred_on,
            consents=() if late else agreed,
        )
        for by, on in (("staff", course.staff_on), ("leader", course.leader_on)):
            if on is not None:
                do.approve(referred.course, "staff" if by == "staff" else "leader", on)
        if late and course.staff_on is not None:
            for purpose in agreed:
                do.consent(referred.participant, purpose, course.staff_on)
        if course.volunteer is not None and course.matched_on is not None:
            do.match(referred.course, self.volunteers[course.volunteer], course.matched_on)
            if course.further:
                do.refer_again(referred.participant, course.further, course.matched_on)
        return referred.course

    def _equip(self, opened: house.OpenVault, place: int, volunteer: ScriptedVolunteer) -> Login:
        """A volunteer's vault: beside the leader's with both present, or on a laptop of the volunteer's own, by files."""
        known = next(one for one in opened.do.volunteers.list() if one.id == self.volunteers[place])
        if volunteer.vault == "beside":
            login = self.stage.login(self.laptop, f"volunteer-{place + 1}", volunteer.name, VOLUNTEER)
            house.adopt_volunteer(opened, login.path, known, login.person)
            return login
        login = self.stage.login(f"{self.laptop}-volunteer", "volunteer", volunteer.name, VOLUNTEER)
        house.create_vault(login.path, "volunteer", f"Demo {self.script.name}", login.person, self.stage.settings)
        with self.stage.open(login) as own:
            file, words = own.do.enrolling.request(own.slot.sealing)
            answer = opened.do.enrolling.answer_volunteer(file, " ".join(words), known)
            own.do.enrolling.accept(answer.file, " ".join(answer.words))
        return login

    def log(self) -> None:
        """The volunteers log their own visits, the leader the others; then courses end and a file goes onto the stick."""
        for place, login in self.vaults.items():
            with self.stage.open(login) as opened:
                accepted(opened.arrive())
                self._log(opened, place)
                self._hand_up(opened, place)
        with self.stage.open(self.leader) as opened:
            accepted(opened.arrive())
            for place in self._own_laptops():
                accepted(opened.take_in([self.stage.stick(self._file(place, "up"))]))
            self._log(opened, None)
            for id_, course in zip(self.courses, self.script.courses, strict=True):
                if course.ended_on is not None:
                    opened.do.courses.end(id_, course.ended_on, course.end_reason)
            self.export(opened)

    def _log(self, opened: house.OpenVault, by: int | None) -> None:
        for id_, course in zip(self.courses, self.script.courses, strict=True):
            for visit in course.visits:
                if visit.by == by:
                    self._visit(opened, id_, course, visit)

    def _visit(self, opened: house.OpenVault, id_: str, course: ScriptedCourse, visit: ScriptedVisit) -> None:
        draft = self._draft(course, visit)
        if visit.slip:
            logged = opened.do.sessions.log(id_, replace(draft, outcome="held", cause="", minutes=30))
            opened.do.sessions.correct(logged.id, draft)
        else:
            logged = opened.do.sessions.log(id_, draft)
        if visit.separate:
            opened.do.sessions.separate(logged.id)

    def _draft(self, course: ScriptedCourse, visit: ScriptedVisit) -> SessionDraft:
        came = (self.volunteers[course.volunteer],) if course.volunteer is not None and visit.outcome in ("held", "held_short") else ()
        return SessionDraft(visit.held_on, visit.outcome, visit.minutes, visit.mode, visit.cause, volunteers=came)

    def export(self, opened: house.OpenVault) -> Path | None:
        """What headquarters has not receipted, onto the stick; nothing where it has all of it."""
        name = f"{self.laptop}-{len(self.bundles) + 1}"
        path = opened.do.exporting.up(self.stage.onto_stick(name)).path
        if path is not None:
            self.bundles.append(path)
        return path

    def receive(self, down: Path) -> bool:
        """Headquarters' file with its receipt; whether everything is safe by now, at the volunteers' laptops, too.

        The first one brings what headquarters said of the programmes, so that the leader can declare how far all is typed in.
        """
        self.receipt = down
        with self.stage.open(self.leader) as opened:
            accepted(opened.take_in([down]))
            if not self.declared:
                opened.do.sites.complete(opened.do.sites.own(), self.script.through)
                self.declared = True
            opened.leave()
            for place in self._own_laptops():
                child = opened.do.delivering.child(self.script.volunteers[place].name)
                opened.do.delivering.down(self.stage.onto_stick(self._file(place, "down")), child.id)
            safe = self.export(opened) is None
        waiting = [place for place in self.vaults if place not in self.safe]
        self.safe.update([place for place in waiting if self._receive_at(place, self.vaults[place])])
        return safe and len(self.safe) == len(self.vaults)

    def _receive_at(self, place: int, login: Login) -> bool:
        """Whether the volunteer's vault has nothing left that its leader's has not receipted."""
        with self.stage.open(login) as opened:
            accepted(opened.arrive())
            if place in self._own_laptops():
                accepted(opened.take_in([self.stage.stick(self._file(place, "down"))]))
            return not self._hand_up(opened, place)

    def _hand_up(self, opened: house.OpenVault, place: int) -> bool:
        """Leave what is new for the leader: in the exchange folder, or on the stick; whether there was anything."""
        if place not in self._own_laptops():
            return opened.leave() > 0
        return opened.do.exporting.up(self.stage.onto_stick(self._file(place, "up"))).path is not None

    def _own_laptops(self) -> Iterator[int]:
        return (place for place in self.vaults if self.script.volunteers[place].vault == "own")

    def _file(self, place: int, way: str) -> str:
        return f"{self.laptop}-volunteer-{place + 1}-{way}"

    def shown(self) -> dict[str, object]:
        """The place as the demo's object tells it."""
        return self.leader.shown() | {
            "name": self.script.name,
            "volunteers": [login.shown() for login in self.vaults.values()],
            "sessions": self.script.loggings,
            "bundle": str(self.bundles[-1]) if self.bundles else None,
            "receipt": None if self.receipt is None else str(self.receipt),
        }
