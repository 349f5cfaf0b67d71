r"""Tell make what the outputs were made from, as `gcc -MD -MP` does.

A Makefile that includes the file rebuilds when any persona or rules file has
changed, and does not stop when one of them is gone: each has an empty rule.

GNU make has no one way to quote a name. What it reads back (tried with 4.3):
a backslash before a space, `#` and `:` anywhere, before `%` in targets, before
`|` and wildcards in prerequisites; `$$` for a dollar; a call of `or` around `=`
and `&`, which nothing else protects. It has no way at all to write a `;`, a
control character, or a name that ends in `)`, which it takes for a member of
an archive. Such names are left out, for they would break the whole Makefile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Collection

Role = Literal["target", "prerequisite", "empty rule"]
_ESCAPED: dict[Role, str] = {"target": " #:%", "prerequisite": " #:|*?[]", "empty rule": " #:%*?[]"}
_SPOKEN = {"$": "$$", "=": "$(or =)", "&": "$(or &)"}


def depfile(targets: Collection[str], sources: Collection[str], rules: Collection[str]) -> bytes:
    """Return a Makefile that says `targets` depend on `sources` and `rules`.

    All are paths as make should see them. The order in which they are given
    makes no difference. Without a target the result is empty.
    """
    made = _writable(targets)
    needed = [*_writable(sources), *_writable(set(rules) - set(sources))]
    if not made:
        return b""
    head = " ".join(_quoted(name, "target") for name in made) + ":"
    lines = " \\\n  ".join([head, *(_quoted(name, "prerequisite") for name in needed)])
    empty_rules = "".join(f"\n{_quoted(name, 'empty rule')}:\n" for name in needed)
    return f"{lines}\n{empty_rules}".encode("utf-8", "surrogateescape")


def _writable(names: Collection[str]) -> list[str]:
    return sorted(name for name in set(names) if not _is_unspeakable(name))


def _is_unspeakable(name: str) -> bool:
    return (
        not name or ";" in name or name.endswith(")") or any(ord(character) < ord(" ") for character in name)
    )


def _quoted(name: str, role: Role) -> str:
    quoted = ["./"] if name.startswith("~") else []
    backslashes = 0
    for character in name:
        if character in _ESCAPED[role]:
            # Backslashes count only where they stand before what they could escape.
            quoted.append("\\" * (backslashes + 1))
        quoted.append(_SPOKEN.get(character, character))
        backslashes = backslashes + 1 if character == "\\" else 0
    return "".join(quoted) + "\\" * backslashes
