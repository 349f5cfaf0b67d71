from __future__ import annotations

import shutil
from contextlib import chdir
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.unit.helpers import EXACT, compiled
from tools import own_pages
from tools.draw_merge import MOST, draw
from tools.marked_blocks import NoMarkersError, with_blocks
from tools.own_pages import COMMAND, Blocks, blocks_of, built_here, diff_of, differences

TRUNK = "You are a tester.\n\n## Plan\n\n- a1\n- a2\n- a3\n\n## Rest\n\n- b1\n\n## Report\n\n- c1\n"
OTHER = "## Before\n\n- x1\n- x2\n\n## Behind\n\n- y1\n\n## Plan\n\n- a1\n- n1\n- a2\n"
THIRD = "## Plan\n\n- a2\n- n2\n"


pytestmark = pytest.mark.xdist_group("own pages")  # which are made once


@pytest.fixture(scope="session")
def pages() -> dict[str, Blocks]:
    with chdir(ROOT):
        return dict(blocks_of(built_here(), ROOT))


def drawn(*texts: str, most: int = MOST) -> list[str]:
    files = {f"{name}.md": text for name, text in zip("abc", texts, strict=False)}
    return draw(compiled(files, EXACT), most).splitlines()


def test_the_pages_show_what_a_build_gives_now(pages: dict[str, Blocks]) -> None:
    stale = list(differences(pages, ROOT))
    assert not stale, f"run `{COMMAND}`:\n" + "".join(diff_of(*page) for page in stale)


def test_the_picture_is_no_larger_than_a_screen(pages: dict[str, Blocks]) -> None:
    lines = pages["docs/merging.md"]["picture"].splitlines()
    assert len(lines) <= MOST + len(("```text", "```"))
    assert max(map(len, lines)) <= 110


def test_a_picture_shows_the_trunk_and_what_went_where() -> None:
    assert drawn(TRUNK, OTHER, THIRD) == [
        " a                                      what the others add",
        " You are a tester.",
        " + ## Before, Behind                    ◀── b: inserted whole, 2 sections",
        ' ## Plan                                ◀── b, "Plan": 1 new, 2 merged',
        '                                        ◀── c, "Plan": 1 new, 1 merged',
        ' - a1                                       merged with "a1"',
    ]


def test_a_picture_without_room_leaves_out_items_first() -> None:
    whole = drawn(TRUNK, OTHER, THIRD)
    assert drawn(TRUNK, OTHER, THIRD, most=5) == whole[:5]
    assert drawn(TRUNK, OTHER, THIRD, most=4) == [*whole[:3], " …"]


def test_a_check_reports_a_stale_page_and_a_run_mends_it(
    tmp_path: Path,
    pages: dict[str, Blocks],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in pages:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    page = tmp_path / "docs" / "merging.md"
    current = page.read_text("utf-8")
    page.write_text(current.replace("what the others add", "once"), "utf-8")
    monkeypatch.setattr(own_pages, "ROOT", tmp_path)
    monkeypatch.setattr(own_pages, "built_here", lambda: None)
    monkeypatch.setattr(own_pages, "blocks_of", lambda *_: pages)
    for arguments, code in ((["--check"], 1), ([], 0), (["--check"], 0)):
        with pytest.raises(SystemExit) as exits:
            own_pages.main(arguments)
        assert exits.value.code == code
    assert page.read_text("utf-8") == current
    printed = capsys.readouterr().out
    assert printed.startswith("--- merging.md\n+++ merging.md, as `python -m tools.own_pages` writes it\n")
    assert printed.endswith("docs/merging.md: rewritten\n")


def test_a_page_without_markers_is_refused() -> None:
    with pytest.raises(NoMarkersError, match="no markers for the block 'picture' of `draw`"):
        with_blocks("# Page\n\n<!-- picture: draw -->\n", {"picture": "x"}, "draw")
