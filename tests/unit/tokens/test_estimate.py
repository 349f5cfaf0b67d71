from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.tokens.encodings import ENCODINGS, encoder, is_installed
from personac.tokens.estimate import HUNDRED, weigh


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [
        ("", 0),
        ("word", 103),
        ("word word", 206),
        ("measured", 107),
        ("camelCase", 206),
        ("123", 160),
        ("1234", 320),
        ("...", 76 + 2 * 31),
        ("a\n", 205),
        ("a\n\n  \n", 205),
        ("\u4e0d", 70),
    ],
)
def test_weights(text: str, hundredths: int) -> None:
    assert weigh(text) == hundredths


@given(st.lists(st.text(alphabet="ab1.- \u00e9", min_size=1).filter(lambda t: t == t.strip())))
def test_a_text_weighs_what_its_lines_weigh(lines: list[str]) -> None:
    assert weigh("".join(f"{line}\n" for line in lines)) == sum(weigh(f"{line}\n") for line in lines)


@pytest.mark.skipif(not is_installed(), reason="needs rs-bpe: pip install personac[tokens]")
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_estimate_is_near_the_truth_on_real_agents(shared: Path, encoding: str) -> None:
    count = encoder(encoding)  # type: ignore[arg-type]
    texts = [path.read_text(encoding="utf-8") for path in sorted((shared / "wild").rglob("*.md"))]
    errors = sorted(abs(weigh(text) / HUNDRED / count(text) - 1) for text in texts)
    assert errors[len(errors) // 2] < 0.02
    assert errors[int(len(errors) * 0.95)] < 0.06
