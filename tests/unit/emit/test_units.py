from __future__ import annotations

from personac.emit.provenance import MappedOrigin, ProvenanceMap, Unit, units
from personac.ir import Relation


def origin(line: int, relation: Relation = "kept", cluster: str = "c") -> MappedOrigin:
    return MappedOrigin("a", "a.md", line, line, cluster, relation)


def test_lines_of_equal_origins_are_one_unit() -> None:
    first, second = (origin(1),), (origin(3),)
    lines = {9: second, 5: first, 7: first, 4: ()}
    assert units(ProvenanceMap("", "x", lines)) == (Unit(5, 7, first), Unit(9, 9, second))
    assert units(ProvenanceMap("", "x", {})) == ()


def test_what_a_unit_is() -> None:
    merged, kept = origin(1, "merged"), origin(2)
    assert Unit(1, 1, (merged, kept)).kept == kept
    assert Unit(1, 1, (merged,)).kept == merged
    assert [Unit(1, 1, (origin(1, relation),)).is_heading for relation in ("heading", "kept")] == [
        True,
        False,
    ]
    assert [Unit(1, 1, (origin(1, r),)).is_field for r in ("frontmatter", "heading")] == [True, False]
