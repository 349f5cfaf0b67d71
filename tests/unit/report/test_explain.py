from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import personac
from personac.building.builder import build
from personac.building.request import Request
from personac.diagnostics.diagnostic import PersonacError
from personac.report.explain import explain
from personac.storage.writer import write_outputs

ONE = b"""---
name: one
description: d
color: red
---

# Lamp

You are a keeper.

## Duties

- Wind the clockwork at dusk
  with care
  - Forty turns exactly
- Sing to the gulls

```sh
trim wick

polish lens
```

---
"""
TWO = b"""---
name: two
description: d
color: blue
---

# Lamp

You are a keeper.

## Duties

- Wind the clockwork at dusk with care
"""
UNJUDGED = b"[matching]\njudge = false\n"
RULES = UNJUDGED + b'unjudged = 1.0\n\n[keep]\nmode = "shared"\n'

Explain = Callable[..., str]


def make(folder: Path, rules: bytes = UNJUDGED, **files: bytes) -> None:
    """Build files of agents/ into build/, below `folder`."""
    sources = {f"agents/{stem}.md": data for stem, data in (files or {"one": ONE, "two": TWO}).items()}
    for path, data in sources.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    built = personac.build(sources, {"rules/a.toml": rules} if rules else {}, name="x")
    write_outputs(folder / "build", built.outputs)


def lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines()


def refusal(subject: str, *arguments: Path) -> tuple[str, str, str]:
    with pytest.raises(PersonacError) as caught:
        explain(subject, *arguments)
    (result,) = caught.value.diagnostics
    assert result.code == "PC508"
    return result.path, result.message, result.hint


def test_every_line_of_a_canonical_can_be_explained(here: Path) -> None:
    make(here)
    for number, line in enumerate(lines("build/x.md"), start=1):
        text = explain(f"build/x.md:{number}")
        assert text.splitlines()[0] == f"build/x.md:{number}" + (f": {line.strip()}" if line else "")
        assert ("layout" in text) is (line in {"", "---"})
        assert explain(f"build/x.md:{number}:1") == text


def test_every_line_of_a_source_can_be_explained(here: Path) -> None:
    for rules in (UNJUDGED, RULES):
        make(here, rules)
        for path in ("agents/one.md", "agents/two.md"):
            for number, line in enumerate(lines(path), start=1):
                result = explain(f"{path}:{number}").splitlines()
                assert result[0].startswith(f"{path}:{number}")
                assert len(result) > 1, (path, number)
                in_code = (path, number) == ("agents/one.md", 20)
                assert ("layout" in result[1]) is (line in {"", "---"} and not in_code), result


def test_a_merged_line_has_its_sources_and_reasons(here: Path) -> None:
    make(here)
    number = lines("build/x.md").index("- Wind the clockwork at dusk") + 1
    text = explain(f"build/x.md:{number}").splitlines()
    assert text[:5] == [
        f"build/x.md:{number}: - Wind the clockwork at dusk",
        "represents 2 bullets of 2 personas",
        "  kept    agents/one.md:13-14: Wind the clockwork at dusk with care",
        "  merged  agents/two.md:13: Wind the clockwork at dusk with care",
        "these 2 have the same meaning (cohesion 1.00)",
    ]
    assert text[5].startswith("  agents/one.md:13 ~ agents/two.md:13: 1.00, ")
    assert len(explain(f"build/x.md:{number}", verbose=True).splitlines()) >= len(text)


def test_a_heading_a_block_and_front_matter(here: Path) -> None:
    make(here)
    result = lines("build/x.md")
    heading = explain(f"build/x.md:{result.index('# Lamp') + 1}").splitlines()
    assert heading[1:] == ["a heading, from", "  heading  agents/one.md:7", "  heading  agents/two.md:7"]
    block = explain(f"build/x.md:{result.index('trim wick') + 1}").splitlines()
    assert block[1:] == ["a block kept whole, from", "  kept  agents/one.md:18-22"]
    front = explain(f"build/x.md:{result.index('color: red') + 1}").splitlines()
    assert front[1:] == ["front matter, from", "  frontmatter  agents/one.md:4"]


def test_a_blank_line_names_its_neighbours(here: Path) -> None:
    make(here)
    number = lines("build/x.md").index("") + 1
    assert explain(f"build/x.md:{number}").endswith(f"lines with one: {number - 2} and {number + 1}\n")
    assert explain("build/x.md:1").endswith("lines with one: 2\n")


