"""The promises of the design as checks of one build; each yields what is wrong, best nothing."""

from __future__ import annotations

import difflib
import json
import re
import shutil
import subprocess
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import pairwise
from typing import Any

from tests.properties.finished_build import NAME, FinishedBuild
from tests.seams import (
    Item,
    ItemList,
    Paragraph,
    Quote,
    Section,
    Source,
    Verbatim,
    parse_body,
    walk,
)

Promise = Callable[[FinishedBuild], Iterator[str]]
EDIT = " touched by hand"
_CANONICAL = f"{NAME}.md"
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+")
_MARKER = re.compile(r"^\s*\d+[.)]\s")  # lists are numbered anew
_MARKS = re.compile(r"^[\s>#*+-]*(?:\d{1,3}[.)](?=\s|$))?\s*(?:\[[ x]\](?=\s))?", re.IGNORECASE)
_LATIN = re.compile(r"[0-9a-z\u00df-\u024f]+")  # scripts without spaces have no words to compare
_NEGATION = re.compile(r"\w+n['\u2019]t")
_ENDING = re.compile(
    r"(?<=\w{3})(?:s|e|i|y|ed|ing|er|or|ly|al|ic|iv|iz|is|at|ion|ity|abl|ibl|ab|ib|abil|ibil|ment|anc|ant|enc|ent"
    r"|ful|ness|ism|ous|(?<=([^\W\d]))\1)$"
)
# What the canonical may have otherwise: labels, numbers of steps and anchors lead to the same there.
_REFERENCE = re.compile(
    r"\[[^\[\]\n]*\](?:\[[^\[\]\n]*\])?(?=\W|$)|\bsteps? \d+(?:(?:-|, | and )\d+)*|\(#[^()\s]*\)",
    re.IGNORECASE,
)
_EMPTY_COMMENT = re.compile(r"<!--\s*-->")


def expand_restores_every_source(build: FinishedBuild) -> Iterator[str]:
    """`personac expand --all` gives back every source byte for byte, and no other file."""
    result = build.run("expand", "--all", "-o", "restored")
    if result.exit_code:
        yield f"expand exits with {result.exit_code}: {result.stderr}"
    folder = build.folder / "restored"
    restored = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    shutil.rmtree(folder, ignore_errors=True)
    yield from (f"{name} is not restored" for name in build.sources if name not in restored)
    yield from (
        f"{name} is restored as {data!r}"
        for name, data in restored.items()
        if build.sources.get(name) != data
    )


def patch_and_git_restore_every_source(build: FinishedBuild) -> Iterator[str]:
    """GNU patch and git apply agree with personac."""
    for persona in build.report["personas"]:
        work = build.folder / "tools" / persona["id"]
        work.mkdir(parents=True)
        (work / f"{NAME}.md").write_bytes(build.canonical)
        (work / "x.patch").write_bytes(build.outputs[f"variants/{persona['id']}.patch"])
        subprocess.run(["patch", "-s", "-o", "patched", f"{NAME}.md", "x.patch"], cwd=work, check=True)
        subprocess.run(["git", "apply", "--whitespace=nowarn", "x.patch"], cwd=work, check=True)
        for tool, name in (("patch", "patched"), ("git apply", f"{NAME}.md")):
            if (work / name).read_bytes() != build.sources[persona["path"]]:
                yield f"{tool} does not restore {persona['path']}"


def every_bullet_is_accounted_for(build: FinishedBuild) -> Iterator[str]:
    """Each bullet is in the canonical, in a cluster that is, or left out with a reason."""
    report = build.report
    mapped = {(origin["persona"], origin["line"]) for line in build.origins.values() for origin in line}
    left_out = {row["bullet"]: row["reason"] for row in report["left_out"] if row["bullet"]}
    for bullet in report["bullets"]:
        if (bullet["persona"], bullet["line"]) not in mapped and not left_out.get(bullet["id"]):
            yield f"is lost without a word: {bullet}"
    members = Counter(member for cluster in report["clusters"] for member in cluster["members"])
    yield from (f"{member} is in {count} clusters" for member, count in members.items() if count > 1)
    kept = {o["cluster"] for line in build.origins.values() for o in line if o["relation"] != "covered"}
    for cluster in report["clusters"]:
        if cluster["id"] in kept and all(member in left_out for member in cluster["members"]):
            yield f"is both kept and left out: {cluster['members']}"


def every_block_is_accounted_for(build: FinishedBuild) -> Iterator[str]:
    """Code, tables, HTML and quotes are in the canonical or listed as left out, indentation aside."""
    texts = [build.canonical.decode(), *(row["text"] for row in build.report["left_out"])]
    places = [form(text) for text in texts for form in (_squeezed, _without_references)]
    for path, data in build.sources.items():
        source = Source(path, data)
        for node in walk(parse_body(data, path)):
            if isinstance(node, Quote) or (isinstance(node, Verbatim) and node.kind != "break"):
                text = source.slice_text(node.span)
                is_empty = _EMPTY_COMMENT.fullmatch(text) is not None
                forms = (_squeezed(text), _without_references(text))
                if not is_empty and not any(form in place for place in places for form in forms):
                    yield f"{path} loses {text!r}"


