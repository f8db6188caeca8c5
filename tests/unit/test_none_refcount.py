"""PySide6 6.12.0 loses a reference to None on every call that returns nothing, under Python 3.10 and 3.11.

After a few thousand such calls the interpreter aborts, so pyproject.toml holds PySide6 below 6.12, and this test the reason.
From Python 3.12 on, None is immortal and its count says nothing; there the difference is 0 as well.
The calls are made in a process of their own, so that no other test shares its application object.
"""

import subprocess
import sys

CALLS = 2_000
NOISE = 50  # other code may hold a None more or less; the fault would show as CALLS

COUNT = f"""
import gc, sys
from PySide6.QtCore import QCoreApplication
application = QCoreApplication([])
application.processEvents()
gc.collect()
before = sys.getrefcount(None)
for _ in range({CALLS}):
    application.processEvents()
print(sys.getrefcount(None) - before)
"""


def test_void_calls_leave_none_alone() -> None:
    run = subprocess.run([sys.executable, "-c", COUNT], capture_output=True, text=True, check=True)  # noqa: S603 - this Python, our own lines
    difference = int(run.stdout)
    assert abs(difference) <= NOISE, f"{CALLS} void calls changed the count of None by {difference}"
