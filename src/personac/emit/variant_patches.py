r"""Variants: every source as a unified diff from the canonical, exact to the byte, for three tools.

The variants are the promise that a build loses nothing, so restoring a source must not need personac:
`patch` and `git apply` do it too. What that takes (tested with GNU patch 2.7.6 and git 2.39):

- A line ends at `\n` and nowhere else; a CR, a form feed or U+2028 is content.
- No text after the second `@@`: where it ends in CR, GNU patch strips CRs.
- A name with a space needs a tab after it, one with a quote, a backslash or a control character C quoting;
  other bytes are written as they are.
- Both tools refuse a patch without hunks, and a hunk without changes, so the patch of a source that equals
  the canonical removes its first line and adds it again.
- `@@ -1,n +0,0 @@` leaves an empty file, and does not delete it, as long as the header neither names
  /dev/null nor carries a time stamp.

- A patch whose old side is /dev/null makes the file, and needs none to be there.

A patch holds every line of the canonical that it removes; no form that both tools read does without. So the
patches of a group grow with its personas times its canonical: 155 real agents took 157 MB. Where they would
pass a limit, a patch that is mostly removed lines makes its source from nothing instead. One patch stays a
diff in any case, so that an unchanged source still gives the canonical back. The removed lines are marked
once, and patches hold views of them: see `Original`.

A hunk's header changes with every line above it. So where the lines between the hunks are few, they become
context, and the patch is one hunk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby

from personac.emit.line_diff import IndexedLines, Opcode, PatienceMatcher, split_lines
from personac.model import Canonical, Persona, Variant

Chunk = bytes | memoryview
_NO_NEWLINE = b"\\ No newline at end of file\n"
_CONTEXT = 3
_FEW = 1  # times the lines in hunks: fewer lines between them are context
_MOST_BYTES = 16 * 2**20
_TIMES = 2  # a diff longer than its source times this is mostly removed lines
FROM_NOTHING = b"--- /dev/null\n"
_LONG = 4096  # bytes of removed lines that are not worth copying
_ESCAPES = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}


def variants_of(
    canonical: Canonical, personas: Sequence[Persona], most_bytes: int = _MOST_BYTES
) -> tuple[Variant, ...]:
    """Return each persona as a diff from the canonical, in their order.

    Where the diffs can take more than `most_bytes`, all but the first may make their source from nothing.
    """
    original = Original(canonical.data, canonical.name)
    is_large = len(canonical.data) * len(personas) > most_bytes
    return tuple(
        Variant(persona.id, original.patch(persona.source.data, is_short=is_large and at > 0))
        for at, persona in enumerate(personas)
    )


class Original:
    """The side that many sources are compared with: split, indexed and marked once.

    `name` is the stem of the file that patches are applied to; their headers
    read `a/<name>.md` and `b/<name>.md`.
    """

    def __init__(self, data: bytes, name: str) -> None:
        """Prepare `data`."""
        self._old = IndexedLines(split_lines(data))
        self._new_name = _header(b"+++ ", f"b/{name}.md")
        self._header = _header(b"--- ", f"a/{name}.md") + self._new_name
        marked = list(_marked(b"-", self._old.lines))
        self._ends = [0, *accumulate(map(len, marked))]
        self._removed = memoryview(b"".join(marked))

    def patch(self, source: bytes, *, is_short: bool) -> tuple[Chunk, ...]:
        """Return the diff; with `is_short` the patch that makes `source` from nothing if that is shorter."""
        diff = self.diff(source)
        if not is_short or not source or sum(map(len, diff)) <= _TIMES * len(source):
            return diff
        lines = split_lines(source)
        hunk = b"@@ -0,0 +%b @@\n" % _range(0, len(lines))
        return (b"".join([FROM_NOTHING, self._new_name, hunk, *_marked(b"+", lines)]),)

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
        groups = [list(group) for group in matcher.get_grouped_opcodes(_CONTEXT)]
        shown = sum(group[-1][2] - group[0][1] for group in groups)
        is_whole = len(groups) > 1 and len(old) - shown <= _FEW * shown
        return [list(matcher.get_opcodes())] if is_whole else groups

    def _hunk(self, group: list[Opcode], new: list[bytes]) -> Iterator[Chunk]:
        first, last = group[0], group[-1]
        yield b"@@ -%b +%b @@\n" % (_range(first[1], last[2]), _range(first[3], last[4]))
        for tag, old_start, old_end, new_start, new_end in group:
            if tag == "equal":
                yield from _marked(b" ", self._old.lines[old_start:old_end])
            else:
                yield self._removed[self._ends[old_start] : self._ends[old_end]]
                yield from _marked(b"+", new[new_start:new_end])


def _joined(chunks: Iterable[Chunk]) -> Iterator[Chunk]:
    """Join short chunks; a long run of removed lines remains a view."""
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
    # POSIX names an empty range by the line before it.
    match end - start:
        case 0:
            return b"%d,0" % start
        case 1:
            return b"%d" % (start + 1)
        case count:
            return b"%d,%d" % (start + 1, count)


def _marked(mark: bytes, lines: Sequence[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield mark + line if line.endswith(b"\n") else mark + line + b"\n" + _NO_NEWLINE
