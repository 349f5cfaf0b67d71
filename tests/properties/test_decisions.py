"""Decisions: files are read as they were written, anchors depend on no order, builds keep the promises."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.properties.conftest import UNJUDGED
from tests.properties.finished_build import NAME, Files, FinishedBuild, build_in, write
from tests.properties.promises import (
    every_block_is_accounted_for,
    every_bullet_is_accounted_for,
    every_lost_word_is_in_the_ledger,
    expand_restores_every_source,
    kept_bullets_stand_where_the_report_says,
)
from tests.properties.strategies import kindred_groups, persona_groups
from tests.seams import (
    Aids,
    Compiler,
    DecidedField,
    DecidedGroup,
    Decision,
    DecisionFile,
    NamedBullet,
    Source,
    anchored_bullets,
    encode_decision,
    load_rules,
    read_decision,
)

_FEW = settings(max_examples=8, phases=(Phase.explicit, Phase.reuse, Phase.generate))
_PROMISES = (
    expand_restores_every_source, every_bullet_is_accounted_for, every_block_is_accounted_for,
    kept_bullets_stand_where_the_report_says, every_lost_word_is_in_the_ledger,
)  # fmt: skip
_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
_term = _text.filter(bool)
_named = st.builds(NamedBullet, _term, _term, st.lists(_term, max_size=3).map(tuple))
_value = st.recursive(
    st.one_of(_text, st.booleans(), st.integers(-(2**31), 2**31)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner, max_size=3),
    max_leaves=6,
)
_over = st.lists(st.from_regex(r"[a-z0-9][a-z0-9-]{0,5}", fullmatch=True), max_size=2).map(tuple)


@st.composite
def _files(draw: st.DrawFn) -> DecisionFile:
    """Return a decision that the schema and the checks allow."""
    reason, over = draw(_term), draw(_over)
    if draw(st.booleans()):
        saw = draw(st.dictionaries(_text, _text, max_size=3))
        return DecisionFile(reason=reason, over=over, field=DecidedField(draw(_term), saw, draw(_value)))
    bullets = draw(st.lists(_named, min_size=1, max_size=5, unique=True))
    groups = tuple(
        DecidedGroup((one,), drop=True)
        if draw(st.booleans())
        else DecidedGroup((one,), draw(_text), draw(st.lists(_term, max_size=2).map(tuple)))
        for one in bullets
    )
    return DecisionFile(reason=reason, over=over, group=groups)


@given(content=_files())
def test_a_file_is_read_as_it_was_written(content: DecisionFile) -> None:
    data = encode_decision(content)
    decision = read_decision("decisions/x/0f3a9c21b7de.ada.toml", data)
    assert decision.content == content
    assert encode_decision(decision.content) == data
    lines = data.decode().split("\n")
    assert all(lines[at - 1].strip().startswith("{persona = ") for at in decision.lines)


@given(group=st.one_of(persona_groups(), kindred_groups()), seed=st.integers(0, 999))
def test_anchors_depend_on_no_order(group: Files, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - reproducible, no secret
    compiler = Compiler(load_rules([("rules/x.toml", UNJUDGED.encode())]), Aids())
    extracted = compiler.extract(compiler.parse([Source(path, data) for path, data in group.items()], NAME))
    texts = [(one.persona, one.text, one.section) for one in extracted.bullets]
    chosen = chance.sample(texts, min(len(texts), 6))
    decisions = [_about(persona, text, under, chance) for persona, text, under in chosen]
    found = anchored_bullets(decisions, extracted.bullets)
    again = anchored_bullets(chance.sample(decisions, len(decisions)), extracted.bullets)
    assert found == again


def _about(persona: str, text: str, under: tuple[str, ...], chance: Random) -> Decision:
    """Decide on a bullet as it is, or with another word in it or another persona."""
    words = text.split()
    words[chance.randrange(len(words))] = chance.choice((words[0], "guard", "tests"))
    named = NamedBullet(chance.choice((persona, persona, "gone")), " ".join(words), under)
    number = f"{chance.randrange(16**12):012x}"
    content = DecisionFile(group=(DecidedGroup((named,)),))
    return Decision(number, "ada", f"decisions/{NAME}/{number}.ada.toml", content)


@_FEW
@given(group=st.one_of(persona_groups(), kindred_groups()), seed=st.integers(0, 999))
def test_a_build_with_decisions_keeps_the_promises(group: Files, seed: int) -> None:
    with TemporaryDirectory() as place, TemporaryDirectory() as other:
        before = build_in(Path(place), group, UNJUDGED)
        decisions = _decisions(before.report, Random(seed))  # noqa: S311 - no secret
        build = _decided(before, Path(place), decisions)
        assert [problem for promise in _PROMISES for problem in promise(build)] == []
        again = _decided(before, Path(other), dict(reversed([*decisions.items()])))
        assert again.outputs == build.outputs
        assert build.run("build", "--check", "--name", NAME, *sorted(group)).exit_code == 0


def _decisions(report: dict[str, Any], chance: Random) -> Files:
    """Return files that join, separate, drop, and move some bullets of a build."""
    files: dict[str, bytes] = {}
    titles = sorted({tuple(one["section"]) for one in report["bullets"] if one["section"]})
    for number in range(chance.randint(1, 4)):
        if not (bullets := report["bullets"]):
            break
        rows = chance.sample(bullets, min(chance.randint(1, 4), len(bullets)))
        named = dict.fromkeys(NamedBullet(one["persona"], one["text"], tuple(one["section"])) for one in rows)
        lines = [[one] for one in named] if chance.random() < 0.5 else [list(named)]
        groups = tuple(
            DecidedGroup(
                tuple(line),
                section=chance.choice(titles) if titles and chance.random() < 0.3 else (),
            )
            if chance.random() < 0.8
            else DecidedGroup(tuple(line), drop=True)
            for line in lines
        )
        data = encode_decision(DecisionFile(reason="as agreed", group=groups))
        files[f"decisions/{NAME}/{number:012x}.ada.toml"] = data
    return files


def _decided(before: FinishedBuild, folder: Path, decisions: Files) -> FinishedBuild:
    """Build the sources of a build again, with decisions, by the command."""
    write(folder, {**before.sources, **before.rules, **decisions})
    build = FinishedBuild(folder, before.sources, before.rules, {})
    result = build.run("build", "--force", "--name", NAME, *sorted(before.sources))
    assert result.exit_code == 0, result.output
    paths = (path for path in (folder / "build").rglob("*") if path.is_file())
    outputs = {path.relative_to(folder / "build").as_posix(): path.read_bytes() for path in paths}
    return FinishedBuild(folder, before.sources, before.rules, outputs)
