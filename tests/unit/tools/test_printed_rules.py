"""docs/ says what the rules say."""

from pathlib import Path

import pytest

from tools import print_rules


def test_the_printed_rules_are_up_to_date() -> None:
    assert print_rules.stale() == [], "run: python -m tools.print_rules"


def test_a_difference_is_named_and_printing_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(print_rules, "DOCS", tmp_path)
    assert print_rules.main(["check"]) == 1
    assert "docs/authority.md" in capsys.readouterr().out
    assert print_rules.main([]) == 0
    assert print_rules.main(["check"]) == 0
    assert print_rules.main(["other"]) == 2
