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

difflib finds readable matches, but takes 19 seconds for 20,000 lines of which a
third is blank, and four times that for twice as many. So lines that occur once
on both sides are matched first (patience diff), and difflib looks only at the
gaps between them: 0.3 seconds for 50,000 lines.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from difflib import Match, SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NO_NEWLINE = b"\\ No newline at end of file\n"
_CONTEXT = 3
_MOST_PAIRS = 1_000_000
"""Gaps with more equal pairs of lines than this are replaced as a whole."""

_Opcode = tuple[str, int, int, int, int]
_Pair = tuple[int, int]
_ESCAPES = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}


def unified_diff(canonical: bytes, source: bytes, name: str) -> bytes:
    """Return the unified diff that turns `canonical` into `source`.

    `name` is the stem of the file that the patch is applied to; the headers
    say `a/<name>.md` and `b/<name>.md`. The same input gives the same bytes.
    Where both sides are empty the result is a header that changes nothing.
    """
    old, new = split_lines(canonical), split_lines(source)
    chunks = [_header(b"--- ", f"a/{name}.md"), _header(b"+++ ", f"b/{name}.md")]
    for group in _hunks(old, new):
        chunks.extend(_hunk(group, old, new))
    return b"".join(chunks)


def split_lines(data: bytes) -> list[bytes]:
    r"""Split at `\n` only; each line keeps its end, the last may have none."""
    lines = [line + b"\n" for line in data.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def line_opcodes(old: Sequence[bytes], new: Sequence[bytes]) -> Sequence[_Opcode]:
    """Return how to turn `old` into `new`, as difflib's opcodes, in good time for long files too."""
    return _PatienceMatcher(old, new).get_opcodes()


def _hunks(old: list[bytes], new: list[bytes]) -> list[list[_Opcode]]:
    if old == new:
        context = min(len(old), 1 + _CONTEXT)
        return [[("replace", 0, 1, 0, 1), ("equal", 1, context, 1, context)]] if old else []
    matcher = _PatienceMatcher(old, new)
    return [list(group) for group in matcher.get_grouped_opcodes(_CONTEXT)]


def _header(mark: bytes, name: str) -> bytes:
    raw = name.encode("utf-8", "surrogateescape")
    if any(byte in _ESCAPES or byte < 32 or byte == 127 for byte in raw):  # noqa: PLR2004 - ASCII
        return mark + b'"' + b"".join(_escaped(byte) for byte in raw) + b'"\n'
    return mark + raw + (b"\t\n" if b" " in raw else b"\n")


def _escaped(byte: int) -> bytes:
    if byte in _ESCAPES:
        return f"\\{_ESCAPES[byte]}".encode()
    return bytes([byte]) if 32 <= byte < 127 else f"\\{byte:03o}".encode()  # noqa: PLR2004 - ASCII


def _hunk(group: list[_Opcode], old: list[bytes], new: list[bytes]) -> Iterator[bytes]:
    first, last = group[0], group[-1]
    yield b"@@ -%b +%b @@\n" % (_range(first[1], last[2]), _range(first[3], last[4]))
    for tag, old_start, old_end, new_start, new_end in group:
        if tag == "equal":
            yield from _marked(b" ", old[old_start:old_end])
        else:
            yield from _marked(b"-", old[old_start:old_end])
            yield from _marked(b"+", new[new_start:new_end])


def _range(start: int, end: int) -> bytes:
    # An empty range is named by the line before it, as POSIX has it.
    match end - start:
        case 0:
            return b"%d,0" % start
        case 1:
            return b"%d" % (start + 1)
        case count:
            return b"%d,%d" % (start + 1, count)


def _marked(mark: bytes, lines: list[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield mark + line if line.endswith(b"\n") else mark + line + b"\n" + NO_NEWLINE


class _PatienceMatcher(SequenceMatcher[bytes]):
    """difflib's grouping into hunks over matches that are found in good time."""

    def __init__(self, old: Sequence[bytes], new: Sequence[bytes]) -> None:
        """Keep both sides' lines; nothing is matched yet."""
        super().__init__(None, old, new, autojunk=False)
        self._old, self._new = old, new

    def get_matching_blocks(self) -> list[Match]:
        """Return the runs of matched lines and difflib's closing sentinel."""
        pairs = sorted(_matched(self._old, self._new))
        starts = [k for k, pair in enumerate(pairs) if not k or not _follows(pairs[k - 1], pair)]
        runs = [Match(*pairs[k], after - k) for k, after in pairwise([*starts, len(pairs)])]
        return [*runs, Match(len(self._old), len(self._new), 0)]


def _follows(first: _Pair, second: _Pair) -> bool:
    return (first[0] + 1, first[1] + 1) == second


def _matched(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[_Pair]:
    """Yield the pairs of positions that the diff keeps; they never cross."""
    gaps = [(0, len(old), 0, len(new))]
    while gaps:
        low, high, left, right = gaps.pop()
        while low < high and left < right and old[low] == new[left]:
            yield low, left
            low, left = low + 1, left + 1
        while low < high and left < right and old[high - 1] == new[right - 1]:
            high, right = high - 1, right - 1
            yield high, right
        here, there = old[low:high], new[left:right]
        anchors = [(low + i, left + j) for i, j in _anchors(here, there)]
        if anchors:
            yield from anchors
            bounds = [(low - 1, left - 1), *anchors, (high, right)]
            gaps += [(i + 1, k, j + 1, m) for (i, j), (k, m) in pairwise(bounds) if i + 1 < k and j + 1 < m]
        else:
            yield from ((low + i, left + j) for i, j in _gap(here, there))


def _anchors(old: Sequence[bytes], new: Sequence[bytes]) -> list[_Pair]:
    """Match lines that occur once on either side: the longest run in order."""
    place = {line: j for j, line in enumerate(new)}
    often_old, often_new = Counter(old), Counter(new)
    unique = [(i, place[line]) for i, line in enumerate(old) if often_old[line] == often_new[line] == 1]
    return _longest_increasing(unique)


def _longest_increasing(pairs: list[_Pair]) -> list[_Pair]:
    """Return the longest subsequence whose second parts increase (patience sorting)."""
    tops: list[int] = []
    chains: list[tuple[_Pair, int]] = []
    last_of_pile: list[int] = []
    for pair in pairs:
        pile = bisect_left(tops, pair[1])
        chains.append((pair, last_of_pile[pile - 1] if pile else -1))
        tops[pile : pile + 1] = [pair[1]]
        last_of_pile[pile : pile + 1] = [len(chains) - 1]
    longest = []
    link = last_of_pile[-1] if last_of_pile else -1
    while link >= 0:
        pair, link = chains[link]
        longest.append(pair)
    return longest[::-1]


def _gap(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[_Pair]:
    often_old, often_new = Counter(old), Counter(new)
    if sum(count * often_new[line] for line, count in often_old.items()) > _MOST_PAIRS:
        return
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        yield from ((block.a + k, block.b + k) for k in range(block.size))
