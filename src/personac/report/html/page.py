"""The report as one HTML page without external resources.

Everything a reviewer needs is in the markup, so that the page can be read, searched and printed without
its script, which only filters, sorts and opens.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from personac.report.html import overview
from personac.report.html.cards import KINDS, count_findings, make_cards, pairs_json
from personac.report.html.markup import PAGE_LIMITS, PageLimits, PageLinks, Score, anchor, badges, filters
from personac.report.html.source_views import source_views
from personac.report.model import Report
from personac.report.safe_text import percent

_STYLES = ("base.css", "overview.css", "findings.css", "sources.css", "print.css")
_SCRIPTS = ("theme.js", "findings.js", "pairs.js", "places.js")


@dataclass(frozen=True, slots=True)
class Assets:
    """The style sheet and the script, and the Content-Security-Policy that allows nothing else."""

    style: str
    script: str
    policy: str


def render_html(report: Report, folder: str = "build", limits: PageLimits = PAGE_LIMITS) -> str:
    """Render the page; every text from a source is escaped.

    `folder` is the page's, relative to where the paths of the sources start: it gives the links to them.
    """
    cards, assets = make_cards(report, limits), load_assets()
    sections = dict.fromkeys(card.section for card in sorted(cards, key=lambda card: card.line))
    environment = _environment(report, PageLinks.of(report, folder, limits))
    return environment.get_template("page.html.jinja").render(
        report=report,
        threshold=Score(report.threshold, "threshold"),
        unaccounted=overview.unaccounted(report),
        figures=overview.figures(report),
        bar=overview.state_bar(Counter(row.state for row in report.bullets)),
        cards=cards,
        unshown=count_findings(report) - len(cards),
        first=overview.look_first(cards),
        kinds={kind: words for kind, words, _ in KINDS},
        glyphs={kind: glyph for kind, _, glyph in KINDS},
        of_kind=Counter(card.kind for card in cards),
        sections={section: number for number, section in enumerate(sections)},
        personas=overview.persona_map(report.overlap, limits),
        section_map=overview.section_map(report.section_overlap, limits),
        sources=source_views(report, limits),
        policy=assets.policy,
        # Made by this package alone, and by the JSON encoder with `<`, `>` and `&` escaped.
        style=Markup(assets.style),  # noqa: S704
        script=Markup(assets.script),  # noqa: S704
        pairs=Markup(pairs_json(report, cards)),  # noqa: S704
    )


def load_assets() -> Assets:
    """Read style sheets and scripts from the package."""
    style, script = _joined("styles", _STYLES), _joined("scripts", _SCRIPTS)
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )
    return Assets(style, script, policy)


def _environment(report: Report, links: PageLinks) -> Environment:
    environment = Environment(
        loader=PackageLoader("personac.report.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        optimized=False,  # folding constants costs more than it saves: each template is rendered once
    )
    environment.filters.update(filters(links), percent=percent)
    environment.globals.update(href=links.source, line_href=links.line, anchor=anchor)
    environment.globals.update(badges=badges(report), most_lines=links.shown)
    return environment


def _joined(folder: str, names: tuple[str, ...]) -> str:
    here = files("personac.report.html") / folder
    return "".join((here / name).read_text(encoding="utf-8") for name in names)


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
