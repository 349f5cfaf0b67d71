from __future__ import annotations

from html.parser import HTMLParser

import pytest

from personac.report.html import render_html
from personac.report.model import Report
from personac.report.summary import summarise

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

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.mark.parametrize("name", ["plain", "harmful"])
def test_the_page_is_well_formed_and_needs_nothing_else(name: str, request: pytest.FixtureRequest) -> None:
    page = Page(render_html(request.getfixturevalue(name)))
    assert not {"script", "img", "iframe", "link", "a", "form"} & set(page.tags)
    assert not {"href", "src"} & {key for key, _ in page.attributes}
    assert not [key for key, _ in page.attributes if key.startswith("on")]


def test_it_shows_what_the_report_says(plain: Report) -> None:
    text = "".join(Page(render_html(plain)).text)
    assert summarise(plain).sentence in text
    for row in plain.personas:
        assert row.path in text
    for cluster in plain.clusters:
        assert cluster.text in text
    for left in plain.left_out:
        assert left.reason in text
    for found in plain.diagnostics:
        assert found.message in text


def test_text_of_a_persona_is_text(harmful: Report) -> None:
    html = render_html(harmful)
    text = "".join(Page(html).text)
    assert "</script><script>alert(1)</script>" in text
    assert "{{ 7 * 7 }}" in text
    assert "49" not in text.replace("0.49", "")
    assert "<U+001B>[31mred" in text
    assert "<U+202E>txet" in text
    assert not any(char in html for char in "\x1b\u202e\u200b")


def test_a_content_security_policy_forbids_scripts(plain: Report) -> None:
    assert "default-src 'none'" in render_html(plain)
