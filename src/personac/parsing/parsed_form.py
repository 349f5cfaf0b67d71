"""How a parsed source is kept as bytes: its front matter, its body, and what was found.

The form is plain data whose every type is checked on the way in; it knows
neither the path nor the id of its source, since files of the same content
parse alike wherever they stand.
"""

from __future__ import annotations

from typing import Any

import msgspec

from personac.diagnostics.catalogue import kinds_by_code
from personac.diagnostics.model import Diagnostic, Severity
from personac.ir import Entry, FrontMatter, Persona
from personac.model.source import Source, Span
from personac.parsing.body_form import SectionForm, form_of, section_of

Parsed = tuple[Persona, tuple[Diagnostic, ...]]
_PLAIN = frozenset({str, int, float, bool, type(None)})
_Range = tuple[int, int]


class _FindingForm(msgspec.Struct, array_like=True, frozen=True):
    code: str
    line: int
    column: int
    message: str
    hint: str
    lowered_to: Severity | None


class _ParsedForm(msgspec.Struct, array_like=True, frozen=True):
    """A front matter as its span, its entries, and whether it was read tolerantly; the rest."""

    span: _Range | None
    entries: tuple[tuple[str, Any, _Range], ...]
    tolerant: bool
    body: SectionForm
    findings: tuple[_FindingForm, ...]


class ParsedForm:
    """A `memory.Form` of what `parse` gives for one source under one id."""

    def __init__(self, source: Source, own_id: str) -> None:
        """Read what is kept as being of `source`, whose content it was made from."""
        self._source = source
        self._id = own_id

    def write(self, value: Parsed) -> bytes | None:
        """Return the bytes; None where a value of the front matter is none of JSON's, such as a date."""
        try:
            form = _form_of(*value)
            return msgspec.msgpack.encode(form) if form else None
        except (OverflowError, RecursionError, UnicodeEncodeError):
            return None

    def read(self, data: bytes) -> Parsed:
        """Return the persona and what was found. Raises `ValueError` for bytes that `write` did not make."""
        try:
            form = msgspec.msgpack.decode(data, type=_ParsedForm)
        except RecursionError as error:
            raise ValueError from error
        entries = tuple(Entry(key, value, Span(*span)) for key, value, span in form.entries)
        front = FrontMatter(Span(*form.span) if form.span else None, entries, form.tolerant)
        persona = Persona(self._id, self._source, front, section_of(form.body))
        return persona, tuple(self._finding(one) for one in form.findings)

    def _finding(self, form: _FindingForm) -> Diagnostic:
        try:
            kind = kinds_by_code()[form.code]
        except LookupError as error:
            raise ValueError(form.code) from error
        place = (self._source.path, form.line, form.column)
        return Diagnostic(kind, *place, form.message, form.hint, form.lowered_to)


def _form_of(persona: Persona, findings: tuple[Diagnostic, ...]) -> _ParsedForm | None:
    front = persona.front_matter
    if not all(_is_plain(entry.value) for entry in front.entries):
        return None
    return _ParsedForm(
        (front.span.start, front.span.end) if front.span else None,
        tuple((entry.key, entry.value, (entry.span.start, entry.span.end)) for entry in front.entries),
        front.tolerant,
        form_of(persona.body),
        tuple(
            _FindingForm(one.code, one.line, one.column, one.message, one.hint, one.lowered_to)
            for one in findings
        ),
    )


def _is_plain(value: object) -> bool:
    """Tell whether a value comes back as it is, types included."""
    if type(value) is list:
        return all(map(_is_plain, value))
    if type(value) is dict:
        return all(_is_plain(key) and _is_plain(inner) for key, inner in value.items())
    return type(value) in _PLAIN