def kept_bullets_stand_where_the_report_says(build: FinishedBuild) -> Iterator[str]:
    """A bullet that is kept stands, letter by letter, on the lines of the canonical that the report names."""
    lines = build.canonical.decode().splitlines()
    for bullet in build.report["bullets"]:
        if bullet["state"] == "kept":
            number = build.canonical_lines[bullet["id"]]
            first = number - 1
            there = "".join(lines[first : first + bullet["end_line"] - bullet["line"] + 1])
            remaining = iter(there)  # a link has its target, too, and code its backticks
            text = _REFERENCE.sub(" ", bullet["text"])
            if not all(letter in remaining for letter in text if letter.isalnum()):
                yield f"{bullet['id']} is not what stands on line {number}: {there}"


def no_word_is_made_up(build: FinishedBuild) -> Iterator[str]:
    """Every word of a line of the canonical is a word of the source lines that it came from."""
    sources = {path: data.decode("utf-8-sig").splitlines() for path, data in build.sources.items()}
    for number, line in enumerate(build.canonical.decode().splitlines(), start=1):
        origins = [o for o in build.origins.get(number, []) if o["relation"] != "frontmatter"]
        known = {
            word
            for origin in origins
            for text in sources[origin["path"]][origin["line"] - 1 : origin["end_line"]]
            for word in _words(text)
        }
        made_up = set(_words(_REFERENCE.sub(" ", _MARKER.sub("", line, count=1)))) - known
        if origins and made_up:
            yield f"line {number} has {sorted(made_up)}, which no source says: {line}"


def every_lost_word_is_in_the_ledger(build: FinishedBuild) -> Iterator[str]:
    """A content word of a source's body is in the canonical's, or the report lists it with its line."""
    kept = {form for line in _body(build.canonical).values() for form in _forms(line)}
    kept |= _forms_without_content()
    listed = {
        (row["path"], row["line"], form)
        for row in build.report["losses"]
        for word in row["words"]
        for form in _forms(word)
    }
    for path, data in build.sources.items():
        for number, line in _body(data, path).items():
            for form in sorted(_forms(line) - kept):
                if (path, number, form) not in listed:
                    yield f"{path}:{number} loses {form!r}, and the ledger does not list it: {line}"


def the_order_of_files_does_not_matter(build: FinishedBuild) -> Iterator[str]:
    """The same bytes come out when the files are given in another order."""
    if build.rebuilt(dict(reversed(list(build.sources.items())))) != build.outputs:
        yield "other outputs when the files are given backwards"


def the_canonical_alone_gives_itself(build: FinishedBuild) -> Iterator[str]:
    """Built alone, the canonical is itself: the same bytes, the same bullets."""
    alone = build.rebuilt({f"{NAME}.md": build.canonical})
    report = json.loads(alone["report.json"])
    if alone[f"{NAME}.md"] != build.canonical:
        yield f"changes when built alone:\n{_difference(build.canonical, alone[f'{NAME}.md'])}"
    counted = build.report["canonical"]["bullets"]
    if len(_items(report)) != counted:
        yield f"has {len(_items(report))} bullets, and the report counts {counted}"


def the_canonical_beside_its_sources_adds_no_bullet(build: FinishedBuild) -> Iterator[str]:
    """Built together with its sources, the canonical gains no bullet."""
    beside = build.rebuilt({**build.sources, f"zz/{NAME}.md": build.canonical})
    before, after = (_count_items(data) for data in (build.canonical, beside[f"{NAME}.md"]))
    if after > before:
        difference = _difference(build.canonical, beside[f"{NAME}.md"])
        yield f"has {after} bullets instead of {before} beside its sources:\n{difference}"


def the_canonical_is_well_formed(build: FinishedBuild) -> Iterator[str]:
    """No empty section, no promise of what does not follow, no mixed list."""
    known = {text for path, data in build.sources.items() for text in dangling_lead_ins(data, path)}
    yield from (
        f"has a dangling lead-in: {text!r}"
        for text in dangling_lead_ins(build.canonical)
        if text not in known
    )
    empty = {section.title for path, data in build.sources.items() for section in _empty_sections(data, path)}
    yield from (
        f"has an empty section: {section.title!r}"
        for section in _empty_sections(build.canonical)
        if section.title not in empty
    )
    mixed = {text for path, data in build.sources.items() for text in _mixed_lists(data, path)}
    yield from (
        f"has a list of mixed items: {text!r}" for text in _mixed_lists(build.canonical) if text not in mixed
    )


def hand_edits_reach_their_sources(build: FinishedBuild) -> Iterator[str]:
    """Words added to lines of the canonical that one source says reach that source, and change no more."""
    edited, counts = _edited(build)
    (build.folder / "build" / f"{NAME}.md").write_bytes(edited)
    result = build.run("expand", "--all", "--3way", "-o", "carried")
    (build.folder / "build" / f"{NAME}.md").write_bytes(build.canonical)
    if result.exit_code:
        yield f"expand exits with {result.exit_code}: {result.stderr}"
        return
    for name, before in build.sources.items():
        carried = (build.folder / "carried" / name).read_bytes()
        if carried.replace(EDIT.encode(), b"") != before:
            yield f"{name} changes by more than the edits:\n{_difference(before, carried)}"
        if carried.count(EDIT.encode()) != counts[name]:
            yield f"{counts[name]} edits are of {name}, and {carried.count(EDIT.encode())} reach it"


