from __future__ import annotations

from dataclasses import replace

from personac.merging.decided_body import kept_bullets
from personac.model import MergedSection
from tests.unit.helpers import merged


def _backwards(section: MergedSection) -> MergedSection:
    content = tuple(replace(group, pieces=group.pieces[::-1]) for group in section.content)
    return replace(section, content=content, sections=tuple(map(_backwards, section.sections)))


def test_of_equal_lines_the_bullet_of_the_first_is_kept() -> None:
    twice = merged({"a.md": "# Work\n\n- Stay here\n- Stay here\n- Fly\n"})
    (cluster,) = (number for number, own in enumerate(twice.clusters) if len(own.members) > 1)
    assert kept_bullets(twice, twice.body)[cluster] == 0
    assert kept_bullets(twice, _backwards(twice.body))[cluster] == 1
