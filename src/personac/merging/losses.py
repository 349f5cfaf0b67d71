"""Pass: the loss ledger: words with content, hidden parts and lead-ins of the sources that are lost.

The bodies are compared line by line as written, whatever became of their bullets, so that nothing escapes:
what was merged, folded, left out or cut off is treated alike. A word is kept if a word of the same stem, or a
synonym of the vocabulary, is anywhere in the body of the canonical. A hidden part, such as a comment or the
target of a link, is kept only as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.merge_kinds import LOST_NAME
from personac.matching.tokenizer import Words, tokens
from personac.model import Canonical, Loss, LossKind, Merged, MovedExample, Persona
from personac.model.ast import Verbatim, walk
from personac.parsing.fences import find_fences

_LINE_END = re.compile(r"\r\n|\n|\r")
_MARKERS = re.compile(r"[\s>#*+-]*(?:\d{1,3}[.)](?=\s|$))?\s*(?:\[[ xX]\](?=\s))?")
_LEAD_IN = re.compile(r"[:\uff1a][\s*_~`]*$")
_NUMBER = r"\d+(?:[.,]\d+)+"  # a number with a point or commas is one word: 99.9 is not kept by 99
_PIECE = re.compile(rf"{_NUMBER}|[\w`*~+#]+(?:['\u2019]\w+)*")
_NOT = re.compile(r"\w+n['\u2019]t", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][\w-]*")
_MARKS = "`*_~"
_CODE_POINT = re.compile(r"<U\+([0-9A-F]+)>")
_TARGET_END = re.compile(r"[\s()<>\[\]\"'`]+")
# What precedes a word inside a sentence: a word in lower case, or a mark between the parts of a list.
_INSIDE = re.compile(rf"(?:(?:^|[\s(\[\"'/{_MARKS}])[a-z][\w'-]*|[,;/(&])[\s{_MARKS}\"'(\[]*$")
_HINT = (
    "add the word to the wording that is kept, or, if the bullets differ, keep both with [[cannot_link]]: "
    "see `losses` in the report"
)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as written, the stems of its tokens, and the form that is looked up; fillers are no content."""

    written: str
    stems: tuple[str, ...]
    key: str
    is_content: bool


