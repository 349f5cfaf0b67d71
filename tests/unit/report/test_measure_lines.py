from __future__ import annotations

import dataclasses

from personac.building.in_memory import Built
from personac.ir import Line, Origin
from personac.report.measure_lines import line_rows, standings
from personac.report.model import Report


def test_the_lines_are_those_of_the_canonical(plain: Report, plain_build: Built) -> None:
    text = plain_build.outputs[plain.canonical.path].decode()
    assert "".join(f"{line.text}\n" for line in plain.lines) == text
    assert all(line.origins for line in plain.lines if line.cluster)


def test_every_bullet_is_said_in_its_line_or_left_out(plain: Report) -> None:
    left_out = {row.bullet for row in plain.left_out}
    for bullet in plain.bullets:
        if bullet.id in left_out:
            assert (bullet.state, bullet.canonical_line) == ("left_out", 0)
        else:
            line = plain.lines[bullet.canonical_line - 1]
            assert (bullet.persona, bullet.line) in {(o.persona, o.line) for o in line.origins}
    merged = [bullet.text for bullet in plain.bullets if bullet.state == "merged"]
    assert merged == ["Drain the oldest queue first"]


def test_a_bullet_that_a_broader_one_took_in_is_covered(plain_build: Built) -> None:
    compilation, canonical = plain_build.compilation, plain_build.compilation.canonical
    assert canonical is not None
    bullet = compilation.bullets[1]
    owner = compilation.clusters[compilation.cluster_of[1]].id
    origin = Origin(bullet.persona, bullet.path, bullet.line, bullet.end_line, "covered", owner)
    covering = dataclasses.replace(canonical, lines=(Line("- broad", (origin,)),))
    assert line_rows(covering)[0].origins[0].relation == "covered"
    found = standings(compilation, covering)
    assert (found[bullet.id].state, found[bullet.id].line) == ("covered", 1)