def test_a_line_of_a_source_has_its_place_in_the_canonical(here: Path) -> None:
    make(here)
    number = lines("build/x.md").index("- Wind the clockwork at dusk") + 1
    for asked in ("agents/one.md:13", "agents/one.md:14", "agents/two.md:13"):
        text = explain(asked).splitlines()
        assert text[1:3] == [
            "in the canonical at",
            f"  build/x.md:{number}: - Wind the clockwork at dusk",
        ]
        assert "represents 2 bullets of 2 personas" in text
    nested = explain("agents/one.md:15").splitlines()
    assert nested[2].endswith(": - Forty turns exactly")
    assert "represents 1 bullet of 1 persona" in nested


def test_a_left_out_line_has_a_reason(here: Path) -> None:
    make(here, RULES)
    assert explain("agents/one.md:16").splitlines() == [
        "agents/one.md:16: - Sing to the gulls",
        "  left out of build/x.md: keep: present in 1 of 2 personas, 2 are required",
        "  build/variants/one.patch restores it",
    ]
    assert "keep: present in 1 of 2" in explain("agents/one.md:15")
    assert "keep: present in 1 of 2" in explain("agents/one.md:19")


def test_a_left_out_cluster_lists_its_other_bullets(here: Path) -> None:
    make(here, UNJUDGED + b"[keep]\nmin_support = 3\n", one=ONE, two=TWO, six=b"# Lamp\n\n- Count apples\n")
    text = explain("agents/two.md:13").splitlines()
    assert text[1] == "  left out of build/x.md: keep: present in 2 of 3 personas, 3 are required"
    assert text[3:5] == [
        "left out of the canonical, as are these with the same meaning",
        "  agents/one.md:13-14: Wind the clockwork at dusk with care",
    ]
    assert text[5].startswith("these 2 have the same meaning")


def test_front_matter_and_titles_that_the_canonical_does_not_have(here: Path) -> None:
    make(here)
    assert "takes from another persona" in explain("agents/two.md:4")
    aliased = {"one": b"## A\n\n- Sing\n\n## B\n\n- Watch\n", "two": b"## A\n\n- Sing\n- Watch\n", "six": TWO}
    aliased["ten"] = aliased["two"].replace(b"A", b"C")
    make(here, **aliased)
    text = explain("agents/one.md:5")
    assert "## B" in text
    is_gone = "a heading that build/x.md does not have" in text or "left out of build/x.md: title" in text
    assert is_gone is ("## B" not in lines("build/x.md"))