class _LineReader:
    """Splits lines into words, and remembers the words that it has read."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._known: dict[str, tuple[_Word, ...]] = {}

    def read(self, line: str) -> tuple[_Word, ...]:
        """Return the words of a line without its markers."""
        return tuple(word for chunk in _unmarked(line).split() for word in self._chunk(chunk))

    def _chunk(self, chunk: str) -> tuple[_Word, ...]:
        known = self._known.get(chunk)
        if known is None:
            known = self._known[chunk] = tuple(self._split(chunk))
        return known

    def _split(self, chunk: str) -> Iterator[_Word]:
        found = [(piece, tokens(piece)) for piece in _PIECE.findall(chunk)]
        whole = tokens(chunk)
        if [token for _, inside in found for token in inside] != whole:
            found = [(token, [token]) for token in whole]
        for piece, inside in found:
            if re.fullmatch(_NUMBER, piece):
                stems = self._words.stem_all(inside)
                yield _Word(piece, stems, piece.replace(",", ""), is_content=True)
            else:
                yield from (self._word(piece, token, len(inside)) for token in inside)

    def _word(self, piece: str, token: str, size: int) -> _Word:
        is_whole = size == 1 or "'" in piece or "\u2019" in piece
        stem = self._words.stem(token)
        return _Word(
            piece.strip(_MARKS) if is_whole else token,
            (stem,),
            stem,
            self._is_content(token) and _NOT.fullmatch(piece) is None,
        )

    def _is_content(self, token: str) -> bool:
        return token.isdigit() or not self._words.filler.issuperset(self._words.units(token))


class _Kept:
    """What the body of the canonical has: its lines, words, units of the vocabulary, and texts of lines."""

    def __init__(self, canonical: Canonical, words: Words, reader: _LineReader) -> None:
        lines = _body_lines(canonical)
        self._phrases = words.phrases.terms
        self._longest = max(map(len, self._phrases), default=0)
        self._units = frozenset(unit for line in lines for unit in words.read(line))
        read = [reader.read(line) for line in lines]
        self._keys = frozenset(word.key for line in read for word in line)
        self._texts = frozenset(_stems(line) for line in read)
        self.lines = frozenset(line.strip() for line in lines)
        self._text = " ".join(" ".join(lines).split())
        self._targets = frozenset(filter(None, _TARGET_END.split(self._text)))

    def lacks(self, hidden: str) -> bool:
        """Return whether a hidden part of a bullet is nowhere in the canonical."""
        if hidden.startswith("<U+"):
            return not all(chr(int(code, 16)) in self._text for code in _CODE_POINT.findall(hidden))
        if hidden.startswith("("):
            return hidden[1:-1] not in self._targets
        return hidden not in self._text

    def has_text(self, line: Sequence[_Word]) -> bool:
        """Return whether a line of the canonical has the same text, apart from markers and inflection."""
        return _stems(line) in self._texts

    def lost(self, line: Sequence[_Word]) -> tuple[_Word, ...]:
        """Return the content words of a line that the canonical does not have, each once."""
        missing = [i for i, word in enumerate(line) if word.is_content and word.key not in self._keys]
        if not missing:
            return ()
        said = self._said_otherwise(line)
        return tuple({line[i].written: line[i] for i in missing if i not in said}.values())

    def _said_otherwise(self, line: Sequence[_Word]) -> frozenset[int]:
        """Return the positions of the words of terms for which the canonical has a synonym."""
        owners = [i for i, word in enumerate(line) for _ in word.stems]
        stems = _stems(line)
        said: set[int] = set()
        for start in range(len(stems)):
            for end in range(start + 1, min(start + self._longest, len(stems)) + 1):
                units = self._phrases.get(stems[start:end])
                if units is not None and self._units.issuperset(units):
                    said.update(owners[start:end])
        return frozenset(said)


def losses_of(
    merged: Merged, canonical: Canonical, words: Words, examples: Iterable[MovedExample] = ()
) -> tuple[Loss, ...]:
    """Return the ledger, ordered by path and line.

    `examples` are those that were moved from the front matter into the body; redundant personas count too.
    """
    reader = _LineReader(words)
    kept = _Kept(canonical, words, reader)
    clusters = _clusters_by_line(merged)
    hidden = _hidden_by_line(merged, kept)
    losses = [
        loss
        for persona in merged.personas
        for loss in _losses_in(persona, _Places(clusters[persona.id], hidden[persona.id]), kept, reader)
    ]
    losses += (loss for example in examples for loss in _losses_of_example(example, kept, reader))
    return tuple(sorted(losses, key=lambda loss: (loss.path, loss.line)))


def lost_names(merged: Merged, losses: Iterable[Loss]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for every line of a merged bullet of which a name or a number is lost."""
    texts = {
        cluster.id: merged.bullets[cluster.representative].text
        for cluster in merged.clusters
        if len(cluster.members) > 1
    }
    for loss in losses:
        if loss.names and loss.cluster in texts:
            source = merged.personas[merged.number_of[loss.persona]].source
            column = _LINE_END.split(source.text)[loss.line - 1].find(loss.names[0]) + 1
            names = ", ".join(f"'{name}'" for name in loss.names)
            message = f"merged, but the canonical has no {names}: {texts[loss.cluster]}"
            yield Diagnostic(LOST_NAME, loss.path, loss.line, column, message, _HINT)


@dataclass(frozen=True, slots=True)
class _Places:
    """For lines of a persona the cluster, and the hidden parts that are lost."""

    clusters: Mapping[int, str]
    hidden: Mapping[int, tuple[str, ...]]


