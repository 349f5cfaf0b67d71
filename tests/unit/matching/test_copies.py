"""Copies: what counts as the same words, and what is grouped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.matching.copies import exact_key, group_copies, is_crossed, quantities, wording
from personac.matching.prepared_bullets import Knowledge
from personac.matching.tokenizer import Words
from tests.unit.helpers import bullets_of

WORDS = Words()

SAME = [
    ("Write unit tests.", "write UNIT tests"),
    ("**Logging**: JSON", "Logging - json"),
    ("Rotate the keys", "Rotate the key"),
    ("caching and indexing", "Indexing and caching"),
    ("Keep p95 under 200 ms", "keep P95 under 200 ms!"),
    ("Serve 10,000 users", "Serve 10,000 user."),
    ("real-time updates", "real time update"),
    ("Coverage >= 80 %", "coverage >= 80 %"),
    ("用 Go 写测试\uff0c先运行。", "用Go写测试 先运行"),
    ("ﾃｽﾄを、実行する", "テストを実行する"),
]
APART = [
    ("Coverage < 80 %", "Coverage > 80 %"),
    ("Version 1.5", "Version 1 5"),
    ("\u274c Use eval", "\u2705 Use eval"),
    ("\u2192", "\u2190"),
    ("Use C", "Use C++"),
    ("保留 1 5 天", "保留 15 天"),
    ("काम को", "काम के"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_case_marks_punctuation_plural_and_joiners_do_not_count(a: str, b: str) -> None:
    assert exact_key(a, WORDS) == exact_key(b, WORDS)


@pytest.mark.parametrize(("a", "b"), APART)
def test_other_words_numbers_and_symbols_count(a: str, b: str) -> None:
    assert exact_key(a, WORDS) != exact_key(b, WORDS)


@given(st.lists(st.sampled_from(["cache", "queue", "log", "deploy"]), min_size=1), st.randoms())
def test_a_key_is_one_for_plain_words_in_any_order(words: list[str], random: object) -> None:
    mixed = list(words)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert exact_key(" ".join(words), WORDS) == exact_key(", ".join(mixed).upper(), WORDS)


def test_quantities_are_read_as_written() -> None:
    assert quantities("Keep it calm") == []
    assert quantities("Serve 10,000 users, < 5 % errors") == ["10000", "<", "5%"]
    assert quantities("\u274c \uff15 times") == ["5", "\u274c"]


def test_a_cross_at_the_beginning_forbids() -> None:
    texts = ["\u274c Use eval", " \U0001f6ab Eval", "\u2705 Use eval", "Use \u274c", "Use eval"]
    assert [is_crossed(text) for text in texts] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Log errors", "log ERRORS."),
        ("caching and indexing", "Indexing and caching"),
        ("Check logs, traces and metrics", "Check metrics, logs and traces"),
        ("Logs, traces & metrics for all teams", "Traces, logs & metrics for all teams"),
        ("Red | green | blue", "Blue | red | green"),
    ],
)
def test_a_list_in_another_order_repeats_it(a: str, b: str) -> None:
    assert wording(a, WORDS).repeats(wording(b, WORDS))
    assert wording(b, WORDS).repeats(wording(a, WORDS))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The gateway calls the service", "The service calls the gateway"),
        ("Prefer tabs over spaces", "Prefer spaces over tabs"),
        ("First build, then deploy", "First deploy, then build"),
        ("Tests vor Code, Doku", "Code vor Tests, Doku"),
        ("Build, test", "Build, test, deploy"),
        ("Read tickets, write code", "Write tickets, read code"),
        ("先备份\uff0c后部署", "先部署\uff0c后备份"),
        ("Тесты, код", "Код, тесты"),
    ],
)
def test_words_in_an_order_that_matters_repeat_nothing(a: str, b: str) -> None:
    assert not wording(a, WORDS).repeats(wording(b, WORDS))


def _numbers(knowledge: Knowledge, text: str) -> tuple[int, ...]:
    bullets = bullets_of(text)
    return knowledge.copies.numbers(bullets, knowledge.scopes.read_all(bullets))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("- Log it\n- Cache\n- log it.\n\nLog it\n\nlog IT\n", (0, 1, 0, 3, 3)),
        ("- Wait 60 s\n- Wait 1 minute\n- Wait 2 minutes\n", (0, 0, 2)),
        ("- At most 3 retries\n- At least 3 retries\n", (0, 1)),
        ("- Tests before code\n- Code before tests\n- tests before code\n", (0, 1, 0)),
        ("# Teas\n\n- Green\n\n# The tea\n\n- green\n\n# Paint\n\n- green\n", (0, 0, 2)),
        ("# Teas\n\nServe it hot\n\n# Paint\n\nserve it hot\n", (0, 0)),
        ("# Teas\n\nServe it hot\n\n# Never\n\nserve it hot\n", (0, 1)),
        ("# Teas\n\nServe it hot\n\n# If guests stay\n\nserve it hot\n", (0, 1)),
        ("- Tea\n  - Green\n- Paint\n  - Green\n- Tea\n  - green\n", (0, 1, 2, 3, 0, 1)),
    ],
)
def test_copies_have_the_same_words_and_quantities_in_the_same_scope(
    knowledge: Knowledge, text: str, numbers: tuple[int, ...]
) -> None:
    assert _numbers(knowledge, text) == numbers


def test_groups_are_ordered_by_their_first_bullet() -> None:
    assert group_copies((0, 1, 0, 3, 3)) == ((0, 2), (1,), (3, 4))
    assert group_copies(()) == ()


def test_a_repeat_follows_the_copies_of_what_it_repeats() -> None:
    assert group_copies((0, 1, 0, 3), {2: 1, 3: 0}) == ((0, 3), (1, 2))
