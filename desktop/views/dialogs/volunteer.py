"""Forms about volunteers: a new one, a datalager on this laptop with both present, and deleting it again."""

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.errors import N_, Fault, LabelTaken, WeakPassphrase
from desktop.viewmodels.volunteer_words import VolunteerWords
from desktop.viewmodels.volunteers import VolunteersScreen
from desktop.views.dialogs.asking import AskingForm
from desktop.views.style.look import Look
from desktop.views.widgets.editors import mark
from desktop.views.widgets.fields import DateField, PassphraseField, TextField
from desktop.views.widgets.labels import body, label


class VolunteerForm(AskingForm):
    """`model` keeps the volunteers."""

    def __init__(self, model: VolunteersScreen, look: Look, text: str, lead: str, accept_text: str, parent: QWidget | None) -> None:
        super().__init__(model, look, text, lead, accept_text, parent)
        self.model = model


class AddVolunteerDialog(VolunteerForm):
    def __init__(self, model: VolunteersScreen, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(model, look, look.say("Add a volunteer"), "", look.say("Add"), parent)
        self.given, self.family = TextField(look, 80), TextField(look, 80)
        self.joined = DateField(look, model.state.today, field=N_("Joined on"))
        self.joined.set_day(model.state.today)
        self.add(N_("Given name"), look.say("Given name"), self.given)
        self.add(N_("Family name"), look.say("Family name"), self.family)
        self.add(N_("Joined on"), look.say("Joined on"), self.joined)

    @override
    def send(self) -> None:
        self.model.add(self.given.text(), self.family.text(), self.joined.day(), self.accept, self.refused)


class GiveVaultDialog(VolunteerForm):
    """The volunteer sits at the keyboard."""

    def __init__(self, model: VolunteersScreen, look: Look, line: VolunteerWords, parent: QWidget | None = None) -> None:
        lead = look.say("Let {name} sit at the keyboard now. What is typed here is nobody else's business.", name=line.name)
        super().__init__(model, look, look.say("A datalager on this laptop"), lead, look.say("Make the datalager"), parent)
        self._volunteer = line.id
        self.label_field = TextField(look, 64)
        self.label_field.setText(line.given)
        self.passphrase, self.again = PassphraseField(look), PassphraseField(look)
        said = look.say("What stands on the unlock screen, for all to see: a first name is enough.")
        self.add(N_("Short name"), look.say("Short name"), self.label_field, said)
        advice = look.say("Four words that do not belong together are easy to remember and hard to guess. At least 10 letters.")
        self.add(N_("Passphrase"), look.say("Passphrase"), self.passphrase, advice)
        self.add("again", look.say("The same once more"), self.again)
        kept = look.say("If the passphrase is forgotten, a new datalager must be made, so let the visits come over often.")
        self.form.addWidget(label(look, kept, "small", "quiet"))

    @override
    def field_of(self, fault: Fault) -> str:
        if isinstance(fault, WeakPassphrase):
            return "Passphrase"
        return "Short name" if isinstance(fault, LabelTaken) else super().field_of(fault)

    @override
    def send(self) -> None:
        waits = self.look.say("The datalager is being made. It takes a few seconds.")
        self.banner.show_notice(waits, "told")
        self.model.give_vault(
            self._volunteer, self.label_field.text(), self.passphrase.text(), self.again.text(), self.accept, self.refused
        )

    @override
    def done(self, result: int) -> None:
        """Nothing of a passphrase stays in a form that is closed."""
        self.passphrase.clear()
        self.again.clear()
        super().done(result)


class RemoveVaultDialog(VolunteerForm):
    """Asks twice only where something would be lost."""

    def __init__(self, model: VolunteersScreen, look: Look, line: VolunteerWords, parent: QWidget | None = None) -> None:
        lead = look.say("{name} can then no longer open a datalager on this laptop. Visits that have come here stay.", name=line.name)
        super().__init__(model, look, look.say("Delete the datalager"), lead, look.say("Delete the datalager"), parent)
        self._volunteer, self._anyway = line.id, False
        mark(self.accept_button, "kind", "danger")
        self.form.addWidget(body(look, look.say("First everything that lies ready is taken in. This cannot be undone.")))
        self.cancel_button.setFocus()

    @override
    def send(self) -> None:
        self.model.remove_vault(self._volunteer, self.accept, self._missing, self.refused, anyway=self._anyway)

    def _missing(self, sentence: str) -> None:
        if self.over:
            self.model.tell(sentence, "warning")
            return
        self.accept_button.setEnabled(True)
        self._anyway = True
        advice = self.look.say("Let the volunteer unlock once more, so that they come over; or delete the datalager, and they are lost.")
        self.banner.show_notice(f"{sentence} {advice}", "warning")
        self.accept_button.setText(self.look.say("Delete it all the same"))
        self.cancel_button.setFocus()
