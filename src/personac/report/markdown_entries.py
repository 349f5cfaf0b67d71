"""The entries of the markdown report: one finding each, with links to the lines of the sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from personac.emit.lockfile import DiagnosticRow
from personac.report.canonical_wording import cluster_titles
from personac.report.fates import fate_of
from personac.report.markdown_parts import FileLinks, relative_path
from personac.report.report_schema import (
    BulletRow,
    ClusterRow,
    ContradictionRow,
    FieldRow,
    FieldValueRow,
    LeftOutRow,
    LossRow,
    NearMissRow,
    Report,
)
from personac.report.safe_text import count, html, markdown, shortened

_MOST_MEMBERS = 8
_LONGEST = 200
_SHORT = 100


@dataclass(frozen=True, slots=True)
class Entries:
    """Makes entries; `folder` is the page's, empty for a page without a place of its own."""

    folder: str
    threshold: float
    bullets: Mapping[str, BulletRow]
    paths: Mapping[str, str]
    titles: Mapping[str, str]

    @classmethod
    def of(cls, report: Report, folder: str) -> Entries:
        """Return what makes the entries of a report."""
        paths = {row.id: row.path for row in report.personas}
        return cls(folder, report.threshold, report.bullets_by_id(), paths, cluster_titles(report))

    def contradiction(self, row: ContradictionRow) -> str:
        """Two bullets that contradict each other."""
        one, other = (self._placed(row.a), self._placed(row.b))
        return joined(f"- **{markdown(row.reason)}**", f"  - {one}", f"  - {other}")

    def cluster(self, cluster: ClusterRow) -> str:
        """A cluster under the wording of the canonical."""
        first = self.bullets[cluster.representative]
        title = html(shortened(self.titles[cluster.id], _SHORT))
        members = cluster.members[:_MOST_MEMBERS]
        lines = [self._member(self.bullets[member], first) for member in members]
        left = len(cluster.members) - len(members)
        lines += [f"- {count(left, 'more bullet')}"] if left else []
        summary = f"<details><summary>{len(cluster.members)} &times; {title}</summary>"
        return joined(summary, "", *lines, "", "</details>", "")

    def _member(self, bullet: BulletRow, first: BulletRow) -> str:
        is_kept = bullet is first and bullet.state == "kept"
        fate = "**(kept)**" if is_kept else f"({fate_of(first, bullet)})"
        return f"- {self._place(bullet)} {fate} {markdown(shortened(bullet.text, _LONGEST))}"

    def near_miss(self, row: NearMissRow) -> str:
        """Two bullets that were not merged, and what decided."""
        why = markdown(row.why(self.threshold))
        sides = (f"  - {self._placed(side)}" for side in (row.a, row.b))
        return joined(f"- {row.score:.2f}, not merged: {why}", *sides)

    def field(self, row: FieldRow) -> str:
        """A front-matter key and the values that differ from the canonical's."""
        head = f"- {markdown(row.key)}, in the canonical: {markdown(shortened(row.value, _SHORT))}"
        more = len(row.values) - _MOST_MEMBERS
        rest = [f"  - {count(more, 'more value')}"] if more > 0 else []
        return joined(head, *map(self._value, row.values[:_MOST_MEMBERS]), *rest)

    def _value(self, row: FieldValueRow) -> str:
        path, text = self.paths[row.persona], markdown(shortened(row.value, _SHORT))
        return f"  - {self._links(path).line(row.line) or markdown(path)} {text}"

    def left_out(self, row: LeftOutRow) -> str:
        """Text that the canonical does not have, and the reason."""
        return f"- {self._place(row)} {markdown(shortened(row.text, _LONGEST))} ({markdown(row.reason)})\n"

    def loss(self, row: LossRow) -> str:
        """Words of a line that the canonical does not have."""
        kind = " (lead-in)" if row.kind == "lead_in" else ""
        return f"- {self._place(row)} {markdown(shortened(row.text, _LONGEST))}{kind}\n"

    def diagnostic(self, row: DiagnosticRow) -> str:
        """A diagnostic of the build."""
        place = f"{self._place(row)}:{row.column}" if row.line else markdown(row.path)
        return f"- {place}: {row.severity} {row.code}: {markdown(shortened(row.message))}\n"

    def file(self, path: str) -> str:
        """A source, as a link where the page can lead to it."""
        return self._links(path).file

    def _placed(self, bullet: str) -> str:
        row = self.bullets[bullet]
        return f"{self._place(row)} {markdown(shortened(row.text, _SHORT))}"

    def _place(self, row: BulletRow | LeftOutRow | LossRow | DiagnosticRow) -> str:
        return self._links(row.path).line(row.line) or markdown(row.path)

    def _links(self, path: str) -> FileLinks:
        """Links to a source; none to one outside of the project, which a forge does not have."""
        is_inside = self.folder and not path.startswith(("../", "/"))
        return FileLinks.to(path, relative_path(path, self.folder) if is_inside else "")


def joined(*lines: str) -> str:
    """Return lines with their line ends."""
    return "".join(f"{line}\n" for line in lines)
