"""A whole review in a browser: real sessions that build and write files."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from personac.building.live_build import LiveBuild
from personac.building.request import Request
from personac.config.decision_files import read_decisions
from personac.review.session import Session
from tests.browser.reviewing import OpenReview, ReviewTab, enter, go_to, serving
from tests.conftest import ROOT
from tests.unit.review.web.fake_session import KEEPERS

CONTROL, ENTER = "\ue009", "\ue007"
SINGLES = 12  # items of a part that are decided one by one before the rest is accepted
SEEDS = ROOT.parent / "shared" / "seeds"
Folder = Mapping[str, bytes]
NAMES = (
    "brass",
    "north",
    "harbour",
    "pilot",
    "storm",
    "garden",
    "cellar",
    "bridge",
    "boat",
    "chapel",
    "market",
    "old",
)
MANY = "".join(f"- Fill the {name} lamp with oil before dusk\n" for name in NAMES).encode()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Mapping[str, bytes]], Path]:
    """Write a project, and make its folder the working directory."""

    def _project(sources: Mapping[str, bytes]) -> Path:
        for path, data in sources.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(data)
        monkeypatch.chdir(tmp_path)
        return tmp_path

    return _project


def session_by(name: str = "anna") -> Session:
    return Session(LiveBuild(Request((Path("agents"),), use_cache=False)), name)


def files_of(folder: Path) -> Folder:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def agents_of(folder: Path) -> Folder:
    return {f"agents/{path.name}": path.read_bytes() for path in sorted(folder.glob("*.md"))}


def decide_all(page: ReviewTab, limit: int) -> int:
    """Decide every open item, of large parts the rest at once; return the number of keys."""
    keys, seen = 0, Counter[str]()
    while page.at and keys < limit:
        part = page.ask("review.state.items[review.find(review.state.at)].part")
        seen[part] += 1
        if seen[part] == SINGLES:
            accept_all(page)
        else:
            has_same = page.ask("document.querySelector('[data-at=s]') !== null")
            page.press("abs"[keys % 3] if has_same else "a")
        assert page.problem == ""
        keys += 1
    return keys


def accept_all(page: ReviewTab) -> None:
    """Accept all like the item that is shown; a few come back for the audit."""
    page.key("A")
    page.wait("document.querySelector('#many-effect p')")
    page.key(ENTER)
    page.ready()


@pytest.mark.parametrize(
    "personas", ["keepers", *(pytest.param(one, marks=pytest.mark.long) for one in ("own", "seeds"))]
)
def test_the_whole_queue_is_decided_by_keyboard_alone(
    personas: str, project: Callable[[Mapping[str, bytes]], Path], review: OpenReview
) -> None:
    if personas == "seeds" and not SEEDS.is_dir():
        pytest.skip("needs the seeds in ../shared")
    folders = {"own": ROOT / "agents", "seeds": SEEDS}
    folder = project(KEEPERS if personas == "keepers" else agents_of(folders[personas]))
    session = session_by()
    total = len(session.snapshot().report.review)
    page = review(session)
    keys = decide_all(page, 4 * total)
    assert "Nothing is left to decide" in page.text
    report = session.snapshot().report
    assert [row.key for row in report.review if row.state != "decided"] == []
    written = sorted((folder / "decisions").rglob("*.toml"))
    found = [(path.relative_to(folder).as_posix(), path.read_bytes()) for path in written]
    decisions = read_decisions(found, written[0].parent.name)
    assert {decision.by for decision in decisions} == {"anna"}
    assert written
    assert keys <= 2 * total


def test_twenty_undos_give_the_folder_as_it_was(
    project: Callable[[Mapping[str, bytes]], Path], review: OpenReview
) -> None:
    folder = project({path: data + MANY for path, data in KEEPERS.items()})
    before = files_of(folder)
    page = review(session_by())
    page.press(*["a"] * 10, *["b"] * 10)
    decided = files_of(folder)
    assert len(decided) > len(before)
    page.press(*["u"] * 20)
    assert page.problem == ""
    assert files_of(folder) == before
    assert not (folder / "decisions").exists()
    page.press(*["U"] * 20)
    assert files_of(folder) == decided


def test_two_reviewers_in_two_tabs_see_each_other(
    project: Callable[[Mapping[str, bytes]], Path],
    review: OpenReview,
    chromium: Any,  # noqa: ANN401
) -> None:
    project(KEEPERS)
    with serving(session_by("ben")) as served:
        page = review(session_by("anna"))
        first = chromium.current_window_handle
        go_to(page, "sure")
        chromium.switch_to.new_window("tab")
        other = enter(chromium, served)
        go_to(other, "sure")
        other.press("b")
        chromium.switch_to.window(first)
        page.wait("document.querySelector('.state')?.textContent.includes('ben')")
        page.press("s")
        page.wait("review.state.items.some(item => item.part === 'disputed')")
        chromium.switch_to.window(next(one for one in chromium.window_handles if one != first))
        chromium.close()
        chromium.switch_to.window(first)


def git(*arguments: str) -> None:
    given = ("-c", "user.name=t", "-c", "user.email=t@example.org", *arguments)
    subprocess.run(["git", *given], check=True, capture_output=True)


def test_git_checks_out_other_decisions_underneath(
    project: Callable[[Mapping[str, bytes]], Path], review: OpenReview
) -> None:
    folder = project(KEEPERS)
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "personas")
    session = session_by()
    page = review(session)
    total = page.undecided()
    git("checkout", "-q", "-b", "decided")
    page.press("a", "a", "a")
    git("add", ".")
    git("commit", "-q", "-m", "decisions")
    decided = page.undecided()
    assert decided < total
    git("checkout", "-q", "main")
    page.wait(f"document.getElementById('left').textContent.startsWith('{total} ')")
    assert page.said == "The files have changed: this is the queue as it is now."
    page.press("u")
    assert "What to do" in page.problem
    page.driver.get_log("browser")  # the browser notes the answer 409
    assert not (folder / "decisions").exists()
    git("checkout", "-q", "decided")
    page.wait(f"document.getElementById('left').textContent.startsWith('{decided} ')")
    page.press(".")
    assert page.problem == ""


def test_a_broken_decision_is_told_and_the_page_goes_on_when_it_is_mended(
    project: Callable[[Mapping[str, bytes]], Path], review: OpenReview
) -> None:
    folder = project(KEEPERS)
    page = review(session_by())
    page.press("a")
    (written,) = (folder / "decisions").rglob("*.toml")
    whole = written.read_bytes()
    written.write_bytes(b"schema = 7\n")
    page.wait("document.getElementById('problem').textContent")
    assert f"{written.relative_to(folder)}:1: " in page.problem
    assert "What to do" in page.problem
    written.write_bytes(whole)
    page.wait("!document.getElementById('problem').textContent")
    page.driver.get_log("browser")  # the browser notes the answers 409


def test_an_edited_line_is_in_the_canonical_and_its_diff_was_shown_before(
    project: Callable[[Mapping[str, bytes]], Path], review: OpenReview
) -> None:
    project(KEEPERS)
    session = session_by()
    page = review(session)
    page.do("document.querySelector('[data-part=sure]').click()")
    page.ready()
    page.key("e")
    page.key(" and then once more")
    page.wait("document.querySelector('#effect .added')?.textContent.includes('once more')")
    page.key(CONTROL + ENTER)
    page.ready()
    lines = [line.text for line in session.snapshot().report.lines]
    assert len([line for line in lines if line.endswith("and then once more")]) == 1
