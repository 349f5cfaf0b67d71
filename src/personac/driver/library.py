"""Build in memory: bytes in, bytes out, the disk untouched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from personac.diagnostics.kinds import NO_SOURCES
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.driver.compile import compile_personas
from personac.driver.gather import Input
from personac.driver.outputs import Target, render_outputs
from personac.ir import Compilation
from personac.rules.load import load_rules
from personac.source import Source
from personac.version import VERSION


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build: every intermediate product, the files by name, the findings."""

    compilation: Compilation
    outputs: Mapping[str, bytes]
    diagnostics: tuple[Diagnostic, ...]


def build_in_memory(sources: Mapping[str, bytes], rules: Mapping[str, bytes], name: str) -> Built:
    """Compile contents by relative POSIX path. Raises `PersonacError`."""
    if not sources:
        hint = "give at least one persona file"
        raise PersonacError(Diagnostic(NO_SOURCES, "", 0, 0, "no personas given", hint))
    rules_files = tuple(sorted(rules.items()))
    found = tuple(Source(path, data) for path, data in sorted(sources.items()))
    return build_input(Input(found, rules_files, load_rules(rules_files)), name, "build")


def build_input(given: Input, name: str, folder: str) -> Built:
    """Compile gathered input, for outputs that will stand in `folder`."""
    compilation = compile_personas(given.sources, given.rules, name)
    options = {"name": name} if name else {}
    outputs = render_outputs(compilation, given, Target(folder, options, VERSION))
    return Built(compilation, outputs, compilation.diagnostics)
