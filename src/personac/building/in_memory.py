"""Build in memory: compile inputs, and render everything that a build writes; the disk is untouched."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NamedTuple

from personac import __version__
from personac.building.inputs import BACKGROUND, Inputs, parse_rules, too_large
from personac.building.make_dependencies import depfile
from personac.building.request import Overrides
from personac.config.schema import Matching
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.input_kinds import NO_SOURCES, UNREADABLE
from personac.diagnostics.output_kinds import BAD_NAME
from personac.emit.emitted import EMITTED, recorded
from personac.emit.lock_entries import LOCK_NAME, digest
from personac.emit.lockfile import Lock, encode_lock
from personac.emit.provenance import encode_map, map_provenance
from personac.emit.settings_table import input_digest
from personac.emit.variant_patches import Chunk
from personac.matching.corpus_stats import NOT_A_BACKGROUND, read_background
from personac.model import Compilation
from personac.model.source import Source
from personac.observer import NOBODY, Observer, observed_step
from personac.paths import RESERVED, is_plain_name
from personac.pipeline import Aids, compile_personas
from personac.report.html.page import render_html
from personac.report.markdown_report import render_markdown
from personac.report.measure import measure
from personac.report.near_miss_rows import Thresholds
from personac.report.report_schema import Report, encode_report
from personac.report.safe_text import shortened, visible
from personac.report.variant_page import render_variant_pages
from personac.storage.filesystem import MAX_NAME_BYTES

_SHOWN = 80  # characters
_LETTERS = frozenset("LMN")
"""Categories of characters that are not ASCII: letters, their marks, digits."""
_LONGEST_SUFFIX = ".agent.md"
"""`.map.json` is as long; a depfile and other targets have shorter ones."""


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build: the compilation, the report, the outputs by name, the diagnostics.

    `inputs` are the display paths of the sources and rules files.
    """

    compilation: Compilation
    report: Report
    outputs: Mapping[str, bytes]
    diagnostics: tuple[Diagnostic, ...]
    inputs: tuple[str, ...] = ()


class Wanted(NamedTuple):
    """What to build: the agent's name, the output folder as a display path, the kinds of outputs.

    An empty name means what the sources share; `overrides` are those of the rules; `group` as in a request.
    """

    name: str = ""
    folder: str = "build"
    overrides: Overrides = Overrides()
    emit: tuple[str, ...] = EMITTED
    group: str = ""


class _Target(NamedTuple):
    """The output folder as a display path, the options that the lock records, the kinds of outputs."""

    folder: str
    options: Mapping[str, str]
    emit: frozenset[str]


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


def build_in_memory(
    sources: Mapping[str, bytes], rules: Mapping[str, bytes], name: str, *, large: bool = False
) -> Built:
    """Compile contents by relative POSIX path; `large` allows any size. Raises `PersonacError`."""
    if not sources:
        hint = "pass at least one persona file"
        raise PersonacError(Diagnostic(NO_SOURCES, "", 0, 0, "no personas given", hint))
    refused = too_large(sources)
    if refused and not large:
        raise PersonacError(*refused)
    rules_files = tuple(sorted(rules.items()))
    ordered = tuple(Source(path, data) for path, data in sorted(sources.items()))
    given = Inputs(ordered, rules_files, parse_rules(rules_files), large=bool(refused))
    return build_input(given, Wanted(name))


def build_input(given: Inputs, wanted: Wanted, observer: Observer = NOBODY) -> Built:
    """Compile inputs, and render the outputs that are wanted."""
    check_background(given)
    rules, aids = (
        wanted.overrides.applied_to(given.rules),
        Aids(given.background, given.cache, given.decisions),
    )
    compilation = compile_personas(given.sources, rules, wanted.name, aids, observer)
    _check_name(compilation.name)
    given = given._replace(decisions=given.decisions_of(compilation.name))
    options = {
        **_recorded_options(given, wanted),
        **wanted.overrides.as_recorded(),
        **recorded(wanted.emit),
        **({"large": "true"} if given.large else {}),
        "tokenizer": compilation.tokenizer,
    }
    with observed_step(observer, "measure"):
        report = measure(compilation, thresholds_of(given.rules.matching, len(compilation.distinct)))
    with observed_step(observer, "render"):
        outputs = _render(compilation, report, given, _Target(wanted.folder, options, frozenset(wanted.emit)))
    inputs = (*(source.path for source in given.sources), *(path for path, _ in _settings(given)))
    return Built(compilation, report, outputs, compilation.diagnostics, inputs)


def thresholds_of(matching: Matching, personas: int) -> Thresholds:
    """Return the scores from which bullets are merged in a build of so many personas."""
    return Thresholds(matching.merge_from, matching.within if personas > 1 else matching.alone)


