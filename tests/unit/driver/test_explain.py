from __future__ import annotations

from pathlib import Path

import pytest

import personac
from personac.backend.write import write_outputs
from personac.diagnostics.model import PersonacError
from personac.driver.explain import explain


def test_every_line_of_a_canonical_can_be_explained(here: Path) -> None:
    source = (
        b"---\nname: a\ndescription: d\n---\n\n# T\n\nYou are it.\n\n```sh\nls\n```\n\n- One rule\n- - Two\n"
    )
    write_outputs(here / "b", personac.build({"a.md": source, "b.md": source}, name="x").outputs, ())
    lines = (here / "b" / "x.md").read_text().splitlines()
    for number, line in enumerate(lines, start=1):
        text = explain(f"b/x.md:{number}")
        assert text.startswith(f"b/x.md:{number}")
        assert ("layout" in text) is (line in {"", "---"})
    with pytest.raises(PersonacError):
        explain(f"b/x.md:{len(lines) + 1}")


def test_a_dot_in_the_name_of_the_agent(here: Path) -> None:
    write_outputs(here, personac.build({"a.md": b"- One rule\n"}, name="x.y").outputs, ())
    assert "comes from" in explain("x.y.md:2")