def test_from_another_directory(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(here)
    number = lines("build/x.md").index("- Wind the clockwork at dusk") + 1
    (here / "agents" / "deep").mkdir()
    monkeypatch.chdir(here / "agents" / "deep")
    text = explain(f"../../build/x.md:{number}").splitlines()
    assert text[0] == f"../../build/x.md:{number}: - Wind the clockwork at dusk"
    assert text[2] == "  kept    ../one.md:13-14: Wind the clockwork at dusk with care"
    assert explain("../two.md:13").splitlines()[2].startswith(f"  ../../build/x.md:{number}: ")
    absolute = explain(f"{here}/agents/two.md:13").splitlines()
    assert absolute[2].startswith(f"  ../../build/x.md:{number}: ")


def test_an_output_folder_of_another_name(here: Path) -> None:
    make(here)
    (here / "build").rename(here / "out")
    assert "not a source of a build in build" in refusal("agents/one.md:13")[1]
    assert "in the canonical at" in explain("agents/one.md:13", Path("out"))
    assert "in the canonical at" in explain("agents/one.md:13", here / "out")
    assert explain("out/x.md:2").startswith("out/x.md:2: name: x\nfront matter, from")


def test_a_build_whose_sources_are_gone(here: Path) -> None:
    make(here)
    shutil.rmtree(here / "agents")
    number = lines("build/x.md").index("- Wind the clockwork at dusk") + 1
    assert "agents/one.md:13-14" in explain(f"build/x.md:{number}")


def test_a_map_without_a_lock(here: Path) -> None:
    make(here)
    (here / "build" / "personac.lock").unlink()
    assert "agents/one.md:2" in explain("build/x.md:2")


def test_missing_lines(here: Path) -> None:
    make(here)
    count = len(lines("build/x.md"))
    message, hint = f"no such line: the agent has {count}", f"name a line from 1 to {count}"
    assert refusal(f"build/x.md:{count + 1}") == (f"build/x.md:{count + 1}", message, hint)
    assert refusal("build/x.md:0")[1] == message
    assert refusal("agents/two.md:14")[1] == "no such line: the file has 13"
    assert refusal("agents/two.md:0")[1] == "no such line: the file has 13"


def test_files_that_changed_since_the_build(here: Path) -> None:
    make(here)
    (here / "agents" / "two.md").write_bytes(TWO.replace(b"Duties", b"Jobs"))
    assert refusal("agents/two.md:13")[1] == "agents/two.md was changed since the build in build"
    assert "in the canonical at" in explain("agents/one.md:13")
    canonical = here / "build" / "x.md"
    canonical.write_bytes(canonical.read_bytes() + b"\nMore.\n")
    for subject in ("build/x.md:2", "agents/one.md:13"):
        message = "build/x.md was edited since the build, so its lines are not those of its map"
        assert refusal(subject)[1:] == (message, "build again, or restore the file that the build wrote")


def test_other_files_are_refused(here: Path) -> None:
    make(here)
    (here / "notes.md").write_text("- mine\n")
    assert "not a source of a build in build" in refusal("notes.md:1")[1]
    for output in ("build/report.md", "build/variants/one.patch", "build/personac.lock"):
        if output.endswith(".lock"):
            assert "not a source" in refusal(f"{output}:1")[1]
        else:
            message, hint = refusal(f"{output}:1")[1:]
            assert (message, hint) == (
                "an output of a build, but not the agent",
                "name a line of the agent: build/x.md:1",
            )
    assert refusal("nowhere.md:1")[1] == "nowhere.md does not exist"
    assert refusal("agents:1")[1] == "agents does not exist"
    assert refusal("nonsense")[1] == "neither a code nor a line of a file"


def test_a_build_that_lost_files(here: Path) -> None:
    make(here)
    (here / "build" / "x.map.json").write_text("{")
    assert "is damaged" in refusal("build/x.md:2")[1]
    (here / "build" / "x.map.json").unlink()
    assert refusal("build/x.md:2")[1] == "no map beside it: build/x.map.json does not exist"
    (here / "build" / "x.md").unlink()
    assert refusal("build/x.md:2")[1] == "build/x.md does not exist"


def test_a_dot_in_the_name_of_the_agent(here: Path) -> None:
    write_outputs(here, personac.build({"a.md": b"- One rule\n"}, name="x.y").outputs)
    assert "layout, without an origin" in explain("x.y.md:2")


def test_a_covered_bullet_names_its_facet(here: Path) -> None:
    make(here)
    result = json.loads(Path("build/x.map.json").read_bytes())
    report = json.loads(Path("build/report.json").read_bytes())
    narrow = next(b["id"] for b in report["bullets"] if b["path"] == "agents/two.md" and b["line"] == 13)
    for origins in result["lines"]:
        for origin in origins:
            if (origin["path"], origin["line"]) == ("agents/two.md", 13):
                origin["relation"] = "covered"
    broad = next(b["id"] for b in report["bullets"] if b["path"] == "agents/one.md")
    report["covers"] = [{"broad": broad, "narrow": narrow, "score": 0.95, "facet": "clockwork"}]
    Path("build/x.map.json").write_text(json.dumps(result), encoding="utf-8")
    Path("build/report.json").write_text(json.dumps(report), encoding="utf-8")
    assert "with care (covered by the facet 'clockwork', score 0.95)" in explain("agents/two.md:13")


def test_json(here: Path) -> None:
    make(here, RULES)
    number = lines("build/x.md").index("- Wind the clockwork at dusk") + 1
    result = json.loads(explain(f"build/x.md:{number}", as_json=True))
    assert result["schema"] == "personac-explanation/1"
    assert result["asked"] == {"path": "build/x.md", "line": number, "text": "- Wind the clockwork at dusk"}
    assert [(at["path"], at["line"], at["relation"]) for at in result["said_at"]] == [
        ("agents/one.md", 13, "kept"),
        ("agents/two.md", 13, "merged"),
    ]
    (why,) = result["why"]
    assert [pair["score"] for pair in why["pairs"]] == [1.0]
    left = json.loads(explain("agents/one.md:16", as_json=True))
    assert (left["subject"], left["stands_at"]) == ("left out", [])
    assert json.loads(explain("pc508", as_json=True))["slug"] == "nothing-to-explain"


def test_a_line_that_was_decided_names_the_reviewer_and_the_file(here: Path) -> None:
    make(here)
    (here / "decisions" / "x").mkdir(parents=True)
    bullets = "".join(
        f'{{ persona = "{persona}", text = "Wind the clockwork at dusk with care", '
        'under = ["Lamp", "Duties"] },'
        for persona in ("one", "two")
    )
    path = here / "decisions" / "x" / "0123456789ab.ada.toml"
    path.write_text(f'[[group]]\ntext = "Wind it with care"\nbullets = [{bullets}]\n')
    (here / "rules").mkdir()
    (here / "rules" / "a.toml").write_bytes(UNJUDGED)
    assert build(Request(name="x")).exit_code == 0
    at = lines("build/x.md").index("- Wind it with care") + 1
    text = explain(f"build/x.md:{at}")
    assert "decided by ada: decisions/x/0123456789ab.ada.toml" in text
    assert "decided by ada" in explain("agents/two.md:13")
    assert "decided" not in explain(f"build/x.md:{at + 1}")
