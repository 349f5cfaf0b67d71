"""The tables of docs/targets.md, from `src/personac/config/targets.toml`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import fill

from personac.config.target_formats import TargetFormat, target_formats

_TOOLS = {
    "own": "`tools`, `disallowedTools`",
    "list": "`tools`, a list of names",
    "levels": "`tools` and `permission`, mappings",
    "none": "no list",
}
_WIDTH = 118
_FILES = ("target", "file", "required keys", "limits of tools", "other keys")
_LIMITS = ("target", "what is limited", "limit", "source")


def file_table() -> str:
    """Return a table of the files: where an agent goes, and which keys it has there."""
    rows = [_file_row(form) for form in target_formats().values()]
    return _table(_FILES, rows)


def limit_table() -> str:
    """Return a table of what each target publishes about its files, with the source of each row."""
    rows = [row for form in target_formats().values() for row in _limit_rows(form)]
    sources = {source: number for number, source in enumerate(dict.fromkeys(row[-1] for row in rows), 1)}
    linked = [(*row[:-1], f"[{sources[row[-1]]}]") for row in rows]
    return "\n".join((_table(_LIMITS, linked), *(f"[{n}]: {source}" for source, n in sources.items()), ""))


def key_list() -> str:
    """Return a list of all keys that each target reads."""
    forms = [form for form in target_formats().values() if form.keys]
    return "\n".join(_keys_of(form) for form in forms) + "\n"


def _keys_of(form: TargetFormat) -> str:
    rules = f"; for instructions {', '.join(map(_code, form.rule_keys))}" if form.rule else ""
    text = f"- {form.title}: {', '.join(map(_code, form.keys))}{rules}"
    return fill(text, _WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def _file_row(form: TargetFormat) -> Sequence[str]:
    files = " or ".join(_code(file) for file in (form.agent, form.rule) if file)
    tools = _TOOLS[form.tools]
    if form.read_only:
        tools += "; " + ", ".join(f"`{key}` if it only reads" for key in form.read_only)
    others = "stay" if not form.keys and form.format != "plain" else "are left out"
    return (f"`{form.name}`", files, ", ".join(map(_code, form.required)) or "none", tools, others)


def _limit_rows(form: TargetFormat) -> Iterator[Sequence[str]]:
    sources = form.sources
    yield form.title, "place and name of the file", _code(form.agent), sources["files"]
    if form.rule:
        yield form.title, "file of instructions for paths", _code(form.rule), sources["rules"]
    if form.keys:
        yield form.title, "keys that are read", f"{len(form.keys)}, see below", sources["keys"]
    if form.required:
        yield form.title, "required keys", ", ".join(map(_code, form.required)), sources["keys"]
    yield form.title, "form of the tools", _TOOLS[form.tools], sources["tools"]
    for key, limit in form.longest.items():
        what, unit = ("body", key) if key == "bytes" else (_what(key), "characters")
        yield form.title, f"longest {what}", f"{limit:,} {unit}", sources[key]
    if "name" in form.values:
        pattern = form.values["name"].replace("|", "\\|")
        yield form.title, "pattern of `name`", f"`{pattern}`", sources["name"]


def _what(key: str) -> str:
    return key if key == "body" else f"`{key}`"


def _code(text: str) -> str:
    return f"`{text}`"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