def check_background(given: Inputs) -> None:
    """Raise `PersonacError` where the background statistics of the rules folder cannot be read."""
    if given.background is None:
        return
    try:
        read_background(given.background)
    except NOT_A_BACKGROUND as error:
        path = next(path for path, _ in given.rules_files if path.endswith(BACKGROUND))
        hint = "make it again: python -m tools.train_background OUT.npz DIR..., or remove it"
        message = f"the background statistics cannot be read: {error or type(error).__name__}"
        raise PersonacError(Diagnostic(UNREADABLE, path, 0, 0, message, hint)) from None


def _recorded_options(given: Inputs, wanted: Wanted) -> dict[str, str]:
    """Return what the lock records besides `Overrides`: name, group, and that the rules count by `auto`."""
    counted_by = "auto" if given.rules.keep.tokenizer == "auto" else ""
    options = {"name": wanted.name, "group": wanted.group, "counted_by_rules": counted_by}
    return {option: value for option, value in options.items() if value}


def _check_name(name: str) -> None:
    """Raise `PersonacError` unless a file, a shell and a Makefile can have the name as it is."""
    is_plain = is_plain_name(name) and visible(name) == name
    has_letters = all(one.isascii() or unicodedata.category(one)[0] in _LETTERS for one in name)
    is_short = len((name + _LONGEST_SUFFIX).encode("utf-8", "replace")) <= MAX_NAME_BYTES
    if is_plain and has_letters and is_short and name.casefold() not in RESERVED:
        return
    shown = shortened(name, _SHOWN)
    message = f"the agent cannot be named {shown!r}"
    hint = "choose another with --name: of letters, digits, `_`, and but in front `.` and `-`; not `report`"
    if is_plain and has_letters and not is_short:
        message += f": its files would have names of more than {MAX_NAME_BYTES} bytes"
        hint = "choose a shorter one with --name"
    raise PersonacError(Diagnostic(BAD_NAME, shown, 0, 0, message, hint))


def _render(compilation: Compilation, report: Report, given: Inputs, target: _Target) -> Outputs:
    """Return the outputs by name, the lock last."""
    outputs = dict(_rendered(compilation, report, target))
    if "make" in target.emit:
        outputs[f"{report.canonical.name}.d"] = _depfile([*outputs, LOCK_NAME], given, target)
    outputs[LOCK_NAME] = encode_lock(_lock(report, Outputs(outputs), given, target))
    return Outputs(outputs)


def _rendered(
    compilation: Compilation, report: Report, target: _Target
) -> Iterator[tuple[str, bytes | Sequence[Chunk]]]:
    """Yield the outputs that are wanted, without the depfile and the lock."""
    canonical, emit = compilation.canonical, target.emit
    if "canonical" in emit:
        yield f"{canonical.name}.md", canonical.data
    if "map" in emit:
        yield f"{canonical.name}.map.json", encode_map(map_provenance(canonical))
    yield from compilation.targets.items()
    yield from _variants(compilation, report, target)
    if "report" in emit:
        yield "report.json", encode_report(report)
    if "html" in emit:
        yield "report.html", render_html(report, target.folder).encode("utf-8")
    if "markdown" in emit:
        yield "report.md", render_markdown(report, target.folder).encode("utf-8")


def _variants(
    compilation: Compilation, report: Report, target: _Target
) -> Iterator[tuple[str, bytes | Sequence[Chunk]]]:
    pages = render_variant_pages(compilation, report, target.folder) if "variants" in target.emit else {}
    for variant in compilation.variants:
        if "patches" in target.emit:
            yield f"variants/{variant.persona}.patch", variant.chunks
        if variant.persona in pages:
            yield f"variants/{variant.persona}.md", pages[variant.persona].encode("utf-8")


def _depfile(names: Sequence[str], given: Inputs, target: _Target) -> bytes:
    folder = PurePosixPath(target.folder)
    targets = [(folder / name).as_posix() for name in names]
    sources = [source.path for source in given.sources]
    return depfile(targets, sources, [path for path, _ in _settings(given)])


def _settings(given: Inputs) -> tuple[tuple[str, bytes], ...]:
    """Return the files that say how to merge: rules, and the decisions about this agent."""
    return (*given.rules_files, *given.decisions)


def _lock(report: Report, outputs: Mapping[str, bytes], given: Inputs, target: _Target) -> Lock:
    return Lock(
        version=__version__,
        agent=report.canonical.name,
        sources={source.path: digest(source.data) for source in given.sources},
        rules={path: input_digest(path, data) for path, data in _settings(given)},
        options=dict(sorted(target.options.items())),
        outputs={name: digest(outputs[name]) for name in sorted(outputs)},
        folder=target.folder,
        findings=report.diagnostics,
        tokens_saved=report.sizes.saved.tokens,
    )
