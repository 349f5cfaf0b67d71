from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

import pytest

import personac
from personac.building.in_memory import Built
from personac.report.variant import LackLimits
from personac.report.variant_page import render_variant_pages

HEAD = "---\nname: {0}\ndescription: d\n---\n\n# Duties\n\n"
SOURCES = {
    "team/one.md": "- Keep every secret in the vault of the team\n- Only the first says this of bananas\n",
    "team/two.md": "- Keep every secret in the vault of the teams\n- Trains are late on Mondays\n",
    "team/three.md": "- Keep every secret in the vault of the team\n- Trains are late on Mondays\n",
}
_LINK = re.compile(r"\]\(([^)?]+)\?plain=1#L(\d+)\)")


@pytest.fixture(scope="module")
def sources() -> dict[str, bytes]:
    return {path: (HEAD.format(PurePosixPath(path).stem) + text).encode() for path, text in SOURCES.items()}


@pytest.fixture(scope="module")
def built(sources: dict[str, bytes]) -> Built:
    return personac.build(sources, name="x")


@pytest.fixture(scope="module")
def pages(built: Built) -> dict[str, str]:
    return pages_of(built)


def pages_of(built: Built, folder: str = "build") -> dict[str, str]:
    return render_variant_pages(built.compilation, built.report, folder)


def part(page: str, title: str) -> list[str]:
    _, _, rest = page.partition(f"## {title} (")
    return [line for line in rest.partition("\n## ")[0].splitlines()[1:] if line]


def test_every_persona_has_a_page_with_figures_on_top(pages: dict[str, str]) -> None:
    assert sorted(pages) == ["one", "three", "two"]
    title, _, first, second, *_ = pages["one"].splitlines()
    assert title == "# one"
    assert first.startswith("2 statements: **1** only here, ")
    source = "[team/one.md](../../team/one.md) (2 bullets)"
    assert second == f"Source: {source}, restored from [x.md](../x.md) by [one.patch](one.patch)."


def test_statements_of_one_persona_alone(pages: dict[str, str]) -> None:
    (section, line) = part(pages["one"], "Only in this persona")
    assert section == "**Duties**"
    assert line == "- Only the first says this of bananas ([line 9](../../team/one.md?plain=1#L9))"
    assert "## Only in this persona" not in pages["two"]


def test_other_words_are_marked(pages: dict[str, str]) -> None:
    result = [line for page in pages.values() for line in part(page, "In other words") if line[0] == "-"]
    assert result
    for line in result:
        assert re.search("<del>teams?</del><ins>teams?</ins>", line)


def test_what_two_others_say_is_lacking(pages: dict[str, str]) -> None:
    assert part(pages["one"], "Lacking") == [
        "Listed is what two personas or more say.", "**Duties**", "- Trains are late on Mondays (three, two)",
    ]  # fmt: skip


def test_what_one_other_says_is_on_its_own_page(pages: dict[str, str]) -> None:
    assert "bananas" not in pages["two"]
    assert "What one persona alone says is on its own page: [one](one.md)." in pages["two"]
    assert "own page" not in pages["one"]


def test_a_page_stays_where_another_persona_changes(sources: dict[str, bytes], pages: dict[str, str]) -> None:
    changed = sources["team/one.md"].replace(b"bananas", b"plums") + b"- Something else\n"
    built = personac.build({**sources, "team/one.md": changed}, name="x")
    assert pages_of(built)["two"] == pages["two"]


def test_every_link_leads_to_an_existing_line(built: Built, pages: dict[str, str]) -> None:
    files = {f"../../{p.source.path}": p.source.data for p in built.compilation.personas}
    links = [result for page in pages.values() for result in _LINK.findall(page)]
    assert links
    for path, line in links:
        lines = files[unquote(path)].decode().splitlines()
        assert lines[int(line) - 1].strip()


def test_front_matter_that_differs() -> None:
    sources = {
        "a.md": b"---\nname: a\ndescription: d\ncolor: red\ntools: Read\n---\n\n- One\n",
        "b.md": b"---\nname: b\ndescription: d\nmodel: small\n---\n\n- One\n",
    }
    result = part(pages_of(personac.build(sources, name="x"))["b"], "Different front matter")
    assert result[0].startswith("- **name**: b ([line 2](../../b.md?plain=1#L2))")
    assert result[1] == "  *canonical:* x"
    assert "- **color**: \\(none\\)  " in result
    assert not any("model" in line for line in result)


def test_text_left_out_of_the_canonical_has_its_reason() -> None:
    sources = {
        "a.md": b"# Shed\n\nYou are a careful gardener of apple trees.\n\n- Water them\n",
        "b.md": b"# Shed\n\nYou are an astronomer who stays awake.\n\n- Count stars\n",
    }
    built = personac.build(sources)
    pages = pages_of(built)
    assert built.report.left_out
    for row in built.report.left_out:
        lines = part(pages[row.persona], "Left out of the canonical")
        assert any(f"([line {row.line}](" in line and row.reason in line for line in lines)


