from __future__ import annotations

import pytest

import personac
from personac.report.measure import measure
from personac.report.model import Report
from personac.report.variant_page import render_variant_pages

HEAD = "---\nname: {0}\ndescription: d\n---\n\n"


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    one = "- Keep every secret in the vault of the team\n- Only the first says this of bananas\n"
    two = "- Keep every secret in the vault of the teams\n- Trains are late on Mondays\n"
    three = "- Keep every secret in the vault of the team\n- Trains are late on Mondays\n"
    bodies = {"one": one, "two": two, "three": three}
    built = personac.build(
        {f"{name}.md": (HEAD.format(name) + text).encode() for name, text in bodies.items()}
    )
    return render_variant_pages(measure(built.compilation))


def part(page: str, title: str) -> list[str]:
    _, _, rest = page.partition(f"## {title} (")
    lines = rest.partition("\n## ")[0].splitlines()[1:]
    return [line for line in lines if line]


def test_every_persona_has_a_page(plain: Report) -> None:
    found = render_variant_pages(plain)
    assert list(found) == ["one", "two"]
    assert found["one"].startswith("# one beside ")
    assert "Source: team/one.md (" in found["one"]


def test_what_only_this_persona_says(pages: dict[str, str]) -> None:
    assert part(pages["one"], "Only this persona says") == ["- line 7: Only the first says this of bananas"]
    assert part(pages["two"], "Only this persona says") == ["Nothing."]


def test_what_it_says_otherwise(pages: dict[str, str]) -> None:
    others = [part(pages[name], "It says otherwise") for name in ("one", "two", "three")]
    told = [lines for lines in others if lines != ["Nothing."]]
    assert told
    for lines in told:
        assert len(lines) == 2
        assert lines[1].startswith("  - canonical: Keep every secret in the vault")


def test_what_it_lacks(pages: dict[str, str]) -> None:
    assert part(pages["one"], "It lacks") == ["- Trains are late on Mondays (three, two)"]
    assert part(pages["two"], "It lacks") == ["- Only the first says this of bananas (one)"]


def test_what_was_left_out_of_the_canonical(plain: Report) -> None:
    text = "".join(render_variant_pages(plain).values())
    for row in plain.left_out:
        assert f"- line {row.line}: " in text
        assert row.reason in text
