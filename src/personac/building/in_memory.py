"""Build in memory: bytes in, bytes out, the disk untouched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from personac.building.inputs import BACKGROUND, Inputs, parse_rules
from personac.building.outputs import Target, render_outputs
from personac.building.request import KeepOptions
from personac.diagnostics.input_kinds import NO_SOURCES, UNREADABLE
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import BAD_NAME
from personac.front_matter.field_merge import RESERVED
from personac.matching.corpus_stats import NOT_A_BACKGROUND, read_background
from personac.model import Compilation
from personac.model.source import Source
from personac.observer import NOBODY, Observer, observed_step
from personac.pipeline import compile_personas
from personac.report.measure import measure
from personac.report.model import Report
from personac.report.safe_text import visible
from personac.version import VERSION

_NAME = re.compile(r"[^\s:/\\-][^\s:/\\]*")  # as [agent] name in the rules


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


def build_in_memory(sources: Mapping[str, bytes], rules: Mapping[str, bytes], name: str) -> Built:
    """Compile contents by relative POSIX path. Raises `PersonacError`."""
    if not sources:
        hint = "pass at least one persona file"
        raise PersonacError(Diagnostic(NO_SOURCES, "", 0, 0, "no personas given", hint))
    rules_files = tuple(sorted(rules.items()))
    ordered = tuple(Source(path, data) for path, data in sorted(sources.items()))
    return build_input(Inputs(ordered, rules_files, parse_rules(rules_files)), name, "build")


def build_input(
    given: Inputs,
    name: str,
    folder: str,
    keep: KeepOptions | None = None,
    observer: Observer = NOBODY,
) -> Built:
    """Compile inputs for outputs in `folder` (a display path); `keep` overrides the rules."""
    check_background(given)
    keep = keep or KeepOptions()
    rules = keep.applied_to(given.rules)
    compilation = compile_personas(given.sources, rules, name, given.background, observer)
    _check_name(compilation.name)
    options = {**_recorded_options(given, name), **keep.as_recorded(), "tokenizer": compilation.tokenizer}
    with observed_step(observer, "measure"):
        report = measure(compilation, given.rules.matching.threshold)
    with observed_step(observer, "render"):
        outputs = render_outputs(compilation, report, given, Target(folder, options, VERSION))
    inputs = (*(source.path for source in given.sources), *(path for path, _ in given.rules_files))
    return Built(compilation, report, outputs, compilation.diagnostics, inputs)


def check_background(given: Inputs) -> None:
    """Raise `PersonacError` where the background statistics of the rules folder cannot be read."""
    if given.background is None:
        return
    try:
        read_background(given.background)
    except NOT_A_BACKGROUND as error:
        path = next(path for path, _ in given.rules_files if path.endswith(BACKGROUND))
        hint = "make it again: python -m tools.train_background OUT.npz DIR..., or remove it"
        message = f"no background knowledge: {error or type(error).__name__}"
        raise PersonacError(Diagnostic(UNREADABLE, path, 0, 0, message, hint)) from None


def _recorded_options(given: Inputs, name: str) -> dict[str, str]:
    """Return what the lock records besides `KeepOptions`: the name, and that the rules count by `auto`."""
    counted_by = "auto" if given.rules.keep.tokenizer == "auto" else ""
    options = {"name": name, "counted_by_rules": counted_by}
    return {option: value for option, value in options.items() if value}


def _check_name(name: str) -> None:
    is_plain = _NAME.fullmatch(name) and visible(name) == name
    if is_plain and name.casefold() not in RESERVED:
        return
    message = f"the agent cannot be named {name!r}"
    hint = "choose another with --name: no white space, `:` or slash, no `-` in front, and not `report`"
    raise PersonacError(Diagnostic(BAD_NAME, name, 0, 0, message, hint))
