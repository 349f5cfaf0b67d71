"""Relative links and `@path` imports in the canonical, which may lead nowhere from its folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.merge_kinds import RELATIVE_PATH
from personac.emit.passages import Own, Page
from personac.extraction.link_labels import definitions
from personac.extraction.text_regions import Region

_LINK = re.compile(r"\]\([ \t]*(?:<(?P<enclosed>[^<>\n]*)>|(?P<plain>[^\s()<>]+))")
_IMPORT = re.compile(r"(?<![^\s(])@(?P<path>\.{0,2}[\w/][\w./-]*\w)")
_ELSEWHERE = re.compile(r"[A-Za-z][\w+.-]*:|[/#~]|www\.|.*[\s{}$*<>|\\]")
_ENDING = re.compile(r"\.[A-Za-z]\w{0,7}(?:[?#].*)?$")
# `@scope/name` is a package, so an import needs an ending; without a slash, that of a text file.
_TEXT_FILE = re.compile(r"\.(?:md|mdc|mdx|markdown|txt|rst|json|jsonc|ya?ml|toml)$")


def relative_paths(page: Page) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each relative path of each persona that the canonical has."""
    seen: set[tuple[int, str]] = set()
    for passage in page.passages:
        own = passage.own
        for target, start in _paths(own.region):
            if (own.persona, target) not in seen:
                seen.add((own.persona, target))
                yield _diagnostic(page, own, target, start)


def _paths(region: Region) -> Iterator[tuple[str, int]]:
    """Yield the relative paths in a text, and where they are."""
    for link in _LINK.finditer(region.masked):
        target = link["enclosed"] or link["plain"] or ""
        if _is_relative(target):
            yield target, link.start()
    for definition in definitions(region):
        if not definition.is_footnote and _is_relative(definition.target):
            yield definition.target, definition.start
    for found in _IMPORT.finditer(region.masked):
        ending = _ENDING if "/" in found["path"] else _TEXT_FILE
        if _is_relative(found["path"]) and ending.search(found["path"]):
            yield f"@{found['path']}", found.start()


def _is_relative(target: str) -> bool:
    return not _ELSEWHERE.match(target) and ("/" in target or _ENDING.search(target) is not None)


def _diagnostic(page: Page, own: Own, target: str, start: int) -> Diagnostic:
    source = page.sources[own.persona].persona.source
    message = f"'{target}' starts at the folder of this file, and the canonical is in another one"
    hint = f"write the path from the repository's root{_example(source.path, target)}"
    return source.diagnostic(own.offset(start), RELATIVE_PATH, message, hint)


def _example(path: str, target: str) -> str:
    """Return the link as it is from the root, if the source's path is one and the link stays below it."""
    parts = list(PurePosixPath(path).parent.parts)
    for part in PurePosixPath(target).parts:
        if part != "..":
            parts.append(part)
        elif parts:
            parts.pop()
        else:
            return ""
    is_plain = not target.startswith("@") and not path.startswith(("/", ".."))
    return f": /{'/'.join(parts)}" if is_plain else ""