def a_budget_holds(build: FinishedBuild) -> Iterator[str]:
    """The canonical has at most as many tokens as the rules allow."""
    tokens = build.report["sizes"]["canonical"]["tokens"]
    if build.budget and tokens > build.budget:
        yield f"has {tokens} tokens, and {build.budget} are allowed"


OF_EVERY_BUILD: tuple[Promise, ...] = (
    expand_restores_every_source,
    every_bullet_is_accounted_for,
    every_block_is_accounted_for,
    kept_bullets_stand_where_the_report_says,
    no_word_is_made_up,
    every_lost_word_is_in_the_ledger,
    the_order_of_files_does_not_matter,
)
OF_WHOLE_BUILDS: tuple[Promise, ...] = (
    the_canonical_alone_gives_itself,
    the_canonical_beside_its_sources_adds_no_bullet,
    the_canonical_is_well_formed,
)


def dangling_lead_ins(data: bytes, path: str = _CANONICAL, *, before_sections: bool = False) -> Iterator[str]:
    """Yield the paragraphs that end in a colon and have nothing below them, or only sections."""
    for node in walk(parse_body(data, path)):
        inside = node.blocks if isinstance(node, Section | Item) else ()
        blocks = [b for b in inside if not (isinstance(b, Verbatim) and b.kind == "break")]
        is_followed = isinstance(node, Section) and bool(node.sections) and not before_sections
        for block, below in pairwise([*blocks, None]):
            is_last = below is None and not is_followed
            if is_last and isinstance(block, Paragraph) and block.text.endswith(":"):
                yield block.text


def _edited(build: FinishedBuild) -> tuple[bytes, Counter[str]]:
    """Put words behind every line that came from one line; count these edits by source."""
    lines = build.canonical.decode().split("\n")
    counts: Counter[str] = Counter()
    for number, origins in build.origins.items():
        if len(origins) == 1 and origins[0]["relation"] in {"kept", "heading"}:
            (origin,) = origins
            if origin["line"] == origin["end_line"]:
                lines[number - 1] += EDIT
                counts[origin["path"]] += 1
    return "\n".join(lines).encode(), counts


def _empty_sections(data: bytes, path: str = _CANONICAL) -> Iterator[Section]:
    for node in walk(parse_body(data, path)):
        if isinstance(node, Section) and node.level > 1 and not node.blocks and not node.sections:
            yield node


def _mixed_lists(data: bytes, path: str = _CANONICAL) -> Iterator[str]:
    """Yield the lists whose items have several kinds of markers, or some a box and some none."""
    source = Source(path, data)
    for node in walk(parse_body(data, path)):
        if isinstance(node, ItemList):
            markers = {re.sub(r"\d+", "1", item.marker) for item in node.items}
            boxes = {item.checked is None for item in node.items}
            if len(markers) > 1 or len(boxes) > 1:
                yield source.slice_text(node.span)


def _items(report: dict[str, Any]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = report["bullets"]
    return items


def _count_items(canonical: bytes) -> int:
    return sum(isinstance(node, Item) for node in walk(parse_body(canonical)))


def _body(data: bytes, path: str = _CANONICAL) -> dict[int, str]:
    """Return the lines of the body, without marks of lists, by their number in the file, from 1."""
    source, span = Source(path, data), parse_body(data, path).span
    lines = re.split(r"\r\n|\n|\r", source.slice_text(span))
    return {number: _MARKS.sub("", line) for number, line in enumerate(lines, start=source.line(span.start))}


def _forms(text: str) -> set[str]:
    """Return the words of a line without their endings."""
    plain = _NEGATION.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    return {_without_ending(word) for word in _LATIN.findall(plain)}


def _without_ending(word: str) -> str:
    """Strip endings of English, more of them than a stemmer does, while three letters are left."""
    while not word.isdigit() and word != (shorter := _ENDING.sub("", word)):
        word = shorter
    return word


def _forms_without_content() -> frozenset[str]:
    """Return the words of the package's tables that are empty, or that have synonyms."""
    package = files("personac")
    words = tomllib.loads((package / "matching/data/words.toml").read_text(encoding="utf-8"))
    known = tomllib.loads((package / "config/vocabulary.toml").read_text(encoding="utf-8"))["vocabulary"]
    terms = [*words["stop"], *known["filler"], *(term for group in known["groups"] for term in group)]
    return frozenset(form for term in terms for form in _forms(term))


def _difference(before: bytes, after: bytes) -> str:
    old, new = (data.decode("utf-8-sig").splitlines() for data in (before, after))
    return "\n".join(difflib.unified_diff(old, new, lineterm="", n=2))


def _without_references(text: str) -> str:
    return _squeezed(_REFERENCE.sub(" ", text))


def _squeezed(text: str) -> str:
    return _SPACE.sub("", text)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
