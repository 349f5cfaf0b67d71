from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personac.front_matter.merged_order import merge_sequences


@pytest.mark.parametrize(
    ("sequences", "merged"),
    [
        ([], ""),
        (["", "ab"], "ab"),
        (["abc", "ab"], "abc"),
        (["abc", "axc"], "axbc"),
        (["bc", "abc"], "abc"),
        (["abc", "xb"], "axbc"),
        (["abc", "xa"], "xabc"),
        (["abc", "xyz"], "abcxyz"),
        (["abc", "cba"], "abc"),
        (["aab", "b"], "ab"),
        (["ab", "abc", "bd"], "abdc"),
    ],
)
def test_sequences_are_woven(sequences: list[str], merged: str) -> None:
    assert "".join(merge_sequences(sequences)) == merged


@settings(max_examples=100, deadline=None)
@given(order=st.permutations("abcdefgh"), data=st.data())
def test_sources_that_agree_each_keep_their_order(order: list[str], data: st.DataObject) -> None:
    subsets = data.draw(st.lists(st.sets(st.sampled_from(order)), max_size=4))
    sequences = [[letter for letter in order if letter in subset] for subset in subsets]
    merged = merge_sequences(sequences)
    assert sorted(merged) == sorted({letter for sequence in sequences for letter in sequence})
    if sequences:
        longest = max(sequences, key=len)
        assert [letter for letter in merged if letter in longest] == longest


@settings(max_examples=100, deadline=None)
@given(sequences=st.lists(st.text(alphabet="abcdef", max_size=6), max_size=4))
def test_merging_is_idempotent_and_keeps_every_element_once(sequences: list[str]) -> None:
    merged = merge_sequences(sequences)
    assert sorted(merged) == sorted(set("".join(sequences)))
    assert merge_sequences([merged]) == merged
    assert merge_sequences([merged, *sequences]) == merged
