from __future__ import annotations

from personac.report.model import SectionOverlap
from personac.report.overlap import section_overlap
from tests.unit.helpers import compiled


def overlap(texts: dict[str, str]) -> SectionOverlap:
    compilation = compiled(texts)
    return section_overlap(compilation, compilation.outline)


def test_bullets_that_two_sections_share_are_counted_for_each() -> None:
    one = "- Before any heading\n\n## Lamp\n\n- Trim the wick\n- Polish the lens\n- Count oil\n"
    two = "## Chores\n\n- Trim the wick\n- Feed gulls\n\n## Lamp\n\n- Polish the lens\n"
    result = overlap({"a.md": one, "b.md": two})
    number = {path: at for at, path in enumerate(result.sections)}
    lamp, chores = number["Lamp",], number["Chores",]
    assert result.bullets[number[()]] == 1
    assert (result.bullets[lamp], result.bullets[chores]) == (4, 2)
    assert result.shared == tuple(sorted([(chores, lamp, 1), (lamp, chores, 1), (lamp, lamp, 2)]))


def test_personas_with_nothing_in_common_share_nothing() -> None:
    assert overlap({"a.md": "- One\n", "b.md": "- Other\n"}).shared == ()
