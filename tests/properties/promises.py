"""The design's promises as checks on one build; each returns nothing or fails."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from personac.building.in_memory import Built
from personac.edits.edit_propagation import propagate
from personac.edits.hand_edit import find_edit
from personac.edits.patch import apply_patch
from personac.edits.restore import restore_all
from personac.edits.restored_files import save_all
from personac.emit.provenance import map_provenance, mapped_blocks
from personac.ir import Cluster, Compilation, Wording
from personac.model.ast import Quote, Verbatim, walk
from personac.passes.streams import is_layout
from personac.storage.writer import write_outputs

_SPACE = re.compile(r"\s+")


def check_lossless(built: Built, sources: dict[str, bytes]) -> None:
    """Canonical and patch give back every source, byte for byte."""
    compilation = built.compilation
    by_persona = {p.id: sources[p.source.path] for p in compilation.personas}
    for variant in compilation.variants:
        restored = apply_patch(compilation.canonical.data, variant.patch, "x.patch")
        assert restored == by_persona[variant.persona]


def check_lossless_by_tools(built: Built, sources: dict[str, bytes], folder: Path) -> None:
    """GNU patch and git apply agree with personac."""
    compilation = built.compilation
    for number, variant in enumerate(compilation.variants):
        persona = next(p for p in compilation.personas if p.id == variant.persona)
        work = folder / str(number)
        work.mkdir()
        base, patch = work / f"{compilation.canonical.name}.md", work / "x.patch"
        patch.write_bytes(variant.patch)
        base.write_bytes(compilation.canonical.data)
        subprocess.run(["patch", "-s", "-o", "out", base.name, patch.name], cwd=work, check=True)
        assert (work / "out").read_bytes() == sources[persona.source.path]
        subprocess.run(["git", "apply", "--whitespace=nowarn", patch.name], cwd=work, check=True)
        assert base.read_bytes() == sources[persona.source.path]


def check_expand_all(built: Built, sources: dict[str, bytes], folder: Path) -> None:
    """All sources come back from a build on the disk at once, byte for byte, and nothing else does."""
    write_outputs(folder / "build", built.outputs)
    restored, problems = restore_all(folder / "build")
    save_all(folder / "back", restored, force=False)
    back = folder / "back"
    files = (path for path in back.rglob("*") if path.is_file())
    assert {path.relative_to(back).as_posix(): path.read_bytes() for path in files} == sources
    assert problems == ()


def check_edits_reach_their_source(built: Built, sources: dict[str, bytes]) -> None:
    """Words added to any bullet, heading or block of the canonical reach the source that it came from.

    Nothing else in that source changes, whatever its order and its markers.
    """
    canonical = built.compilation.canonical
    provenance, lines = map_provenance(canonical), canonical.data.split(b"\n")
    completed = {cluster.id for cluster, wording in _worded(built.compilation) if wording.text}
    for block in mapped_blocks(provenance):
        if block.is_field:
            continue
        text = lines[block.last - 1]
        edited = [*lines[: block.last - 1], text + b" edited", *lines[block.last :]]
        source = sources[block.kept.path]
        sides = propagate(
            find_edit(canonical.data, b"\n".join(edited)), provenance, block.kept.persona, source
        )
        if block.kept.cluster in completed:  # no source has these words: a conflict shows them
            assert {fate.fate for fate in sides.fates} <= {"conflict", "applied"}
            continue
        assert sides.base == sides.theirs == source
        assert sides.ours != source
        assert sides.ours.replace(b" edited", b"") == source


def check_complete(built: Built) -> None:
    """Every bullet and every block is in the canonical, in a cluster that is, or left out with a reason."""
    compilation = built.compilation
    origins = {(o.persona, o.line) for line in compilation.canonical.lines for o in line.origins}
    left_out = {entry.bullet: entry.reason for entry in compilation.left_out}
    owners = compilation.cluster_of
    assert sorted(m for c in compilation.clusters for m in c.members) == list(range(len(compilation.bullets)))
    for i, bullet in enumerate(compilation.bullets):
        members = compilation.clusters[owners[i]].members
        assert i in members
        assert (bullet.persona, bullet.line) in origins or left_out.get(bullet.id), bullet
    _check_blocks(compilation, compilation.canonical.data.decode())
    _check_representatives(compilation, left_out)


def _check_representatives(compilation: Compilation, left_out: dict[str, str]) -> None:
    """The wording of every cluster that is not left out stands in the canonical, completed or as it was."""
    canonical = _SPACE.sub("", compilation.canonical.data.decode())
    for _, wording in _worded(compilation):
        bullet = compilation.bullets[wording.bullet]
        if wording.text:
            assert bullet.id in left_out or _SPACE.sub("", wording.text) in canonical, bullet
        elif bullet.id not in left_out:
            source = compilation.personas[compilation.number_of[bullet.persona]].source
            line = _SPACE.sub("", source.slice_text(bullet.span).splitlines()[0])
            words = re.sub(r"^(?:[-+*]|\d+[.)])(?:\[[xX]?\])?", "", line) if not bullet.is_paragraph else line
            assert words in canonical, bullet


def _worded(compilation: Compilation) -> Iterator[tuple[Cluster, Wording]]:
    return zip(compilation.clusters, compilation.wordings, strict=True)


def _check_blocks(compilation: Compilation, canonical: str) -> None:
    """Code, tables, HTML and quotes stand in the canonical, indentation aside."""
    squeezed = _SPACE.sub("", canonical)
    for persona in compilation.personas:
        for node in walk(persona.body):
            is_said = isinstance(node, Verbatim) and not is_layout(persona.source, node)
            if isinstance(node, Quote) or is_said:
                text = persona.source.slice_text(node.span)
                assert _SPACE.sub("", text) in squeezed, (persona.id, text)
