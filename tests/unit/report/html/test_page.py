from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

import personac
from personac.report.html.page import load_assets, render_html, source_views
from personac.report.report_schema import CoverRow, LeftOutRow, LossRow, Report, ReviewRow

VOID = {"meta", "link", "br", "img", "input"}


class Page(HTMLParser):
    """Collects tags, attributes and text, and checks that tags are closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.mark.parametrize("name", ["plain", "harmful"])
def test_the_page_is_well_formed_and_loads_nothing(name: str, request: pytest.FixtureRequest) -> None:
    page = Page(render_html(request.getfixturevalue(name)))
    assert not {"img", "iframe", "link", "form", "base", "object"} & set(page.tags)
    assert page.tags.count("script") == 2
    hrefs = [value or "" for key, value in page.attributes if key == "href"]
    assert all(href.startswith(("#", "../")) or href.endswith(".md") for href in hrefs)
    assert not [key for key, _ in page.attributes if key.startswith("on") or key in {"src", "style"}]


def test_everything_in_the_report_is_on_the_page(plain: Report) -> None:
    text = "".join(Page(render_html(plain)).text)
    for row in plain.personas:
        assert row.path in text
    for bullet in plain.bullets:
        assert bullet.text in text
    for cluster in plain.clusters:
        assert cluster.text in text
    for left in plain.left_out:
        assert left.reason in text
    for result in plain.diagnostics:
        assert result.message in text
    for line in plain.lines:
        assert line.text in text


def test_the_loss_ledger_is_on_the_page(plain: Report) -> None:
    rows = (
        LossRow("one", "team/one.md", 9, ("Drain",), "words", ""),
        LossRow("one", "a.md", 2, ("<Do",), "lead_in", ""),
    )
    html = render_html(replace(plain, losses=rows))
    text = "".join(Page(html).text)
    assert "team/one.md:9Drain" in text
    assert "a.md:2 lead-in<Do:" in text
    assert "No losses." in "".join(Page(render_html(replace(plain, losses=()))).text)
    many = render_html(replace(plain, losses=rows * 1001))
    assert "2 more in report.json." in many


def test_links_to_sources_are_relative_to_the_page(plain: Report) -> None:
    assert 'href="../team/one.md#L' in render_html(plain)
    assert 'href="../../team/one.md#L' in render_html(plain, "out/deep")
    bare = render_html(plain, "/out")
    assert "team/one.md#L" not in bare
    assert "<code>team/one.md:" in bare


def test_an_empty_report() -> None:
    empty = personac.build({"a.md": b""}).report
    text = "".join(Page(render_html(empty)).text)
    assert "No duplicates." in text
    assert "No bullets." in text


def test_an_older_report_does_not_claim_that_all_is_accounted_for(plain: Report) -> None:
    older = tuple(replace(row, state="kept", canonical_line=0) for row in plain.bullets)
    text = "".join(Page(render_html(replace(plain, bullets=older, lines=(), threshold=0.0))).text)
    assert "not accounted for" in text
    assert "Bullets that scored" not in text


def test_source_text_is_escaped(harmful: Report) -> None:
    html = render_html(harmful)
    text = "".join(Page(html).text)
    assert "</script><script>alert(1)</script>" in text
    assert "{{ 7 * 7 }}" in text
    assert "<U+001B>[31mred" in text
    assert "<U+202E>txet" in text
    assert not any(char in html for char in "\x1b\u202e\u200b")


def test_a_content_security_policy_forbids_every_other_script(plain: Report) -> None:
    page = Page(render_html(plain))
    (policy,) = [
        value for key, value in page.attributes if key == "content" and "default-src" in (value or "")
    ]
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "'unsafe" not in policy


def test_the_same_report_gives_the_same_page(plain: Report) -> None:
    assert render_html(plain) == render_html(plain)


def test_a_page_depends_on_its_own_report_only() -> None:
    one, other = (personac.build({f"{name}.md": b"- One rule\n"}, name=name).report for name in ("a", "b"))
    pages = render_html(one, "build"), render_html(other, "/out")
    assert (render_html(one, "build"), render_html(other, "/out")) == pages
    assert pages[0] != pages[1]


def test_the_policy_names_the_hash_of_what_is_inlined_and_nothing_else() -> None:
    assets = load_assets()
    for directive, text in (("style-src", assets.style), ("script-src", assets.script)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}';" in assets.policy
    assert assets.policy.startswith("default-src 'none'")
    assert "unsafe" not in assets.policy


def test_the_assets_stay_in_their_elements_and_load_nothing() -> None:
    assets = load_assets()
    assert "</" not in assets.style
    assert "</" not in assets.script
    assert "<!--" not in assets.script
    assert not re.search(r"@import|url\(|https?:", assets.style)
    assert not re.search(r"https?:|innerHTML|eval\(|fetch\(|document\.write", assets.script)


def test_every_bullet_of_every_persona_is_there_in_order(plain: Report) -> None:
    views = source_views(plain)
    assert [view.row.id for view in views] == ["one", "two"]
    for view in views:
        own = [row for row in plain.bullets if row.persona == view.row.id]
        assert [entry.line for entry in view.entries] == sorted(row.line for row in own)
        assert {entry.text for entry in view.entries} == {row.text for row in own}
        assert sum(entry.alone for entry in view.entries) == view.row.unique


def test_merged_entries_have_their_card_and_the_kept_wording() -> None:
    one = b"- Wind the clockwork at dusk, and write the number of turns into the log book\n"
    two = b"- Wind the clockwork at dusk and note the turns in the log book\n"
    rules = {"rules/x.toml": b"[matching]\njudge = false\nunjudged = 0.3\n"}
    report = personac.build({"a.md": one, "b.md": two}, rules).report
    views = source_views(report)
    kept, merged = (view.entries[0] for view in views)
    assert (kept.state, kept.kept, merged.state) == ("kept", "", "merged")
    assert merged.kept == kept.text
    assert merged.cluster == kept.cluster == f"cluster={report.clusters[0].id}"
    assert merged.canonical_line == kept.canonical_line > 0


def test_left_out_entries_have_reasons(plain: Report) -> None:
    left = next(e for view in source_views(plain) for e in view.entries if e.state == "left_out")
    assert left.reason == plain.left_out[0].reason
    assert left.canonical_line == 0


def test_a_left_out_label_is_at_its_line() -> None:
    text = b"# Watch\n\n## Output\n\nYour deliverables include:\n\n- A clean lens\n"
    result = personac.build({"a.md": text, "b.md": b"# Watch\n\n- Sweep\n"}).report
    label = LeftOutRow("a", "a.md", 5, 5, "Your deliverables include", "label: of no use", "")
    (view, _) = source_views(replace(result, left_out=(label,)))
    texts = [entry.text for entry in view.entries]
    assert texts == ["Your deliverables include", "A clean lens"]
    assert [entry.reason for entry in view.entries] == [label.reason, ""]
    runs = list(view.runs())
    assert [len(entries) for _, entries in runs] == [1, 1]


def test_a_bullet_inside_a_broader_one_leads_to_it(plain: Report) -> None:
    broad, narrow = plain.bullets[2].id, plain.bullets[3].id
    views = source_views(replace(plain, covers=(CoverRow(broad, narrow, 0.9, "x"),)))
    result = [entry.cover for view in views for entry in view.entries if entry.cover]
    assert result == [f"covered={broad}~{narrow}"]


def test_runs_are_the_sections_in_order(plain: Report) -> None:
    (view, _) = source_views(plain)
    runs = list(view.runs())
    assert [entry for _, entries in runs for entry in entries] == list(view.entries)
    empty = personac.build({"a.md": b"---\nname: a\n---\n", "b.md": b"- x\n"}).report
    assert list(source_views(empty)[0].runs()) == []


def test_the_page_says_how_to_start_the_review_and_which_item_a_card_is(plain: Report) -> None:
    (cluster,) = plain.clusters
    row = ReviewRow("0f3a9c21b7de", "sure", "undecided", (cluster.members,))
    text = render_html(replace(plain, review=(row,)))
    assert "Review: 0 decided, 1 undecided. Decide with <code>personac review</code>" in text
    assert "Review: <code>0f3a9c21b7de</code>" in text
    assert "personac review" not in render_html(plain)
