"""The accessible tree of a running program, as a screen reader meets it: found by role and name, worked by keys and actions.

Nothing here knows Indenfor. Another program answers in its own time, so every look is repeated until it succeeds or until
its seconds are over; that is the only waiting there is.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402 - the version is chosen before the import, as the bindings ask

T = TypeVar("T")

PATIENCE = 20.0
"""Seconds until something that should be there is called missing."""
AGAIN = 0.05
"""Seconds between two looks."""
MODIFIERS = {"ctrl": 37, "shift": 50, "alt": 64}
"""Codes of the keys on the keyboard that a virtual screen has."""
KEYS = {"tab": 0xFF09, "enter": 0xFF0D, "escape": 0xFF1B, "up": 0xFF52, "down": 0xFF54, "home": 0xFF50, "end": 0xFF57, "f1": 0xFFBE}
"""X's numbers for keys without a character."""


class Missing(Exception):
    """What was looked for did not come in time."""


def until(look: Callable[[], T | None], what: str, seconds: float = PATIENCE) -> T:
    """The first answer of `look` that is not None or False. Raises Missing, with `what` as its words."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found is not None and found is not False:
            return found
        time.sleep(AGAIN)
    raise Missing(what)


class Node:
    """One thing in the tree."""

    def __init__(self, it: Atspi.Accessible) -> None:
        self._it = it

    @property
    def role(self) -> str:
        return self._it.get_role_name() or ""

    @property
    def name(self) -> str:
        return self._it.get_name() or ""

    @property
    def text(self) -> str:
        """What a text field shows; nothing for what is no text."""
        text = self._it.get_text_iface()
        return "" if text is None else text.get_text(0, text.get_character_count())

    @property
    def length(self) -> int:
        """How many characters a text field holds, also where it does not show them."""
        text = self._it.get_text_iface()
        return 0 if text is None else text.get_character_count()

    def has(self, state: str) -> bool:
        """`state` is a name of AT-SPI: "FOCUSED", "SHOWING", "SELECTED"."""
        return self._it.get_state_set().contains(getattr(Atspi.StateType, state))

    def below(self) -> Iterator["Node"]:
        """Everything under it, in the order of the tree. What goes while it is looked at is passed over."""
        try:
            count = self._it.get_child_count()
        except GLib.Error:
            return
        for place in range(count):
            try:
                child = self._it.get_child_at_index(place)
            except GLib.Error:
                continue
            if child is not None:
                yield Node(child)
                yield from Node(child).below()

    def focus(self) -> None:
        """Raises Missing where the focus does not go there."""
        component = self._it.get_component_iface()
        if component is not None:
            component.grab_focus()
        until(lambda: self.has("FOCUSED"), f"the focus on {self.told()}")

    @property
    def acts(self) -> bool:
        action = self._it.get_action_iface()
        return action is not None and action.get_n_actions() > 0

    def act(self) -> None:
        """Its first action: what Enter or a click does."""
        action = self._it.get_action_iface()
        if action is not None:
            action.do_action(0)

    def told(self) -> str:
        return f"{self.role} “{self.name}”"


class Program:
    """The tree of one running program, and its keyboard."""

    def __init__(self, pid: int) -> None:
        """Waits until the program stands in the tree. Raises Missing."""
        self._root = until(lambda: _application(pid), "the program in the accessible tree")

    def all(self) -> Iterator[Node]:
        """Everything that is showing."""
        for node in self._root.below():
            try:
                if node.has("SHOWING"):
                    yield node
            except GLib.Error:
                continue

    def see(self, role: str, *words: str, when: Callable[[Node], bool] = lambda _node: True) -> Node | None:
        """The first that is showing, is of `role` ("" = any), has all `words` in its name, and is as `when` says."""
        for node in self.all():
            try:
                if role in ("", node.role) and all(word in node.name for word in words) and when(node):
                    return node
            except GLib.Error:
                continue
        return None

    def find(self, role: str, *words: str) -> Node:
        """The same, waited for. Raises Missing."""
        return until(lambda: self.see(role, *words), f"{role} “{' … '.join(words)}”")

    def press_button(self, name: str) -> None:
        """Whatever has exactly this name and can be acted on, waited for. Raises Missing."""
        until(lambda: self._press(name), f"something to press that is called “{name}”")

    def _press(self, name: str) -> bool:
        found = self.see("", name, when=lambda node: node.name == name and node.acts)
        if found is not None:
            found.act()
        return found is not None

    def focused(self) -> Node | None:
        """The innermost that has the keyboard: what holds it may say so too."""
        found = None
        for node in self.all():
            try:
                found = node if node.has("FOCUSED") else found
            except GLib.Error:
                continue
        return found

    def press(self, chord: str) -> None:
        """Keys as they are written on a keyboard: "ctrl+l", "tab", "7"."""
        *held, last = chord.split("+") if len(chord) > 1 else [chord]
        for key in held:
            Atspi.generate_keyboard_event(MODIFIERS[key], None, Atspi.KeySynthType.PRESS)
        Atspi.generate_keyboard_event(KEYS.get(last) or ord(last), None, Atspi.KeySynthType.SYM)
        for key in reversed(held):
            Atspi.generate_keyboard_event(MODIFIERS[key], None, Atspi.KeySynthType.RELEASE)

    def type(self, field: Node, text: str) -> None:
        """Letter by letter into a text field, each seen to arrive before the next: the keyboard has no æ, ø and å of its own."""
        field.focus()
        for letter in text:
            longer = field.length + 1
            Atspi.generate_keyboard_event(0, letter, Atspi.KeySynthType.STRING)
            until(partial(_holds, field, longer), f"a letter in {field.told()}")


def _holds(field: Node, length: int) -> bool:
    return field.length >= length


def _application(pid: int) -> Node | None:
    desktop = Atspi.get_desktop(0)
    for place in range(desktop.get_child_count()):
        one = desktop.get_child_at_index(place)
        if one is not None and one.get_process_id() == pid:
            return Node(one)
    return None
