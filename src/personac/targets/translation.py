"""The front matter of the canonical as an agent tool has it: its keys, its types of values, its limits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from personac.config.target_formats import TargetFormat
from personac.front_matter.tool_names import ToolNames
from personac.model import MergedField
from personac.targets.tool_limits import PREAPPROVED, TOOL_KEYS, limits_of, names_in
from personac.targets.written_limits import WrittenLimits, written_limits

_PATH_KEYS = frozenset({"applyTo", "globs", "alwaysApply"})
_EVERY_PATH = "**"
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
    """Return the front matter for a target, which names tools by `tools`."""
    values = {field.key: field.value for field in fields}
    is_rule = bool(form.rule) and bool(_PATH_KEYS & values.keys())
    return _Translator(fields, values, form, tools, is_rule).translation()


def slug(name: str) -> str:
    """Return a name in small letters, digits and hyphens; it may be empty."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return _NOT_IN_NAMES.sub("-", plain.casefold()).strip("-")


@dataclass(frozen=True, slots=True)
class _Translator:
    fields: Sequence[MergedField]
    values: Mapping[str, Any]
    form: TargetFormat
    tools: ToolNames
    is_rule: bool

    def translation(self) -> Translation:
        limits = self._limits()
        if not self.form.keys and self.form.tools == "own":
            return Translation(tuple(self._own_fields(limits)), limits)
        kept = [*self._kept(limits.values), *self._placed(limits.values)]
        names = {field.key for field in kept}
        # A tool that does not read names takes that of the file.
        handled = names | TOOL_KEYS | (_PATH_KEYS if self.is_rule else set()) | ({"name"} - self._known)
        left_out = tuple(
            key for key, value in self.values.items() if key not in handled and value is not None
        )
        return Translation(tuple(kept), limits, self.is_rule, left_out, self._renamed(kept))

    @property
    def _known(self) -> frozenset[str]:
        return frozenset(self.form.rule_keys if self.is_rule else self.form.keys)

    def _limits(self) -> WrittenLimits:
        values = self.values
        if PREAPPROVED in self._known:  # that is no limit
            values = {key: value for key, value in values.items() if key != PREAPPROVED}
        limits = limits_of(values, self.tools)
        if not self.is_rule:
            return written_limits(limits, values, self.form, self.tools)
        limited = f"{self.form.title} has no limits of tools in instructions; here they may use {limits}"
        return WrittenLimits({}, () if limits.is_none else (limited,))

    def _own_fields(self, limits: WrittenLimits) -> Iterator[MergedField]:
        """Yield the fields for Claude Code, of which only limits in the form of others are written anew."""
        for field in self.fields:
            if field.key not in TOOL_KEYS or limits.values.get(field.key) == field.value:
                yield field
            elif field.key in limits.values:
                yield MergedField(field.key, limits.values[field.key], field.origins)
        yield from self._placed(limits.values)

    def _placed(self, limits: Mapping[str, Any]) -> Iterator[MergedField]:
        """Yield the limits whose keys the canonical does not have."""
        yield from (MergedField(key, value, ()) for key, value in limits.items() if key not in self.values)

    def _kept(self, limits: Mapping[str, Any]) -> Iterator[MergedField]:
        """Yield each field as the target has it."""
        paths = self._paths() if self.is_rule else {}
        for field in self.fields:
            if field.key in limits:
                yield MergedField(field.key, limits[field.key], field.origins)
            elif self.is_rule and field.key in _PATH_KEYS:
                yield from (MergedField(key, value, field.origins) for key, value in paths.items())
                paths = {}
            elif field.key == PREAPPROVED and PREAPPROVED in self._known:
                yield from self._preapproved(field)
            elif field.key in self._known and field.key not in TOOL_KEYS:
                yield from self._field(field)

    def _field(self, field: MergedField) -> Iterator[MergedField]:
        """Yield a field if its value is of the type that the target wants, and a value that it accepts."""
        value = _typed(field.value, self.form.types.get(field.key, "text"))
        if value is None:
            return
        pattern = self.form.values.get(field.key)
        if pattern is not None and re.fullmatch(pattern, str(value)) is None:
            value = slug(str(value)) if field.key == "name" else ""
        if value != "":
            is_same = value == field.value and type(value) is type(field.value)
            yield field if is_same else replace(field, value=value, written="")

    def _renamed(self, kept: Sequence[MergedField]) -> str:
        """Return the name in the canonical if the target has another one."""
        own = self.values.get("name")
        name = next((field.value for field in kept if field.key == "name"), None)
        return str(own) if name is not None and str(own) != name else ""

    def _preapproved(self, field: MergedField) -> Iterator[MergedField]:
        """Yield the tools that a skill may use without asking: one line, separated by spaces."""
        names = names_in(PREAPPROVED, field.value)
        if names:
            written = " ".join(name.replace(" *)", ":*)") for name in names)
            yield field if written == field.value else MergedField(PREAPPROVED, written, field.origins)

    def _paths(self) -> dict[str, Any]:
        """Return for which paths instructions apply, by the keys of the target."""
        named = names_in("globs", self.values.get("applyTo") or self.values.get("globs") or "") or ()
        paths = ",".join(named)
        is_always = str(self.values.get("alwaysApply")).lower() == "true" or paths == _EVERY_PATH
        if "applyTo" in self._known:
            every = {"applyTo": _EVERY_PATH} if is_always else {}
            return {"applyTo": paths} if paths and not is_always else every
        return {**({"globs": paths} if paths and not is_always else {}), "alwaysApply": is_always}


def _typed(value: Any, kind: str) -> Any:  # noqa: ANN401 - YAML values are of any type
    """Return a value of the type that a target wants, None if it is of another one."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    match kind:
        case "text":
            is_scalar = isinstance(value, str | int | float | date)
            text = str(value).lower() if isinstance(value, bool) else str(value)
            return text if is_scalar else None
        case "boolean":
            return value if isinstance(value, bool) else None
        case "integer":
            return value if is_number and isinstance(value, int) else None
        case "number":
            return value if is_number else None
        case "list":
            return value if isinstance(value, list) else None
        case _:
            return value if isinstance(value, dict) else None
