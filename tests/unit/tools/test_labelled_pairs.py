from __future__ import annotations

from pathlib import Path

import pytest

from personac.config.loader import load_rules
from personac.matching.prepared_bullets import Knowledge, prepare
from tests.unit.tools.gold_folders import a_pair, write_group, write_pairs
from tools.gold import load_group, ordered
from tools.labelled_pairs import (
    RealPair,
    WrittenPair,
    as_personas,
    read_real_pairs,
    read_written_pairs,
    target_of,
)


def test_each_file_of_written_pairs_is_a_fold(tmp_path: Path) -> None:
    for number in (1, 2):
        own = a_pair("Log in", "Sign in", id=f"p{number}-1", same=number == 1, kind="synonym")
        write_pairs(tmp_path / f"p{number}.jsonl", [own])
    texts, scopes = ("Log in", "Sign in"), ("", "")
    assert read_written_pairs(tmp_path) == [
        WrittenPair("p1-1", texts, scopes, is_same=True, kind="synonym", fold=0),
        WrittenPair("p2-1", texts, scopes, is_same=False, kind="synonym", fold=1),
    ]


def test_real_pairs_are_read_with_their_first_stage(tmp_path: Path) -> None:
    row = {**a_pair("Log in", "Sign in"), "scope_b": "Rules", "id": "r1-45", "label": "same"}
    write_pairs(tmp_path / "real.jsonl", [row | {"likely": 0.25, "one_file": True}])
    (pair,) = read_real_pairs(tmp_path / "real.jsonl")
    assert pair == RealPair("r1-45", ("Log in", "Sign in"), ("", "Rules"), "same", 0.25, is_one_persona=True)
    assert pair.fold == 2


@pytest.mark.parametrize(("label", "target"), [("same", 1), ("diff", 0), ("covers", -1), ("unsure", -1)])
def test_only_clear_labels_of_real_pairs_count(label: str, target: int) -> None:
    assert RealPair("r1-1", ("", ""), ("", ""), label, 0.5, is_one_persona=False).target == target


def test_a_written_pair_is_two_personas_with_a_bullet_each() -> None:
    pair = WrittenPair("p1-1", ("Log in", "Sign in"), ("## Never", "Do not:"), is_same=True, kind="", fold=0)
    one, other = as_personas(pair, load_rules([]))
    assert (one.text, other.text) == pair.texts
    assert (one.persona, other.persona) == ("a", "b")
    assert (one.section, other.section) == (("Never",), ("Do not",))


def test_candidates_have_the_label_of_their_pair(tmp_path: Path, knowledge: Knowledge) -> None:
    write_group(tmp_path / "one", "polish")
    rules = load_rules([])
    group = load_group(tmp_path / "one", rules)
    prepared, _ = prepare(group.bullets, knowledge, rules.matching)
    target, candidates = target_of(group, prepared), prepared.candidates
    firsts = [group.ids[copies[0]] for copies in prepared.copies]
    ends = zip(candidates.i.tolist(), candidates.j.tolist(), strict=True)
    label_of = {ordered(firsts[i], firsts[j]): own for (i, j), own in zip(ends, target.tolist(), strict=True)}
    assert label_of["A2", "B2"] == 1.0
    assert label_of["A2", "A4"] == 0.0
    assert label_of["A2", "A3"] == -1.0  # ignored


def test_a_copy_with_a_label_is_enough(tmp_path: Path, knowledge: Knowledge) -> None:
    folder = tmp_path / "one"
    write_group(folder, "polish")
    text = (folder / "B.md").read_text(encoding="utf-8")
    (folder / "0.md").write_text(text, encoding="utf-8")  # its copies come first, and have no labels
    rules = load_rules([])
    group = load_group(folder, rules)
    prepared, _ = prepare(group.bullets, knowledge, rules.matching)
    assert (target_of(group, prepared) == 1).sum() == 4
