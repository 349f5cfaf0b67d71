"""Everything a build writes, as bytes by relative name; nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from personac.building.depfile import depfile
from personac.building.inputs import Inputs
from personac.emit.lockfile import Lock, encode_lock
from personac.emit.provenance import encode_map, map_provenance
from personac.emit.variant_patches import Chunk
from personac.model import Compilation
from personac.paths import LOCK_NAME, digest
from personac.report.html.page import render_html
from personac.report.markdown_report import render_markdown
from personac.report.model import Report, encode_json
from personac.report.variant_page import render_variant_pages


@dataclass(frozen=True, slots=True)
class Target:
    """The output folder as a display path, the options that the lock records, personac's version."""

    folder: str
    options: Mapping[str, str]
    version: str


class Outputs(Mapping[str, bytes]):
    """Contents by name; chunks are joined on every access and not kept.

    A thousand patches of one large canonical take gigabytes, and share most of that.
    """

    def __init__(self, contents: Mapping[str, bytes | Sequence[Chunk]]) -> None:
        """Take contents, whole or in chunks."""
        self._contents = contents

    def __getitem__(self, name: str) -> bytes:
        """Return one output."""
        content = self._contents[name]
        return content if isinstance(content, bytes) else b"".join(content)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names, in order."""
        return iter(self._contents)

    def __len__(self) -> int:
        """Count the outputs."""
        return len(self._contents)


def render_outputs(compilation: Compilation, report: Report, given: Inputs, target: Target) -> Outputs:
    """Return the outputs by name, the lock last."""
    canonical = compilation.canonical
    outputs: dict[str, bytes | Sequence[Chunk]] = {
        f"{canonical.name}.md": canonical.data,
        f"{canonical.name}.map.json": encode_map(map_provenance(canonical)),
        **_variants(compilation, report, target.folder),
        "report.json": encode_json(report).encode("utf-8"),
        "report.html": render_html(report, target.folder).encode("utf-8"),
        "report.md": render_markdown(report).encode("utf-8"),
    }
    outputs[f"{canonical.name}.d"] = _depfile([*outputs, LOCK_NAME], given, target)
    outputs[LOCK_NAME] = encode_lock(_lock(report, Outputs(outputs), given, target))
    return Outputs(outputs)


def _variants(compilation: Compilation, report: Report, folder: str) -> dict[str, bytes | Sequence[Chunk]]:
    pages = render_variant_pages(compilation, report, folder)
    outputs: dict[str, bytes | Sequence[Chunk]] = {}
    for variant in compilation.variants:
        outputs[f"variants/{variant.persona}.patch"] = variant.chunks
        outputs[f"variants/{variant.persona}.md"] = pages[variant.persona].encode("utf-8")
    return outputs


def _depfile(names: Sequence[str], given: Inputs, target: Target) -> bytes:
    folder = PurePosixPath(target.folder)
    targets = [(folder / name).as_posix() for name in names]
    sources = [source.path for source in given.sources]
    return depfile(targets, sources, [path for path, _ in given.rules_files])


def _lock(report: Report, outputs: Mapping[str, bytes], given: Inputs, target: Target) -> Lock:
    return Lock(
        version=target.version,
        agent=report.canonical.name,
        sources={source.path: digest(source.data) for source in given.sources},
        rules={path: digest(data) for path, data in given.rules_files},
        options=dict(sorted(target.options.items())),
        outputs={name: digest(outputs[name]) for name in sorted(outputs)},
        folder=target.folder,
        findings=report.diagnostics,
    )
