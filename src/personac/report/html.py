"""The report as one HTML page that needs nothing but itself.

What a reviewer needs is in the markup, so that the page can be read, searched
and printed without its script, which only filters, sorts and opens.
"""

from __future__ import annotations

from functools import cache
from types import CodeType

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from personac.report.escape import visible
from personac.report.model import Report
from personac.report.page.assets import load_assets
from personac.report.page.badges import badges
from personac.report.page.cards import KIND_WORDS, Score, deal_cards
from personac.report.page.figures import figures, look_first, state_bar, unaccounted
from personac.report.page.heat import persona_rows, section_map
from personac.report.page.links import SourceLinks, anchor
from personac.report.page.outline import section_paths
from personac.report.page.pairs import pairs_json
from personac.report.page.sources import sections_of, source_views
from personac.report.summary import percent


def render_html(report: Report, root: str | None = "../") -> str:
    """Render the page; every text from a source is escaped.

    `root` leads from the page's folder to where the sources' paths start; None makes no links to them.
    """
    links, cards, assets = SourceLinks(root), deal_cards(report), load_assets()
    sections = tuple(dict.fromkeys(card.section for card in sorted(cards, key=lambda card: card.line)))
    environment = _environment()
    environment.globals.update(href=links.href, anchor=anchor, sections_of=sections_of)
    return environment.get_template("page.html.jinja").render(
        report=report,
        threshold=Score(report.threshold, "threshold"),
        unaccounted=unaccounted(report),
        figures=figures(report),
        bar=state_bar(report),
        badges=badges(report),
        cards=cards,
        first=look_first(cards),
        kinds=KIND_WORDS,
        sections={section: number for number, section in enumerate(sections)},
        heat=persona_rows(report),
        section_map=section_map(report.section_overlap),
        sources=source_views(report),
        paths=section_paths(report.lines),
        policy=assets.policy,
        # Made by this package alone, and by the JSON encoder with `<`, `>` and `&` escaped.
        style=Markup(assets.style),  # noqa: S704
        script=Markup(assets.script),  # noqa: S704
        pairs=Markup(pairs_json(report, cards)),  # noqa: S704
    )


class _CompiledTemplates(BytecodeCache):
    """Remembers compiled templates by name and content: to compile them takes longer than to fill them."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._code[bucket.key, bucket.checksum] = bucket.code


@cache
def _compiled_templates() -> _CompiledTemplates:
    """One for all pages of a process; what a page is about is never in it."""
    return _CompiledTemplates()


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("personac.report.page"),
        bytecode_cache=_compiled_templates(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(percent=percent, visible=visible, flat=_flat)
    return environment


def _flat(text: str) -> str:
    """On one line, as what is hidden in it shows."""
    return visible(" ".join(text.split()))
