"""The report as one HTML page without external resources.

Everything a reviewer needs is in the markup, so that the page can be read, searched and printed without
its script, which only filters, sorts and opens. Each source is shown from its first line to its last.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from typing import NamedTuple

from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from personac.report.canonical_wording import CanonicalWording
from personac.report.front_matter_rows import split_diagnostics
from personac.report.html import overview
from personac.report.html.cards import KINDS, count_findings, make_cards
from personac.report.html.cluster_pairs import pairs_json
from personac.report.html.markup import (
    PAGE_LIMITS,
    Badge,
    PageLimits,
    PageLinks,
    Score,
    anchor,
    badges,
    filters,
)
from personac.report.html.overview import Part, state_bar
from personac.report.report_schema import STATE_WORDS, BulletState, PersonaRow, Report
from personac.report.review_counts import review_line
from personac.report.safe_text import percent

PACKAGE = "personac.report.html"
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
    of_front_matter, others = split_diagnostics(report)
    sections = dict.fromkeys(card.section for card in sorted(cards, key=lambda card: card.line))
    environment = _page_environment(report, PageLinks.of(report, folder, limits))
    return environment.get_template("page.html.jinja").render(
        report=report,
        threshold=Score(report.threshold, "threshold"),
        unaccounted=overview.unaccounted(report),
        figures=overview.figures(report),
        bar=overview.state_bar(Counter(row.state for row in report.bullets)),
        cards=cards,
        unshown=count_findings(report) - len(cards),
        first=overview.look_first(cards),
        review=review_line(report),
        of_front_matter=of_front_matter,
        other_diagnostics=others,
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
    return assets_of(joined(PACKAGE, "styles", _STYLES), joined(PACKAGE, "scripts", _SCRIPTS))


def assets_of(style: str, script: str) -> Assets:
    """Return a style sheet and a script with the policy of a page that has these two alone."""
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )
    return Assets(style, script, policy)


class Fragments:
    """Templates of another package, with the macros, filters and marks of this page.

    Each is compiled once, and escapes all that it is given; links to sources are plain text.
    """

    def __init__(self, package: str) -> None:
        """`package` has a folder `templates`; its templates may import those of this page."""
        self._environment = _environment(ChoiceLoader([PackageLoader(package), PackageLoader(PACKAGE)]))
        self._environment.filters.update(filters(PageLinks(None, "", 0)), percent=percent)

    def render(self, template: str, **values: object) -> str:
        """Render a template by its name, without the ending `.html.jinja`."""
        return self._environment.get_template(f"{template}.html.jinja").render(**values)


def _page_environment(report: Report, links: PageLinks) -> Environment:
    environment = _environment(PackageLoader(PACKAGE))
    environment.filters.update(filters(links), percent=percent)
    environment.globals.update(href=links.source, line_href=links.line, anchor=anchor)
    environment.globals.update(badges=badges(report), most_lines=links.shown)
    environment.globals.update(states=STATE_WORDS, least=Score(report.threshold, "threshold"))
    return environment


def _environment(loader: BaseLoader) -> Environment:
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        optimized=False,  # folding constants costs more than it saves: each template is compiled once
    )


def joined(package: str, folder: str, names: tuple[str, ...]) -> str:
    """Return the texts of files in a folder of a package, one after the other."""
    here = files(package) / folder
    return "".join((here / name).read_text(encoding="utf-8") for name in names)


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


class Entry(NamedTuple):
    """A bullet of a source, or a label that was left out.

    `kept` is the canonical's wording where it differs; `cluster` and `cover` are the anchors of the
    cards with details.
    """

    line: int
    text: str
    section: tuple[str, ...]
    state: str
    canonical_line: int = 0
    reason: str = ""
    kept: str = ""
    alone: bool = False
    cluster: str = ""
    cover: str = ""


@dataclass(frozen=True, slots=True)
class SourceView:
    """One persona with the states of all its bullets.

    Of very many bullets only the `entries` of the first personas are listed, and `unshown` counts those
    of the others.
    """

    row: PersonaRow
    badge: Badge
    bar: tuple[Part, ...]
    entries: tuple[Entry, ...]
    unshown: int = 0

    def runs(self) -> Iterator[tuple[tuple[str, ...], tuple[Entry, ...]]]:
        """Yield runs of entries of one section; a label belongs to the section before it."""
        titles: list[tuple[str, ...]] = [()]
        for entry in self.entries:
            titles.append(entry.section or titles[-1])
        for title, run in groupby(zip(titles[1:], self.entries, strict=True), key=lambda pair: pair[0]):
            yield title, tuple(entry for _, entry in run)


def source_views(report: Report, limits: PageLimits = PAGE_LIMITS) -> tuple[SourceView, ...]:
    """Return all personas, in the order of the report."""
    entries, marks = _entries(report), badges(report)
    states: dict[str, Counter[BulletState]] = defaultdict(Counter)
    for bullet in report.bullets:
        states[bullet.persona][bullet.state] += 1
    views: list[SourceView] = []
    room = limits.entries
    for row in report.personas:
        own = tuple(sorted(entries[row.id], key=lambda entry: entry.line))
        shown = own if len(own) <= room else ()
        room -= len(own)
        bar = state_bar(states[row.id], row.id)
        views.append(SourceView(row, marks[row.id], bar, shown, len(own) - len(shown)))
    return tuple(views)


def _entries(report: Report) -> Mapping[str, list[Entry]]:
    """The entries of each persona."""
    bullets, canonical = report.bullets_by_id(), CanonicalWording.of(report)
    clusters = {member: cluster for cluster in report.clusters for member in cluster.members}
    spread = {row.id: len({bullets[member].persona for member in row.members}) for row in report.clusters}
    covers = {row.narrow: anchor("covered", row.broad, row.narrow) for row in report.covers}
    reasons = {row.bullet: row.reason for row in report.left_out}
    entries: dict[str, list[Entry]] = defaultdict(list)
    for row in report.bullets:
        cluster = clusters.get(row.id)
        kept = canonical.at(row.canonical_line)
        entry = Entry(
            line=row.line,
            text=row.text,
            section=row.section,
            state=row.state,
            canonical_line=row.canonical_line,
            reason=reasons.get(row.id, ""),
            kept="" if kept == row.text else kept,
            alone=cluster is None or spread[cluster.id] == 1,
            cluster=anchor("cluster", cluster.id) if cluster else "",
            cover=covers.get(row.id, ""),
        )
        entries[row.persona].append(entry)
    for left in report.left_out:
        if not left.bullet:
            entries[left.persona].append(Entry(left.line, left.text, (), "left_out", reason=left.reason))
    return entries
