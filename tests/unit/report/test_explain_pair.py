from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import personac
from personac.diagnostics.diagnostic import PersonacError
from personac.report.explain_pair import explain_pair
from personac.storage.writer import write_outputs

ONE = b"""# Lamp

You are a keeper.

- Wind the clockwork at dusk
- Polish the lens
  - with spirit
- Zip the bag
"""
TWO = b"""# Lamp

- Wind the old clockwork at dusk
- Sing to the gulls
"""
A, B = "agents/one.md", "agents/two.md"
Edit = Callable[[dict[str, Any]], object]


pytestmark = pytest.mark.usefixtures("project")


@pytest.fixture
def project(here: Path) -> Path:
    build(here)
    return here


RULES = b"[matching]\njudge = false\nunjudged = 0.3\nwithin = 1.0\n"


def build(folder: Path, rules: bytes = RULES, output: str = "build") -> None:
    for path, data in {A: ONE, B: TWO, "rules/a.toml": rules}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    built = personac.build({A: ONE, B: TWO}, {"rules/a.toml": rules}, name="x")
    write_outputs(folder / output, built.outputs)


def explained(a: int, b: int, **options: bool) -> list[str]:
    return explain_pair(f"{A}:{a}", f"{B}:{b}", Path("build"), **options).splitlines()


def refusal(first: str, second: str) -> tuple[str, str, str]:
    with pytest.raises(PersonacError) as caught:
        explain_pair(first, second, Path("build"))
    (result,) = caught.value.diagnostics
    return result.path, result.message, result.hint


def edit_report(edit: Edit) -> None:
    """Edit the report, whose bullets have ids such as `one:8` and their lines of the canonical."""
    path = Path("build/report.json")
    text = path.read_text(encoding="utf-8")
    for bullet in json.loads(text)["bullets"]:
        text = text.replace(f'"{bullet["id"]}"', f'"{bullet["persona"]}:{bullet["line"]}"')
    report = json.loads(text)
    for bullet, line in zip(report["bullets"], report.pop("canonical_lines", ()), strict=False):
        bullet["canonical_line"] = line
    edit(report)
    path.write_text(json.dumps(report), encoding="utf-8")


def without_findings(report: dict[str, Any]) -> None:
    report.update(clusters=[], near_misses=[], contradictions=[], covers=[], review=[])


def test_merged_bullets_name_the_kept_wording_and_the_score() -> None:
    lines = explained(5, 3)
    number = Path("build/x.md").read_text().splitlines().index("- Wind the old clockwork at dusk") + 1
    assert lines[:4] == [
        f"{A}:5: Wind the clockwork at dusk",
        f"{B}:3: Wind the old clockwork at dusk",
        lines[2],
        f"  in the canonical at build/x.md:{number}: - Wind the old clockwork at dusk",
    ]
    assert lines[2].startswith("merged: 2 bullets of one meaning (cohesion 0.")
    assert lines[4].startswith("  score 0.")
    assert lines[5:] == [
        "both say: Wind, clockwork, dusk",
        "only the first says: (nothing else)",
        "only the second says: old",
    ]
    verbose = explained(5, 3, verbose=True)
    assert verbose[:5] + verbose[6:] == lines


def test_merged_bullets_without_a_score_of_their_own() -> None:
    edit_report(lambda report: report["clusters"][0].update(why=[]))
    assert explained(5, 3)[2].endswith("; joined through others of the cluster")
    edit_report(lambda report: [bullet.update(text="Wind") for bullet in report["bullets"]])
    assert explained(5, 3)[2].endswith("; they say the same words")


def test_merged_bullets_that_are_left_out() -> None:
    edit_report(lambda report: [bullet.update(canonical_line=0) for bullet in report["bullets"]])
    assert explained(5, 3)[3] == "  left out of the canonical"


def test_bullets_without_a_score() -> None:
    edit_report(without_findings)
    assert explained(8, 4) == [
        f"{A}:8: Zip the bag",
        f"{B}:4: Sing to the gulls",
        "kept apart: not compared, or far below the threshold: too few words or meanings in common",
        "both say: (nothing)",
        "only the first says: Zip, bag",
        "only the second says: Sing, gulls",
    ]
    assert explained(3, 4)[2] == "kept apart: not compared: one is a paragraph, the other a list item"


def test_two_bullets_of_one_source_and_a_nested_line() -> None:
    lines = explain_pair(f"{A}:7", f"{A}:5", Path("build")).splitlines()
    assert lines[:2] == [f"{A}:7: with spirit", f"{A}:5: Wind the clockwork at dusk"]


