from __future__ import annotations

from collections.abc import Hashable

import pytest
from msgspec.structs import replace

from personac.memory import Memory
from personac.report.html import render_html
from personac.report.model import Report
from personac.report.page.compiled import template_environment
from personac.report.page.pieces import Pieces
from tests.browser.large import large_report


class Noting(Memory):
    """Notes what is made."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[Hashable] = []

    def recall(self, key, make):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201 - as the base has it
        def noted() -> object:
            self.made.append(key)
            return make()

        return super().recall(key, noted)

    def pieces(self) -> list[Hashable]:
        found = [key[1] for key in self.made if isinstance(key, tuple) and key[0] == "piece"]
        self.made.clear()
        return found


@pytest.fixture
def memory() -> Noting:
    return Noting()


def test_a_piece_is_made_once_for_equal_values(memory: Noting) -> None:
    one, other = template_environment(None), template_environment(None)
    for templates, value in ((one, 1), (one, 1), (one, 2), (other, 1)):
        number = Pieces(templates, memory).piece("marks.html.jinja", "number")
        assert number(value, "x") == f'<span data-json="x">{value}</span>'
    assert memory.pieces() == ["number"] * 3


def test_of_a_page_that_changed_only_what_changed_is_made(memory: Noting) -> None:
    report = large_report(6)
    before = render_html(report, memory=memory)
    assert set(memory.pieces()) >= {"card", "content", "run"}
    assert render_html(report, memory=memory) == before
    assert memory.pieces() == []
    lines = (*report.lines[:-1], replace(report.lines[-1], text="Say it otherwise"))
    changed = replace(report, lines=lines)
    assert render_html(changed, memory=memory) == render_html(changed) != before
    assert memory.pieces() == ["content"]


def test_a_page_that_leads_elsewhere_is_made_anew(memory: Noting, plain: Report) -> None:
    for root in ("../", "../../", None, "../"):
        assert render_html(plain, root, memory=memory) == render_html(plain, root)
