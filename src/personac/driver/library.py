"""Build in memory: bytes in, bytes out, the disk untouched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from personac.diagnostics.kinds import BAD_NAME, NO_SOURCES, UNREADABLE
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.driver.compile import compile_personas
from personac.driver.discover import BACKGROUND
from personac.driver.gather import Input, settings_of
from personac.driver.means import Means
from personac.driver.observer import step
from personac.driver.options import KeepOptions
from personac.driver.outputs import Target, render_outputs
from personac.ir import Compilation
from personac.passes.matching.background import NOT_A_BACKGROUND, read_background
from personac.passes.name import RESERVED
from personac.report.escape import visible
from personac.report.measure import measure
from personac.report.model import Report
from personac.source import Source
from personac.version import VERSION

_NAME = re.compile(r"[^\s:/\\-][^\s:/\\]*")  # as [agent] name in the rules


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build: every intermediate product, the report, the files by name, the findings.

    `inputs` are the paths of the sources and rules files, as shown to people.
    """

    compilation: Compilation
    report: Report
    outputs: Mapping[str, bytes]
    diagnostics: tuple[Diagnostic, ...]
    inputs: tuple[str, ...] = ()


def build_in_memory(sources: Mapping[str, bytes], rules: Mapping[str, bytes], name: str) -> Built:
    """Compile contents by relative POSIX path. Raises `PersonacError`."""
    if not sources:
        hint = "give at least one persona file"
        raise PersonacError(Diagnostic(NO_SOURCES, "", 0, 0, "no personas given", hint))
    rules_files = tuple(sorted(rules.items()))
    found = tuple(Source(path, data) for path, data in sorted(sources.items()))
    return build_input(Input(found, rules_files, settings_of(rules_files)), name, "build")


def build_input(
    given: Input,
    name: str,
    folder: str,
    keep: KeepOptions | None = None,
    means: Means | None = None,
) -> Built:
    """Compile gathered input, for outputs that will stand in `folder`; `keep` goes over the rules."""
    means = means or Means()
    refuse_background(given)
    keep = keep or KeepOptions()
    rules = keep.over(given.rules)
    compilation = compile_personas(given.sources, rules, name, given.background, means)
    _refuse_name(compilation.name)
    told = {"name": name, "counted_by_rules": "auto" if given.rules.keep.tokenizer == "auto" else ""}
    options = {**_said(told), **keep.given(), "tokenizer": compilation.tokenizer}
    with step(means.observer, "measure"):
        report = measure(compilation, given.rules.matching.threshold)
    with step(means.observer, "render"):
        target = Target(folder, options, VERSION)
        outputs = render_outputs(compilation, report, given, target)
    inputs = (*(source.path for source in given.sources), *(path for path, _ in given.rules_files))
    return Built(compilation, report, outputs, compilation.diagnostics, inputs)


def _said(options: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in options.items() if value}


def refuse_background(given: Input) -> None:
    """Raise `PersonacError` where the rules folder's background knowledge is none."""
    if given.background is None:
        return
    try:
        read_background(given.background)
    except NOT_A_BACKGROUND as error:
        path = next(path for path, _ in given.rules_files if path.endswith(BACKGROUND))
        hint = "make it again: python -m tools.train_background OUT.npz DIR..., or remove it"
        message = f"no background knowledge: {error or type(error).__name__}"
        raise PersonacError(Diagnostic(UNREADABLE, path, 0, 0, message, hint)) from None


def _refuse_name(name: str) -> None:
    is_plain = _NAME.fullmatch(name) and visible(name) == name
    if is_plain and name.casefold() not in RESERVED:
        return
    message = f"the agent cannot be named {name!r}"
    hint = "choose another with --name: no white space, `:` or slash, no `-` in front, and not `report`"
    raise PersonacError(Diagnostic(BAD_NAME, name, 0, 0, message, hint))
