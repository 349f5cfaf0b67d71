"""The front matter of the canonical as an agent tool has it: its keys, its values, its form of limits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from personac.config.target_formats import TargetFormat
from personac.front_matter.tool_names import ToolNames
from personac.front_matter.tool_patterns import is_name_list, names_as_yaml, split_names
from personac.model import MergedField
from personac.targets.tool_limits import (
    TOOL_KEYS,
    WrittenLimits,
    has_levels,
    limits_of,
    written_limits,
)

_PATH_KEYS = frozenset({"applyTo", "globs", "alwaysApply"})
_EVERY_PATH = "**"
_PREAPPROVED = "allowed-tools"
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Translation:
    """The front matter for one target, and what it lacks.

    `is_rule`: whether these are instructions for some paths. `left_out`: the keys that the target does not
    have, or not with this value. `renamed`: the name of the agent in the canonical, if it has another here.
    """

    fields: tuple[MergedField, ...]
    limits: WrittenLimits
    is_rule: bool = False
    left_out: tuple[str, ...] = ()
    renamed: str = ""


def translate(fields: Sequence[MergedField], form: TargetFormat, tools: ToolNames) -> Translation:
    """Return the front matter for a target; the tools in `fields` have its names already."""
    values = {field.key: field.value for field in fields}
    if not form.keys and form.tools == "own":
        return Translation(tuple(_as_lists(fields, values, tools)), WrittenLimits({}))
    is_rule = bool(form.rule) and bool(_PATH_KEYS & values.keys())
    known = frozenset(form.rule_keys if is_rule else form.keys)
    written = _Fields(form, values, known, tools)
    limits = written.limits()
    kept = tuple(field for field in written.all(fields) if field is not None)
    names = {field.key for field in kept}
    # A tool that does not read names takes that of the file.
    handled = {*names, *TOOL_KEYS, *(_PATH_KEYS if is_rule else ()), *({"name"} - known)}
    left_out = tuple(key for key in values if key not in handled)
    return Translation(
        (*kept, *(MergedField(key, value, ()) for key, value in limits.values.items() if key not in names)),
        limits,
        is_rule,
        left_out,
        renamed=written.renamed(),
    )


def slug(name: str) -> str:
    """Return a name in small letters, digits and hyphens; it may be empty."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _NOT_IN_NAMES.sub("-", plain.casefold()).strip("-")


@dataclass(frozen=True, slots=True)
class _Fields:
    """The values of the canonical, to be written with the keys that a target knows."""

    form: TargetFormat
    values: Mapping[str, Any]
    known: frozenset[str]
    tools: ToolNames

    def limits(self) -> WrittenLimits:
        if _PREAPPROVED in self.known and _PREAPPROVED in self.values and "tools" not in self.values:
            return WrittenLimits({})
        return written_limits(limits_of(self.values, self.tools), self.form, self.tools)

    def renamed(self) -> str:
        name = str(self.values.get("name") or "")
        return name if name and "name" in self.known and not self._fits("name", name) else ""

    def all(self, fields: Sequence[MergedField]) -> Iterator[MergedField | None]:
        """Yield each field as the target has it, None for one that it lacks."""
        paths = self._paths()
        for field in fields:
            if field.key in _PATH_KEYS:
                if paths:
                    yield from (MergedField(key, value, field.origins) for key, value in paths.items())
                paths = {}
            elif field.key in TOOL_KEYS:
                yield self._preapproved(field)
            else:
                yield self._field(field)

    def _field(self, field: MergedField) -> MergedField | None:
        if field.key not in self.known or field.value is None:
            return None
        if self._fits(field.key, field.value):
            return field
        name = slug(str(field.value)) if field.key == "name" else ""
        return MergedField("name", name, field.origins) if name else None

    def _fits(self, key: str, value: Any) -> bool:  # noqa: ANN401 - YAML values are of any type
        pattern = self.form.values.get(key)
        return pattern is None or re.fullmatch(pattern, str(value)) is not None

    def _preapproved(self, field: MergedField) -> MergedField | None:
        """Return the tools that a skill may use without asking: one line, separated by spaces."""
        if field.key != _PREAPPROVED or _PREAPPROVED not in self.known or not is_name_list(field.value):
            return None
        names = [name.replace(" *)", ":*)") for name in split_names(field.value or "")]
        return MergedField(_PREAPPROVED, " ".join(names), field.origins)

    def _paths(self) -> dict[str, Any]:
        """Return for which paths instructions apply, by the keys of the target."""
        named = self.values.get("applyTo") or self.values.get("globs") or ""
        paths = ",".join(named if isinstance(named, list) else split_names(named))
        is_always = self.values.get("alwaysApply") is True or paths == _EVERY_PATH
        if "applyTo" in self.known:
            every = {"applyTo": _EVERY_PATH} if is_always else {}
            return {"applyTo": paths} if paths and not is_always else every
        if "globs" in self.known:
            return {**({"globs": paths} if paths and not is_always else {}), "alwaysApply": is_always}
        return {}


def _as_lists(
    fields: Sequence[MergedField], values: Mapping[str, Any], tools: ToolNames
) -> Iterator[MergedField]:
    """Yield the fields, with lists for the mappings of tools that only other agent tools read."""
    if not has_levels(values):
        yield from fields
        return
    limits = limits_of(values, tools)
    yield from (field for field in fields if field.key not in TOOL_KEYS)
    if limits.listed is not None:
        yield MergedField("tools", names_as_yaml(limits.listed, [""]), ())
    if limits.denied:
        yield MergedField("disallowedTools", names_as_yaml(limits.denied, [""]), ())
