from __future__ import annotations

import pytest

from tests.unit.helpers import EXACT, Texts, compiled

A_FIRST = f'{EXACT}[merge]\ntrunk = "a"\n'
LOW = '[matching]\njudge = false\nunjudged = 0.4\n[merge]\ntrunk = "a"\n'


def link(kind: str, *texts: str) -> str:
    listed = ", ".join(f'"{text}"' for text in texts)
    return f"[[{kind}]]\ntexts = [{listed}]\n"


def same(*texts: str) -> str:
    return link("must_link", *texts)


def different(*texts: str) -> str:
    return link("cannot_link", *texts)


def lettered(*texts: str) -> Texts:
    return {f"{letter}.md": text for letter, text in zip("abcd", texts, strict=False)}


def lines(texts: Texts, decision: str = "", rules: str = A_FIRST) -> list[str]:
    """The body without blank lines."""
    text = compiled(texts, rules + decision).canonical.data.decode()
    return [line for line in text.split("---\n", 2)[-1].splitlines() if line.strip()]


CATS = "## Cats\n\n- Feed the cat\n- Brush the cat\n- Groom her coat\n- Call the vet\n"


def test_a_joined_line_leaves_all_others_in_their_places() -> None:
    texts = lettered(CATS, "## Mice\n\n- Set the trap\n- Lay the cheese out\n- Empty the trap\n")
    before = lines(texts)
    after = lines(texts, same("Brush the cat", "Lay the cheese out"))
    assert "- Lay the cheese out" in before
    joined = {"- Brush the cat", "- Lay the cheese out"}
    assert len(joined.intersection(after)) == 1
    rest = [line for line in before if line != "- Lay the cheese out"]
    assert ["joined" if line in joined else line for line in after] == [
        "joined" if line in joined else line for line in rest
    ]


def test_a_line_that_is_kept_apart_stands_right_behind_the_other() -> None:
    texts = lettered(
        CATS, "## Cats\n\n- Feed the cat\n- Brush the cat daily\n- Call the vet\n- Lock the door\n"
    )
    before = lines(texts, rules=LOW)
    after = lines(texts, different("Brush the cat", "Brush the cat daily"), LOW)
    assert len([line for line in before if "Brush" in line]) == 1
    at = after.index("- Brush the cat")
    assert after[at + 1] == "- Brush the cat daily"
    assert [line for line in after if "Brush" not in line] == [line for line in before if "Brush" not in line]


def test_what_stands_below_a_joined_item_goes_with_it() -> None:
    texts = lettered(
        "## Cats\n\n- Feed the cat\n  - Fish on Friday\n- Brush the cat\n",
        "## Mice\n\n- Set the trap\n  - Oil the spring\n  - Lay cheese out\n- Empty the trap\n",
    )
    after = lines(texts, same("Feed the cat", "Set the trap"))
    at = after.index("- Feed the cat")
    assert after[at : at + 4] == [
        "- Feed the cat",
        "  - Fish on Friday",
        "  - Oil the spring",
        "  - Lay cheese out",
    ]
    assert "- Set the trap" not in after


def test_what_stands_below_a_separated_item_goes_with_it() -> None:
    one, other = (
        "- Brush the cat\n  - Fish on Friday\n",
        "- Brush the cat daily\n  - Oil the bowl\n    - Twice\n",
    )
    texts = lettered(f"{one}- Lock the door\n", f"{other}- Lock the door\n")
    joined = lines(texts, rules=LOW)
    assert joined[1:] == ["  - Fish on Friday", "  - Oil the bowl", "    - Twice", "- Lock the door"]
    after = lines(texts, different("Brush the cat", "Brush the cat daily"), LOW)
    assert after == [*one.splitlines(), *other.splitlines(), "- Lock the door"]


def test_of_an_item_and_one_below_it_the_outer_one_stays() -> None:
    texts = lettered(
        "- Feed the cat\n  - Give her fish\n  - Fill the bowl\n- Brush the cat\n", "- Call the vet\n"
    )
    after = lines(texts, same("Feed the cat", "Give her fish"))
    assert [line.lstrip(" -") for line in after[1:]] == ["Fill the bowl", "Brush the cat", "Call the vet"]
    assert after[1] == "  - Fill the bowl"


def test_a_section_that_is_empty_goes_and_its_title_is_listed() -> None:
    texts = lettered(CATS, "## Mice\n\n- Set the trap\n")
    built = compiled(texts, A_FIRST + same("Call the vet", "Set the trap"))
    assert "## Mice" not in [line.text for line in built.canonical.lines]
    assert "Mice" in {entry.text for entry in built.left_out}


def test_a_lead_in_without_its_list_is_listed() -> None:
    texts = lettered(
        CATS, "## Mice\n\nSome text about mice.\n\nNever do any of this:\n\n- Set the trap\n\nMore text.\n"
    )
    built = compiled(texts, A_FIRST + same("Call the vet", "Set the trap"))
    assert "Never do any of this:" not in [line.text for line in built.canonical.lines]
    assert [entry.text for entry in built.left_out] == ["Never do any of this"]


def test_what_a_broader_line_covers_stands_behind_it_when_it_is_kept_apart() -> None:
    broad, narrow = "**Secrets**: rotation schedules, vault storage, scanning", "Vault storage"
    texts = lettered(
        f"## Safety\n\n- {broad}\n- Lock the door\n", f"## Safety\n\n- {narrow}\n- Lock the door\n"
    )
    assert f"- {narrow}" not in lines(texts)
    plain = "Secrets: rotation schedules, vault storage, scanning"
    assert lines(texts, different(plain, narrow)) == [
        "## Safety",
        f"- {broad}",
        f"- {narrow}",
        "- Lock the door",
    ]


@pytest.mark.parametrize("decided", [same("Brush the cat", "A paragraph about cats"), ""])
def test_an_item_and_a_paragraph_are_never_one_line(decided: str) -> None:
    texts = lettered(CATS, "## Mice\n\nA paragraph about cats\n\n- Set the trap\n")
    assert {"- Brush the cat", "A paragraph about cats"} <= {*lines(texts, decided)}


def test_two_lists_stay_two_where_a_decision_took_the_one_between_them() -> None:
    texts = lettered(
        "# Work\n\n1) Deploy it\n", "# Work\n\n- Roll it back\n- Hang\n\n* Lift it\n\n- Measure it\n"
    )
    decided = same("Deploy it", "Hang") + same("Roll it back", "Lift it")
    after = lines(texts, decided, f'{EXACT}[merge]\ntrunk = "b"\n')
    assert after == ["# Work", "- Roll it back", "- Deploy it", "<!-- -->", "- Measure it"]
