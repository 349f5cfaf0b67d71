"""The page of a scan: all of it in the markup, nothing of it from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from personac.emit.lockfile import DiagnosticRow
from personac.scan.html.scan_page import render_scan_html
from personac.scan.scan_report import DescriptionRow, DriftRow, ScanReport
from tests.unit.scan.scan_reports import SMALL, family, large_scan, member, scan_of

HARM = "</td><script>window.hit=1</script> {{ 7 * 7 }} \x1b[31m\u202e\" onload='x'"


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all_of(self, name: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(name)) is not None]


def test_everything_that_a_scan_tells_is_in_the_markup() -> None:
    text = " ".join(Page(render_scan_html(SMALL)).words)
    for told in ("dock-mason", "~160", "2 contradictions", "old/dyer.md", "nearly the same text", "miller",
                 "bread, oven, market", "agents/cooper.md", "Wet the stone before it is cut"):  # fmt: skip
        assert told in text


def test_no_link_is_torn_and_no_id_is_used_twice() -> None:
    for report in (SMALL, large_scan(400), scan_of()):
        page = Page(render_scan_html(report))
        ids = page.all_of("id")
        assert len(ids) == len(set(ids))
        assert {href[1:] for href in page.all_of("href") if href.startswith("#")} <= set(ids)


def test_links_lead_from_the_folder_of_the_page_to_the_files() -> None:
    hrefs = Page(render_scan_html(SMALL, "out/scan")).all_of("href")
    assert "../../agents/baker.md" in hrefs
    assert not [href for href in Page(render_scan_html(SMALL)).all_of("href") if not href.startswith("#")]
    assert not [href for href in Page(render_scan_html(SMALL, "../x")).all_of("href") if "agents" in href]


def test_the_policy_names_the_style_and_the_script_of_the_page_alone() -> None:
    text = render_scan_html(SMALL)
    (policy,) = [
        attributes["content"] or ""
        for tag, attributes in Page(text).tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none';")
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def hostile() -> ScanReport:
    row = replace(family(HARM, ["a.md", "b.md"]), preview=f"# {HARM}\n", is_measured=True)
    row = replace(row, members=(member("javascript:hit.md", HARM), member("b.md", HARM)))
    return scan_of(
        [row],
        drifted=(DriftRow(HARM, (f"{HARM}.md", "c.md"), 0.5),),
        descriptions=(DescriptionRow(("b.md", "c.md"), 0.9, (HARM,)),),
    )


def test_what_sources_say_is_text() -> None:
    report = hostile()
    told = DiagnosticRow("PC001", "error", HARM, 1, 1, HARM, HARM)
    text = render_scan_html(replace(report, diagnostics=(told,)), "out")
    page = Page(text)
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert not re.search("[\x1b\u202e]", text)
    assert "{{ 7 * 7 }}" in " ".join(page.words)
    assert all(href.startswith(("#", "../")) for href in page.all_of("href"))


def test_a_scan_that_finds_nothing_says_so() -> None:
    page = Page(render_scan_html(scan_of(alone=("a.md",))))
    text = " ".join(" ".join(page.words).split())
    assert "No two personas are alike enough to be one agent." in text
    assert "No two files are copies of each other." in text
    assert "All descriptions can be told apart." in text
    assert "map" not in page.all_of("id")


def test_the_page_of_5500_files_has_a_few_megabytes() -> None:
    report = large_scan(5500)
    text = render_scan_html(report)
    assert len(text.encode()) < 5_000_000
    assert text.count("<details class") == 250
    assert f"The other {len(report.families) - 250} are in the table above" in text


def test_the_same_scan_gives_the_same_bytes() -> None:
    assert render_scan_html(large_scan(200)) == render_scan_html(large_scan(200))


@pytest.mark.parametrize("number", [8_001])
def test_very_many_files_are_cut_and_counted(number: int) -> None:
    report = scan_of(alone=tuple(f"agents/{at:05}.md" for at in range(number)))
    assert "1 more are in scan.json." in render_scan_html(report)
