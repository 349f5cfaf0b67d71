"""The report as one HTML page that needs nothing but itself.

What a reviewer needs is in the markup, so that the page can be read, searched
and printed without its script, which only filters, sorts and opens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from markupsafe import Markup

from personac.report.escape import visible
from personac.report.model import Report
from personac.report.page.assets import load_assets
from personac.report.page.badges import Badge, badges
from personac.report.page.cards import KIND_GLYPHS, KIND_WORDS, Score, deal_cards, findings_of
from personac.report.page.compiled import Templates, template_environment
from personac.report.page.figures import figures, look_first, state_bar, states_of, unaccounted
from personac.report.page.heat import persona_map, section_map
from personac.report.page.links import MOST_LINES, LineLinks, SourceLinks, anchor
from personac.report.page.marks import Marks
from personac.report.page.pairs import pairs_json
from personac.report.page.pieces import Pieces
from personac.report.page.sources import sections_of, source_views
from personac.report.summary import percent


def render_html(report: Report, root: str | None = "../", compiled: Path | None = None) -> str:
    """Render the page; every text from a source is escaped.

    `root` leads from the page's folder to where the sources' paths start; None makes no links to them.
    `compiled` is a folder that may keep what only saves time: see `page/compiled.py`.
    """
    cards, assets = deal_cards(report), load_assets()
    sections = tuple(dict.fromkeys(card.section for card in sorted(cards, key=lambda card: card.line)))
    numbers = {section: number for number, section in enumerate(sections)}
    marks = badges(report)
    templates = _environment(root, report.canonical.path, marks, compiled)
    pieces = Pieces(templates)
    run, heat = pieces.piece("entries.html.jinja", "run"), pieces.piece("heat.html.jinja", "heat")
    return templates.get_template("page.html.jinja").render(
        report=report,
        threshold=Score(report.threshold, "threshold"),
        unaccounted=unaccounted(report),
        figures=figures(report),
        bar=state_bar(states_of(report)),
        cards=cards,
        all_cards=pieces.cards(cards, numbers),
        all_lines=pieces.lines(report.lines[:MOST_LINES]),
        run=run,
        heat=heat,
        unshown=findings_of(report) - len(cards),
        first=look_first(cards),
        kinds=KIND_WORDS,
        glyphs=KIND_GLYPHS,
        of_kind=Counter(card.kind for card in cards),
        sections=numbers,
        personas=persona_map(report.overlap),
        section_map=section_map(report.section_overlap),
        sources=source_views(report),
        policy=assets.policy,
        # Made by this package alone, and by the JSON encoder with `<`, `>` and `&` escaped.
        style=Markup(assets.style),  # noqa: S704
        script=Markup(assets.script),  # noqa: S704
        pairs=Markup(pairs_json(report, cards)),  # noqa: S704
    )


def _environment(
    root: str | None, canonical: str, marks: Mapping[str, Badge], compiled: Path | None
) -> Templates:
    """Return what renders pages from which the same ways lead to sources and canonical."""
    found, links = template_environment(compiled), SourceLinks(root)
    found.filters.update(percent=percent, visible=visible)
    Marks(links).install(found)
    found.globals.update(href=links.href, line_href=LineLinks(canonical).href, anchor=anchor)
    found.globals.update(badges=marks, sections_of=sections_of, most_lines=MOST_LINES)
    return found