def _losses_in(persona: Persona, places: _Places, kept: _Kept, reader: _LineReader) -> Iterator[Loss]:
    source, body = persona.source, persona.body.span
    verbatim = _verbatim_lines(persona)
    for number, line in enumerate(_LINE_END.split(source.slice_text(body)), start=source.line(body.start)):
        if line.strip() in kept.lines:
            continue
        read = reader.read(line)
        lost = kept.lost(read)
        is_lead_in = number not in verbatim and _LEAD_IN.search(line) and read and not kept.has_text(read)
        hidden = places.hidden.get(number, ())
        if is_lead_in or lost or hidden:
            kind: LossKind = "lead_in" if is_lead_in else "words"
            written = (*(word.written for word in (read if is_lead_in else lost)), *hidden)
            cluster, names = places.clusters.get(number, ""), tuple(_names(line, lost))
            yield Loss(persona.id, source.path, number, written, kind, cluster, names)


def _losses_of_example(example: MovedExample, kept: _Kept, reader: _LineReader) -> Iterator[Loss]:
    """Yield what is lost of an example, at the line of the key that it was in."""
    lines = example.text.splitlines()
    written = {word.written: None for line in lines for word in kept.lost(reader.read(line))}
    for origin in example.origins if written else ():
        yield Loss(origin.persona, origin.path, origin.line, tuple(written))


def _clusters_by_line(merged: Merged) -> Mapping[str, Mapping[int, str]]:
    """For each persona the cluster of the innermost bullet on each line."""
    clusters: dict[str, dict[int, str]] = {persona.id: {} for persona in merged.personas}
    for bullet, owner in zip(merged.bullets, merged.cluster_of, strict=True):
        for number in range(bullet.line, bullet.end_line + 1):
            clusters[bullet.persona][number] = merged.clusters[owner].id
    return clusters


def _hidden_by_line(merged: Merged, kept: _Kept) -> Mapping[str, Mapping[int, tuple[str, ...]]]:
    """For each persona the lost hidden parts of the bullets that begin on a line."""
    hidden: dict[str, dict[int, tuple[str, ...]]] = {persona.id: {} for persona in merged.personas}
    for bullet in merged.bullets:
        lost = tuple(filter(kept.lacks, dict.fromkeys(bullet.hidden)))
        if lost:
            hidden[bullet.persona][bullet.line] = lost
    return hidden


def _verbatim_lines(persona: Persona) -> frozenset[int]:
    """Return the lines of code, tables and the like, where a colon announces nothing."""
    source = persona.source
    return frozenset(
        number
        for node in walk(persona.body)
        if isinstance(node, Verbatim)
        for number in range(source.line(node.span.start), source.last_line(node.span) + 1)
    )


def _names(line: str, lost: Iterable[_Word]) -> Iterator[str]:
    """Yield the names, acronyms and numbers among the lost words of a line."""
    for word in lost:
        name = word.written
        is_inside = name[:1].isupper() and _INSIDE.search(line[: line.find(name)])
        if is_inside or any(char.isdigit() for char in name) or sum(map(str.isupper, name)) > 1:
            yield name


def _body_lines(canonical: Canonical) -> list[str]:
    text = canonical.data.decode("utf-8").removeprefix("\ufeff")
    fences = find_fences(text)
    return _LINE_END.split(text[fences.body_start :] if fences else text)


def _unmarked(line: str) -> str:
    """Return a line without the markers of lists, quotes and headings, and without numbers and boxes.

    The name of a tag is read as words.
    """
    match = _MARKERS.match(line)
    text = line[match.end() :] if match else line
    return _TAG.sub(lambda tag: tag[0].replace("_", " "), text) if "<" in text else text


def _stems(line: Iterable[_Word]) -> tuple[str, ...]:
    return tuple(stem for word in line for stem in word.stems)
