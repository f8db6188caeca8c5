"""The one constructor: makes a vault, opens it, and hands its store and services to whoever asks.

`window`, `cli` and `demo` call it; nobody else constructs. An opened vault holds the operating system's lock until it is
closed; closing records the witness, disposes the engine and wipes the store key.
"""

from desktop.house.escrow import Asked, ask_for_spare, recover_by_answer
from desktop.house.keeping import Restored, backup_vault, rekey_vault, remove_user, restore_vault
from desktop.house.making import adopt_volunteer, create_vault, remove_volunteer_vault
from desktop.house.opened import OpenVault, open_vault
from desktop.house.people import add_user, change_passphrase, list_users, only_label, recover_vault
from desktop.house.settings import RESOURCES, Created, Person, Settings
from desktop.house.verbs import Services

__all__ = [
    "Asked",
    "ask_for_spare",
    "recover_by_answer",
    "backup_vault",
    "rekey_vault",
    "restore_vault",
    "RESOURCES",
    "Created",
    "OpenVault",
    "Person",
    "Restored",
    "Services",
    "Settings",
    "add_user",
    "adopt_volunteer",
    "change_passphrase",
    "create_vault",
    "list_users",
    "only_label",
    "open_vault",
    "recover_vault",
    "remove_user",
    "remove_volunteer_vault",
]