def test_sources_without_a_relative_path_are_not_linked(built: Built) -> None:
    page = pages_of(built, "../out")["one"]
    assert "Source: team/one.md (" in page
    assert "(line 9)" in page


def test_long_lists_of_lacking_statements_are_folded() -> None:
    rules = "".join(f"- Rule number {n} is about {'x' * n}\n" for n in range(20))
    sources = {"a.md": b"- Alone\n", "b.md": f"Intro text.\n\n# T\n\n## Part & parcel\n\n{rules}".encode()}
    sources["c.md"] = sources["b.md"]
    page = pages_of(personac.build(sources, name="x"))["a"]
    assert "<details><summary>Part &amp; parcel (20)</summary>" in page
    assert page.count("<details>") == page.count("</details>")


def test_renamed_sections() -> None:
    rules = b'[[outline.alias]]\ntitles = ["Upkeep", "Chores"]\n'
    body = "## {}\n\n- Polish the lens with spirit\n- Wind the clockwork at dusk\n"
    sources = {"a.md": body.format("Upkeep").encode(), "b.md": body.format("Chores").encode()}
    built = personac.build(sources, {"rules/x.toml": rules}, "x")
    result = [line for page in pages_of(built).values() for line in part(page, "Renamed sections")]
    assert len(result) == 1
    assert re.match(r"- (Upkeep|Chores) \(\[line 1\]\(.*\)\) is part of (Upkeep|Chores)$", result[0])


def test_blocks_are_statements() -> None:
    block = b"```sh\nmake\n```\n"
    sources = {
        "a.md": b"- One\n\n" + block,
        "b.md": b"- One\n\n" + block,
        "c.md": b"- One\n\n```sh\nls\n```\n",
    }
    pages = pages_of(personac.build(sources, name="x"))
    assert "## Only" not in pages["a"] + pages["b"]
    assert part(pages["c"], "Only in this persona")[0].startswith(r"- code of 3 lines: \`\`\`sh ([line 3](")
    assert [line for line in part(pages["c"], "Lacking") if "code of 3 lines" in line]
    assert pages["b"].endswith("on its own page: [c](c.md).\n")


def test_texts_with_little_in_common_are_one_below_the_other() -> None:
    rules = b'[[must_link]]\ntexts = ["Polish the lens", "Rub all of it"]\n'
    sources = {"a.md": b"- Polish the lens\n", "b.md": b"- Rub all of it\n"}
    built = personac.build(sources, {"rules/x.toml": rules}, "x")
    result = [part(page, "In other words") for page in pages_of(built).values()]
    (lines,) = (lines for lines in result if lines)
    assert re.match(r"- [\w ]+ \(\[line 1\]\(\.\./\.\./[ab]\.md\?plain=1#L1\)\)  $", lines[1])
    assert re.match(r"  \*canonical:\* [\w ]+$", lines[2])


def test_a_key_in_almost_the_same_words_is_marked() -> None:
    text = "---\nname: {}\ndescription: Keeps the {} of the harbour\n---\n\n- One\n"
    sources = {"a.md": text.format("a", "light").encode(), "b.md": text.format("b", "lamp").encode()}
    pages = pages_of(personac.build(sources, name="x"))
    result = [
        line for page in pages.values() for line in part(page, "Different front matter") if "<del>" in line
    ]
    assert len(result) == 1
    assert "**description**: Keeps the <del>" in result[0]


def test_of_very_many_lacking_statements_those_of_most_personas_are_listed() -> None:
    words = ("Amber", "Birch", "Cedar", "Dune", "Ember", "Fjord")
    shared = "".join(f"- {word} lamps stay lit\n" for word in words[4:])
    texts = {
        "a.md": "- Only this one\n",
        "b.md": "".join(f"- {word} lamps stay lit\n" for word in words[:4]) + shared,
        "c.md": shared,
        "d.md": "".join(f"- {word} lamps stay lit\n" for word in words[:4]) + shared,
    }
    built = personac.build({path: text.encode() for path, text in texts.items()}, name="x")
    page = render_variant_pages(built.compilation, built.report, "build", LackLimits(most=4, few=2))["a"]
    lacks = part(page, "Lacking")
    assert sum(line.startswith("- ") for line in lacks) == 2
    assert all(any(word in line for word in words[4:]) for line in lacks if line.startswith("- "))
    assert "Listed are the 2 that most personas say; all are in [x.md](../x.md)." in page
    assert "## Lacking (6)" in page
