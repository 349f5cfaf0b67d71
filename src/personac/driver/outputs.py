"""Everything a build writes, as bytes by relative name; nothing is written here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from msgspec.structs import asdict

from personac.backend.depfile import depfile
from personac.backend.lock import Found, Lock, encode_lock
from personac.backend.names import LOCK_NAME
from personac.backend.provenance import encode_map, map_provenance
from personac.driver.gather import Input
from personac.ir import Compilation
from personac.report.html import render_html
from personac.report.markdown import render_markdown
from personac.report.model import Report, encode_report
from personac.report.page.links import root_from
from personac.report.variant_page import render_variant_pages


@dataclass(frozen=True, slots=True)
class Target:
    """Where the outputs will stand, as shown to people, and the build's options."""

    folder: str
    options: Mapping[str, str]
    version: str


def render_outputs(
    compilation: Compilation, report: Report, given: Input, target: Target
) -> dict[str, bytes]:
    """Return the outputs by name, the lock last."""
    canonical = compilation.canonical
    if canonical is None:
        raise AssertionError
    outputs = {
        f"{canonical.name}.md": canonical.data,
        f"{canonical.name}.map.json": encode_map(map_provenance(canonical)),
        **_variants(compilation, report, target.folder),
        "report.json": encode_report(report),
        "report.html": render_html(report, root_from(target.folder)).encode("utf-8"),
        "report.md": render_markdown(report).encode("utf-8"),
    }
    depfile_name = f"{canonical.name}.d"
    outputs[depfile_name] = _depfile([*outputs, LOCK_NAME], given, target)
    outputs[LOCK_NAME] = encode_lock(_lock(report, outputs, given, target))
    return outputs


def _variants(compilation: Compilation, report: Report, folder: str) -> dict[str, bytes]:
    pages = render_variant_pages(compilation, report, folder)
    found: dict[str, bytes] = {}
    for variant in compilation.variants:
        found[f"variants/{variant.persona}.patch"] = variant.patch
        found[f"variants/{variant.persona}.md"] = pages[variant.persona].encode("utf-8")
    return found


def _depfile(names: Sequence[str], given: Input, target: Target) -> bytes:
    folder = PurePosixPath(target.folder)
    targets = [(folder / name).as_posix() for name in names]
    sources = [source.path for source in given.sources]
    return depfile(targets, sources, [path for path, _ in given.rules_files])


def _lock(report: Report, outputs: Mapping[str, bytes], given: Input, target: Target) -> Lock:
    return Lock(
        version=target.version,
        agent=report.canonical.name,
        sources={source.path: _sha256(source.data) for source in given.sources},
        rules={path: _sha256(data) for path, data in given.rules_files},
        options=dict(sorted(target.options.items())),
        outputs={name: _sha256(data) for name, data in sorted(outputs.items())},
        folder=target.folder,
        findings=tuple(Found(**asdict(row)) for row in report.diagnostics),
    )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