@pytest.mark.parametrize(
    ("apart", "note"),
    [("", "the score is under the threshold of 0.38"), ("numbers differ", "numbers differ")],
)
def test_a_near_miss_has_its_score_and_what_kept_it_apart(apart: str, note: str) -> None:
    reasons = ["similar wording", "only the first says: Sing"]
    row = {"a": "two:4", "b": "one:8", "score": 0.3, "reasons": reasons, "apart": apart}

    def add(report: dict[str, Any]) -> None:
        without_findings(report)
        report.update(near_misses=[row], threshold=0.38)

    edit_report(add)
    assert explained(8, 4)[2:4] == [f"kept apart: {note}", "  score 0.30; similar wording"]


def test_contradictions_and_covers() -> None:
    def add(report: dict[str, Any]) -> None:
        without_findings(report)
        report["contradictions"] = [{"a": "one:8", "b": "two:4", "reason": "never"}]
        report["covers"] = [{"broad": "one:8", "narrow": "two:4", "score": 0.9, "facet": "bag"}]

    edit_report(add)
    assert explained(8, 4)[2] == (
        "kept apart: they contradict each other (PC406): never; "
        "agents/one.md:8 covers agents/two.md:4 by its facet 'bag'"
    )


@pytest.mark.parametrize("pair", [("one:6", "two:4"), ("two:4", "one:6")])
def test_others_of_the_two_clusters(pair: tuple[str, str]) -> None:
    def add(report: dict[str, Any]) -> None:
        without_findings(report)
        cluster = {"id": "one:6", "members": ["one:6", "one:8"], "representative": "one:6", "text": ""}
        report["clusters"] = [{**cluster, "cohesion": 1.0, "why": []}]
        report["contradictions"] = [
            {"a": pair[0], "b": pair[1], "reason": "never"}, {"a": "one:5", "b": "two:3", "reason": "no"},
        ]  # fmt: skip

    edit_report(add)
    places = " ~ ".join({"one:6": f"{A}:6", "two:4": f"{B}:4"}[id_] for id_ in pair)
    note = f"others of their clusters: they contradict each other (PC406): never ({places})"
    assert explained(8, 4)[2] == f"kept apart: {note}"


def test_words_of_the_rules_of_the_build_are_equal(here: Path) -> None:
    build(here, b"[vocabulary]\ngroups = [['zip', 'sing']]\n")
    assert explained(8, 4)[-3] == "both say: Zip (Sing)"
    (here / "rules" / "a.toml").write_text("[")
    assert explained(8, 4)[-3] == "both say: (nothing)"


def test_json() -> None:
    edit_report(without_findings)
    result = json.loads("\n".join(explained(8, 4, as_json=True)))
    assert result["schema"] == "personac-pair-explanation/1"
    assert (result["verdict"], result["score"], result["kept"]) == ("kept apart", None, None)
    assert (result["a"]["bullet"][:4], result["b"]["line"]) == ("one:", 4)
    assert (result["shared"], result["only_a"], result["only_b"]) == ([], ["Zip", "bag"], ["Sing", "gulls"])


def test_lines_that_are_no_bullet() -> None:
    hint = f"the nearest bullet: {A}:3: You are a keeper."
    assert refusal(f"{A}:1", f"{B}:3") == (f"{A}:1", "no line of a bullet", hint)
    edit_report(without_findings)
    edit_report(lambda report: report.update(bullets=[]))
    assert refusal(f"{A}:1", f"{B}:3")[2] == "the file has no bullets: name another"


def test_lines_that_make_no_pair(project: Path) -> None:
    assert refusal(f"{A}:5", f"{A}:5:2")[1] == "both lines are of one bullet"
    assert refusal("PC101", f"{B}:3")[:2] == ("PC101", "not a line of a file")
    assert refusal(f"{A}:5", "build/x.md:3") == (
        "build/x.md:3",
        "a line of a built agent, not of a source",
        "name one of the sources that it came from: personac explain build/x.md:3",
    )
    assert refusal(f"{A}:5", f"{B}:99")[1] == "no such line: the file has 4"
    (project / A).write_bytes(ONE + b"\n")
    assert refusal(f"{A}:5", f"{B}:3")[1] == f"{A} was changed since the build in build"


def test_sources_of_two_builds(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = project / "other"
    build(other)
    monkeypatch.chdir(other / "agents")
    subject = "../../agents/two.md:3"
    path, message, hint = refusal("one.md:5", subject)
    assert path == subject
    assert message.startswith("not a source of the build in ")
    assert hint == "name two sources of one build, or build both: personac build"
