"""Missing system libraries are named in one sentence; asked in a process of its own, as make asks."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "tools" / "system_libraries.py"

PLANTED = """
import runpy, os, sys
module = runpy.run_path({script!r})
module["main"].__globals__["OFFSCREEN"] = {{"libIndenforNowhere.so.7": "libindenfornowhere7"}}
os.geteuid = lambda: 1000
sys.exit(module["main"]())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux leaves these libraries to the system")
def test_a_missing_library_is_named_in_one_sentence() -> None:
    run = subprocess.run(  # noqa: S603 - this Python, our own script
        [sys.executable, "-c", PLANTED.format(script=str(SCRIPT))], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "libindenfornowhere7" in run.stderr
    assert run.stderr.count("\n") == 1
