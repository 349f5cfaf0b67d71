"""Links of the rules as decisions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from personac.config.decision_files import read_decision
from personac.review.session import Session

Files = Callable[[], dict[str, bytes]]
LINKS = """
[[cannot_link]]
texts = ["Oil the lamp before sunset", "Trim the wick with scissors"]
reason = "two things"

[[must_link]]
texts = ["Keep the log of ships for 30 days", "Keep the log of ships for 90 days"]

[[must_link]]
texts = ["Never row alone.", "Oil the lamp before sunset"]

[[cannot_link]]
texts = ["Oil the lamp before sunset", "Feed the gulls"]
"""


@pytest.fixture
def rules(place: Path) -> Path:
    folder = place / "rules"
    folder.mkdir()
    path = folder / "links.toml"
    path.write_text(LINKS)
    return path


@pytest.fixture(autouse=True)
def _no_rules_left(place: Path) -> object:
    yield
    for path in (place / "rules").glob("*"):
        path.unlink()
    (place / "rules").rmdir()


def test_each_link_is_a_decision_with_its_reason(session: Session, rules: Path, files: Files) -> None:
    before = [line.text for line in session.snapshot().report.lines]
    imported = session.import_rules()
    read = [read_decision(path, data).content for path, data in files().items() if data]
    assert sorted((len(one.group), one.reason) for one in read) == [(1, ""), (2, "two things")]
    assert len(imported.changes) == 2
    assert [line.text for line in session.snapshot().report.lines] == before
    assert rules.read_text() == LINKS


def test_what_cannot_be_anchored_is_told_with_its_place(session: Session, rules: Path) -> None:
    assert rules.exists()
    paragraph, gone = sorted(session.import_rules().skipped, key=lambda line: "gulls" in line)
    assert paragraph.startswith("rules/links.toml:9: [[must_link]]: its texts are one item and one paragraph")
    assert gone == "rules/links.toml:12: [[cannot_link]]: no bullet has the text 'Feed the gulls'"


def test_what_is_decided_already_is_not_written_again(session: Session, rules: Path, files: Files) -> None:
    assert rules.exists()
    session.import_rules()
    written = files()
    again = session.import_rules()
    assert again.changes == ()
    assert sum("decided already" in line for line in again.skipped) == 2
    assert files() == written


def test_an_import_is_one_step(session: Session, rules: Path, files: Files) -> None:
    assert rules.exists()
    session.import_rules()
    session.undo()
    assert files() == {}
