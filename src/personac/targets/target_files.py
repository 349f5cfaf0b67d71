"""Pass: write the merged agent for other agent tools: `personac build --target copilot,codex`.

Each file has the body of the canonical, and front matter that is merged with the names of tools of its
target. It never permits more than the canonical: what a target cannot express is reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import tomlkit
from tomlkit.exceptions import InvalidStringError
from tomlkit.items import String, StringType, Trivia

from personac.config.target_formats import TargetFormat, WrittenTarget, target_formats
from personac.diagnostics.diagnostic import Diagnostic, Kind
from personac.diagnostics.front_matter_kinds import (
    BEYOND_TARGET_LIMIT,
    KEYS_OF_OTHERS,
    NO_TOOLS_IN_TARGET,
    RENAMED_AGENT,
    TOOL_WITHOUT_LIKE,
    TOOLS_IN_TARGET,
)
from personac.emit.front_matter_lines import field_lines
from personac.front_matter.field_merge import FieldMerger
from personac.front_matter.known_keys import CODE_KEYS, PERMISSION_KEYS, TOLD_KEYS
from personac.front_matter.policies import shortened
from personac.front_matter.tool_names import ToolNames, tool_names_for
from personac.model import Canonical, MergedField, Persona
from personac.parsing.fences import find_fences
from personac.targets.translation import slug, translate

FOLDER = "targets"
_INSTRUCTIONS = "developer_instructions"
_BODY = "body"
_BYTES = "bytes"
_CONSEQUENTIAL = CODE_KEYS | PERMISSION_KEYS | TOLD_KEYS


@dataclass(frozen=True, slots=True)
class TargetFiles:
    """The files by name, as `targets/copilot/x.agent.md`, and what to report about them."""

    files: Mapping[str, bytes]
    diagnostics: tuple[Diagnostic, ...] = ()


def write_targets(canonical: Canonical, merger: FieldMerger, targets: Sequence[WrittenTarget]) -> TargetFiles:
    """Return the agent as each of `targets` has it; `merger` has its personas and rules."""
    if not targets:
        return TargetFiles({})
    forms = target_formats()
    agent = _Agent(canonical.name, _body_of(canonical), merger)
    merged = {column: agent.merged(column) for column in sorted({forms[name].names for name in targets})}
    writers = [_TargetWriter(forms[name], agent, merged[forms[name].names]) for name in sorted(set(targets))]
    return TargetFiles(
        {name: data for writer in writers for name, data in writer.files().items()},
        tuple(found for writer in writers for found in writer.diagnostics()),
    )


@dataclass(frozen=True, slots=True)
class _Merged:
    """The front matter with the names of tools of a column of the table, and names without a like in it."""

    fields: tuple[MergedField, ...]
    tools: ToolNames
    unlike: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Agent:
    """What all targets have in common: the name, the body, and what merges the front matter."""

    name: str
    body: str
    merger: FieldMerger

    def merged(self, column: str) -> _Merged:
        tools = tool_names_for(self.merger.rules, column)
        fields, found = self.merger.merge_for(tools, keeps_denied=True)
        return _Merged(fields, tools, tuple(one for one in found if one.kind is TOOL_WITHOUT_LIKE))


class _TargetWriter:
    """Writes one agent for one target."""

    def __init__(self, form: TargetFormat, agent: _Agent, merged: _Merged) -> None:
        self._form = form
        self._name, self._body = agent.name, agent.body
        self._personas = agent.merger.personas
        self._unlike = merged.unlike
        self._translation = translate(merged.fields, form, merged.tools)

    def files(self) -> dict[str, bytes]:
        """Return the file by its name; none where the tools of the agent have nothing like them."""
        if self._translation.limits.refused:
            return {}
        pattern = self._form.rule if self._translation.is_rule else self._form.agent
        usual = slug(self._name) if "name" in self._form.values else ""
        name = pattern.format(name=usual or self._name)
        return {f"{FOLDER}/{self._form.name}/{name}": self._text().encode("utf-8")}

    def _text(self) -> str:
        fields = self._translation.fields
        if self._form.format == "plain":
            return self._body
        if self._form.format == "toml":
            return _as_toml(fields, self._body)
        lines = (line.text for field in fields for line in field_lines(field))
        return "".join(("---\n", *(f"{line}\n" for line in lines), "---\n\n", self._body))

    def diagnostics(self) -> Iterator[Diagnostic]:
        translation, title = self._translation, self._form.title
        if self._form.tools != "none":
            yield from (self._for_target(one) for one in self._unlike)
        if translation.limits.refused:
            hint = "list tools that it has in [front_matter.set], or do not write for it"
            message = f"no file is written for {title}: {translation.limits.refused}"
            yield self._diagnostic(NO_TOOLS_IN_TARGET, message, hint)
            return
        for problem in translation.limits.problems:
            hint = f"limit it in the settings of {title}, or do not write for it"
            yield self._diagnostic(TOOLS_IN_TARGET, problem, hint)
        if translation.renamed:
            name = next((field.value for field in translation.fields if field.key == "name"), "")
            message = f"{title} refuses the name {shortened(translation.renamed)}; it is {name!r} there"
            yield self._diagnostic(RENAMED_AGENT, message, "nothing to do, or rename the agent everywhere")
        yield from self._left_out()
        yield from self._beyond_limits()

    def _for_target(self, diagnostic: Diagnostic) -> Diagnostic:
        return diagnostic._replace(message=diagnostic.message.replace("the target", self._form.title, 1))

    def _left_out(self) -> Iterator[Diagnostic]:
        keys = self._translation.left_out
        if not keys or self._form.format == "plain":
            return
        message = f"{self._form.title} does not read these keys, or their values: {', '.join(keys)}"
        hint = "nothing to do if the agent works without them; the canonical has them"
        diagnostic = self._diagnostic(KEYS_OF_OTHERS, message, hint)
        yield diagnostic if _CONSEQUENTIAL & set(keys) else diagnostic._replace(lowered_to="info")

    def _beyond_limits(self) -> Iterator[Diagnostic]:
        form, title = self._form, self._form.title
        texts = {field.key: str(field.value) for field in self._translation.fields} | {_BODY: self._body}
        lengths = {key: len(text) for key, text in texts.items()} | {_BYTES: len(self._body.encode("utf-8"))}
        for key, limit in form.longest.items():
            if lengths.get(key, 0) > limit:
                what = "text" if key in {_BODY, _BYTES} else f"`{key}`"
                unit = key if key == _BYTES else "characters"
                message = f"the {what} has {lengths[key]:,} {unit}; {title} permits {limit:,}"
                yield self._diagnostic(BEYOND_TARGET_LIMIT, message, _hint_for(key))
        if not self._body.strip() and form.format == "toml":
            message = f"{title} requires instructions, and no source has any"
            yield self._diagnostic(BEYOND_TARGET_LIMIT, message, "write them below the front matter")
        for key in () if self._translation.is_rule else form.required:
            if not texts.get(key, "").strip():
                message = f"{title} requires `{key}`, and no source has one that it accepts"
                hint = f"put `{key} = ...` under [front_matter.set] in rules/, or write it in a source"
                yield self._diagnostic(BEYOND_TARGET_LIMIT, message, hint)

    def _diagnostic(self, kind: Kind, message: str, hint: str) -> Diagnostic:
        """Return a diagnostic at the front matter of the first persona, as for the canonical."""
        persona: Persona = self._personas[0]
        return persona.source.diagnostic(persona.front_matter.start, kind, message, hint)


def _hint_for(key: str) -> str:
    if key in {_BODY, _BYTES}:
        return "keep less with --budget or --min-support, or split the sources"
    if key == "description":
        return 'set a shorter one under [front_matter.set], or [front_matter] examples = "move"'
    return f"set a shorter one under [front_matter.set]: `{key} = ...`"


def _body_of(canonical: Canonical) -> str:
    """Return the text behind the front matter, with LF and a line end."""
    text = canonical.data.decode("utf-8").replace("\r\n", "\n")
    fences = find_fences(text)
    body = text[fences.body_start : fences.body_end] if fences else text
    return body.strip("\n") + "\n"


def _as_toml(fields: Sequence[MergedField], body: str) -> str:
    document = tomlkit.document()
    for field in fields:
        value = _toml_text(field.value) if isinstance(field.value, str) else _without_none(field.value)
        document.add(field.key, value)
    document.add(_INSTRUCTIONS, _toml_text(body))
    return tomlkit.dumps(document)


def _without_none(value: Any) -> Any:  # noqa: ANN401 - YAML values are of any type
    """Return a value that TOML has: no nulls, keys that are text, and text for what it has no type for."""
    match value:
        case dict():
            return {str(key): _without_none(own) for key, own in value.items() if own is not None}
        case list() | set():
            return [_without_none(own) for own in value if own is not None]
        case str() | bool() | int() | float() | date():
            return value
    return str(value)


def _toml_text(text: str) -> String:
    """Return a string that shows `text` as it is, if TOML permits that."""
    is_long = "\n" in text
    if is_long and _is_literal(text):
        # The line end behind the quotes is not part of the value.
        return String(StringType.MLL, text, f"\n{text}", Trivia())
    return tomlkit.string(text, multiline=is_long)


def _is_literal(text: str) -> bool:
    """Return whether a literal string can have the text; TOML may read any line end in it as its own."""
    try:
        tomlkit.string(text, multiline=True, literal=True)
    except InvalidStringError:
        return False
    return "\r" not in text
