r"""A persona as a diff from the canonical: exact to the byte, for three tools.

The variants are the promise that a build loses nothing, so they must not need
personac to be undone: `patch` and `git apply` restore a source from them too.
What that takes (tried with GNU patch 2.7.6 and git 2.39):

- A line ends at `\n` and nowhere else; a CR, a form feed or U+2028 is content.
- No text behind the second `@@`: one that ends in CR makes GNU patch strip CRs.
- A name with a space needs a tab behind it, one with a quote, a backslash or a
  control character C quoting; other bytes stand as they are.
- Both tools refuse a patch without hunks, and a hunk without changes, so the
  patch of a source that equals the canonical takes its first line out and puts
  it in again.
- `@@ -1,n +0,0 @@` leaves an empty file, and does not delete it, as long as the
  header neither names /dev/null nor carries a time stamp.

A patch names every line of the canonical that it takes out. Of a thousand
personas each lacks nearly all that the others say, so nearly all of the
canonical stands in each of their patches. What is taken out is marked once,
and a patch holds views of that: see `Original`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, groupby

from personac.emit.line_diff import IndexedLines, Opcode, PatienceMatcher
from personac.ir import Compilation, Variant
from personac.rules.model import Rules

NO_NEWLINE = b"\\ No newline at end of file\n"
_CONTEXT = 3
_LONG = 4096  # bytes of struck lines that are not worth copying

Chunk = bytes | memoryview
_ESCAPES = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}


def run(compilation: Compilation, _rules: Rules) -> Compilation:
    """Fill `variants`, one for each persona, in their order."""
    canonical = compilation.canonical
    if canonical is None:
        raise AssertionError
    original = Original(canonical.data, canonical.name)
    variants = tuple(
        Variant(persona.id, original.diff(persona.source.data)) for persona in compilation.personas
    )
    return replace(compilation, variants=variants)


def unified_diff(canonical: bytes, source: bytes, name: str) -> bytes:
    """Return the unified diff that turns `canonical` into `source`.

    `name` is the stem of the file that the patch is applied to; the headers
    say `a/<name>.md` and `b/<name>.md`. The same input gives the same bytes.
    Where both sides are empty the result is a header that changes nothing.
    """
    return b"".join(Original(canonical, name).diff(source))


def split_lines(data: bytes) -> list[bytes]:
    r"""Split at `\n` only; each line keeps its end, the last may have none."""
    lines = [line + b"\n" for line in data.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


class Original:
    """The side that many sources are compared with: split, indexed and marked once.

    `name` is the stem of the file that patches are applied to; their headers
    say `a/<name>.md` and `b/<name>.md`.
    """

    def __init__(self, data: bytes, name: str) -> None:
        """Make `data` ready."""
        self._old = IndexedLines(split_lines(data))
        self._header = _header(b"--- ", f"a/{name}.md") + _header(b"+++ ", f"b/{name}.md")
        marked = list(_marked(b"-", self._old.lines))
        self._ends = [0, *accumulate(map(len, marked))]
        self._struck = memoryview(b"".join(marked))

    def diff(self, source: bytes) -> tuple[Chunk, ...]:
        """Return the unified diff that turns the original into `source`, in chunks to be joined.

        The same input gives the same bytes. Where both sides are empty the result is a header
        that changes nothing.
        """
        new = split_lines(source)
        hunks = (chunk for group in self._hunks(new) for chunk in self._hunk(group, new))
        return tuple(_joined([self._header, *hunks]))

    def _hunks(self, new: list[bytes]) -> list[list[Opcode]]:
        old = self._old.lines
        if old == new:
            context = min(len(old), 1 + _CONTEXT)
            return [[("replace", 0, 1, 0, 1), ("equal", 1, context, 1, context)]] if old else []
        matcher = PatienceMatcher(self._old, new)
        return [list(group) for group in matcher.get_grouped_opcodes(_CONTEXT)]

    def _hunk(self, group: list[Opcode], new: list[bytes]) -> Iterator[Chunk]:
        first, last = group[0], group[-1]
        yield b"@@ -%b +%b @@\n" % (_range(first[1], last[2]), _range(first[3], last[4]))
        for tag, old_start, old_end, new_start, new_end in group:
            if tag == "equal":
                yield from _marked(b" ", self._old.lines[old_start:old_end])
            else:
                yield self._struck[self._ends[old_start] : self._ends[old_end]]
                yield from _marked(b"+", new[new_start:new_end])


def _joined(chunks: Iterable[Chunk]) -> Iterator[Chunk]:
    """Join what is small; a long run of struck lines stays a view."""
    for is_long, group in groupby(chunks, key=lambda chunk: len(chunk) >= _LONG):
        if is_long:
            yield from group
        else:
            yield b"".join(group)


def _header(mark: bytes, name: str) -> bytes:
    raw = name.encode("utf-8", "surrogateescape")
    if any(byte in _ESCAPES or byte < 32 or byte == 127 for byte in raw):  # noqa: PLR2004 - ASCII
        return mark + b'"' + b"".join(_escaped(byte) for byte in raw) + b'"\n'
    return mark + raw + (b"\t\n" if b" " in raw else b"\n")


def _escaped(byte: int) -> bytes:
    if byte in _ESCAPES:
        return f"\\{_ESCAPES[byte]}".encode()
    return bytes([byte]) if 32 <= byte < 127 else f"\\{byte:03o}".encode()  # noqa: PLR2004 - ASCII


def _range(start: int, end: int) -> bytes:
    # An empty range is named by the line before it, as POSIX has it.
    match end - start:
        case 0:
            return b"%d,0" % start
        case 1:
            return b"%d" % (start + 1)
        case count:
            return b"%d,%d" % (start + 1, count)


def _marked(mark: bytes, lines: Sequence[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield mark + line if line.endswith(b"\n") else mark + line + b"\n" + NO_NEWLINE
