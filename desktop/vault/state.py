"""Where this machine and profile remember things about vaults, and where its vaults lie: both in local folders.

The environment variables INDENFOR_STATE and INDENFOR_HOME name others (for the demo and for tests, so that they leave no trace).
"""

import os
from pathlib import Path

import platformdirs

from desktop.errors import storage_error

VARIABLE = "INDENFOR_STATE"
HOME_VARIABLE = "INDENFOR_HOME"


def state_folder() -> Path:
    """INDENFOR_STATE if it is set, otherwise the platform's local state folder."""
    return Path(os.environ.get(VARIABLE) or platformdirs.user_state_dir("indenfor", appauthor=False, roaming=False))


def default_home() -> Path:
    """The home folder of vaults: INDENFOR_HOME if it is set, otherwise the platform's, which is local and not roaming."""
    return Path(os.environ.get(HOME_VARIABLE) or platformdirs.user_data_dir("indenfor", appauthor=False, roaming=False))


def make_folder(path: Path) -> Path:
    """`path`, made where it is missing and open to its owner only. Raises StorageError."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(path, error) from error
    return path
