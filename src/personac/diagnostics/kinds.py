"""The closed catalogue of what personac can find: every kind, documented.

`personac explain PC101` prints an entry. Codes never change their meaning:
PC0xx is about files, PC1xx front matter, PC2xx the body, PC3xx rules, PC4xx
matching and merging, PC5xx outputs.
"""

from __future__ import annotations

from personac.diagnostics.model import Kind, Severity


def _kind(code: str, slug: str, severity: Severity, summary: str, explanation: str) -> Kind:
    return Kind(code, slug, severity, summary, " ".join(explanation.split()))


NOT_UTF8 = _kind(
    "PC001",
    "not-utf-8",
    "error",
    "a source is not UTF-8 text",
    """personac reads UTF-8, with or without a byte-order mark. The message names the first byte that
    is not. Convert the file (iconv does it) or leave it out of the build.""",
)
UNREADABLE = _kind(
    "PC002",
    "unreadable",
    "error",
    "a source cannot be read",
    """The file named does not exist, is a directory without markdown files, or may not be read by
    you. Nothing is written until every source can be read.""",
)
NO_SOURCES = _kind(
    "PC003",
    "no-sources",
    "error",
    "there is nothing to build",
    """Without arguments personac reads agents/*.md below the current directory. Name files or
    directories, or put personas there.""",
)
EMPTY_FOLDER = _kind(
    "PC005",
    "empty-folder",
    "error",
    "a folder named as a source holds no markdown file",
    """A folder stands for every *.md file below it, except the outputs of the build. This one has
    none.""",
)
EMPTY_SOURCE = _kind(
    "PC004",
    "empty-source",
    "warning",
    "a source says nothing",
    """The file has no bytes, or only white space. It is a persona without bullets: it gets a variant,
    so that it can be restored, and adds nothing to the canonical.""",
)

YAML_REFUSED = _kind(
    "PC101",
    "yaml-refused",
    "warning",
    "the front matter is no YAML",
    """YAML parsers refuse the front matter of this file, most often because of an unquoted value with a
    colon and a space in it. Some agent tools skip such a file without a word. personac reads it line
    by line and keeps every key; the hint shows the quoting that mends the file.""",
)
DUPLICATE_KEY = _kind(
    "PC102",
    "duplicate-key",
    "warning",
    "a front-matter key stands twice",
    """YAML allows a key once. Tools that accept it all the same take the last one, and so does personac;
    the earlier line stays in the variant of its persona. Remove one of the two.""",
)
NO_MAPPING = _kind(
    "PC103",
    "no-mapping",
    "warning",
    "the front matter holds no keys",
    """What stands between the two --- lines is a list or running text, not `key: value` lines. Agent
    tools take it for front matter and do not show it to the agent. personac reads no keys from it;
    the variant of the persona restores it. If it belongs to the body, start the file with an empty
    front matter, or write *** instead of --- for a horizontal rule.""",
)
UNCLOSED_FRONT_MATTER = _kind(
    "PC104",
    "unclosed-front-matter",
    "warning",
    "the front matter is never closed",
    """The file begins with --- and keys, but no further line is --- alone. The whole file is read as
    body, as agent tools do. Put --- on a line of its own behind the last key.""",
)
LATE_FRONT_MATTER = _kind(
    "PC105",
    "late-front-matter",
    "warning",
    "the front matter does not begin on the first line",
    """Blank lines or invisible characters stand before the first ---. Claude Code skips such a file
    without a word. personac reads the front matter all the same; remove what stands before it.""",
)
ALIAS_BOMB = _kind(
    "PC106",
    "alias-bomb",
    "error",
    "the front matter grows without bounds",
    """YAML aliases (*name) repeat what an anchor (&name) marks. Here they unfold to many times the size
    of the file, refer to themselves, or values stand in each other too deeply: reading it could use
    up the machine. personac refuses it. Write the values out.""",
)
NO_FRONT_MATTER = _kind(
    "PC107",
    "no-front-matter",
    "info",
    "a source has no front matter",
    """Agent tools need at least `name` and `description`; without them they skip the file. The body
    counts all the same.""",
)
NO_BODY = _kind(
    "PC108",
    "no-body",
    "info",
    "a source has a front matter and nothing else",
    """There is no text behind the front matter. The persona adds its keys to the canonical, and no
    bullets.""",
)
RULES_SYNTAX = _kind(
    "PC301",
    "rules-syntax",
    "error",
    "a rules file is not TOML",
    """Rules are TOML files: tables in brackets, `key = value` lines, text in quotes. The message names the
    place where the parser gave up; the slip may stand a little before it.""",
)
RULES_UNKNOWN_SETTING = _kind(
    "PC302",
    "rules-unknown-setting",
    "error",
    "a rules file names a setting that does not exist",
    """A mistyped setting would change nothing, silently, so it is an error. `personac rules` prints every
    setting with its default and what it is for.""",
)
RULES_BAD_VALUE = _kind(
    "PC303",
    "rules-bad-value",
    "error",
    "a setting has a value that it cannot have",
    """The value is of the wrong type, out of bounds, or none of the choices. `personac rules` prints every
    setting with its default and what it is for.""",
)
RULES_TERM_CONFLICT = _kind(
    "PC304",
    "rules-term-conflict",
    "error",
    "a term of the vocabulary stands in two groups",
    """The first term of a group stands for all its terms, so that no term may stand in two. A group in a
    later file that shares a term with one group of an earlier file extends it;
    [vocabulary] without = [...] takes terms out of the groups of earlier files.""",
)
STALE_DECISION = _kind(
    "PC401",
    "stale-decision",
    "warning",
    "a decision in the rules names a bullet that no persona has",
    """A [[must_link]] or [[cannot_link]] names bullets by their text. No bullet of this build has that
    text, in any case, spelling of a known word, or mark. It has no effect; update or drop it.""",
)
CONFLICTING_DECISIONS = _kind(
    "PC402",
    "conflicting-decisions",
    "error",
    "two decisions in the rules cannot both hold",
    """Bullets are joined by [[must_link]], directly or through others, and kept apart by
    [[cannot_link]]. personac does not guess which one is meant; drop one of them.""",
)
PATCH_MISMATCH = _kind(
    "PC501",
    "patch-mismatch",
    "error",
    "a patch does not fit its canonical",
    """A variant's patch restores a source from the very canonical it was made from, with no guessing
    about moved lines. The canonical was changed since: rebuild, or take the canonical and the patch
    from the same commit.""",
)
PATCH_MALFORMED = _kind(
    "PC502",
    "patch-malformed",
    "error",
    "a patch cannot be read",
    """The file is not one unified diff of one file: it was cut off, edited by hand, or its line ends
    were converted. Rebuild it; `*.patch -text` in .gitattributes keeps git from converting line ends.""",
)
CANNOT_WRITE = _kind(
    "PC503",
    "cannot-write",
    "error",
    "the outputs cannot be written",
    """The file system refused: no permission, no space, a read-only disk. Unless the message says
    otherwise, the outputs of the last build are all still there, and nothing else was left behind.""",
)
OUTPUT_IN_THE_WAY = _kind(
    "PC504",
    "output-in-the-way",
    "error",
    "something that is no output stands where one should go",
    """A directory or a symbolic link has the name of an output, or a file has the name of a directory
    that outputs go into. personac replaces files only. Move it away, or choose another directory
    with -o.""",
)
LOCK_UNREADABLE = _kind(
    "PC505",
    "lock-unreadable",
    "warning",
    "personac.lock cannot be read and is not used",
    """The lock file of the last build is damaged (a merge conflict, often), or a newer personac wrote
    it. The build goes on as if there were none: everything is built anew, and outputs that this
    build no longer makes are left where they are.""",
)
CONFLICTING_FIELD = _kind(
    "PC403",
    "conflicting-field",
    "info",
    "personas disagree about a front-matter key",
    """Personas give a key different values and the canonical can hold one. The policy of the key
    chose; the others are kept in the variants. [front_matter.set] in the rules decides it for good.""",
)
WIDENED_TOOLS = _kind(
    "PC404",
    "widened-tools",
    "warning",
    "the canonical may use tools that a source could not",
    """A key such as `tools` says what an agent may do, and leaving it out allows everything. The
    merged agent would be allowed more than this source was. Use the policy `intersection`, or name
    the tools under [front_matter.set].""",
)
NO_COMMON_TOOLS = _kind(
    "PC405",
    "no-common-tools",
    "warning",
    "the sources that name tools have none in common",
    """The policy `intersection` leaves an empty list, which allows no tool, rather than no list, which
    would allow every tool. Name the tools under [front_matter.set].""",
)
EDITED_OUTPUT = _kind(
    "PC506",
    "edited-output",
    "error",
    "an output was edited by hand since personac wrote it",
    """The lock of the last build knows what personac wrote, and this file differs from it. A build
    would lose the edit, so it stops. Move the file elsewhere, make the change in a source or in the
    rules, or build with --force.""",
)
NO_REPORT = _kind(
    "PC507",
    "no-report",
    "error",
    "there is no report of a build here",
    """personac report shows the report.json of an earlier build. Build first, or name the folder that
    the build wrote to.""",
)
NOTHING_TO_EXPLAIN = _kind(
    "PC508",
    "nothing-to-explain",
    "error",
    "the subject is neither a code nor a line of a built agent",
    """personac explain takes a code of the catalogue (PC101), or the line of a canonical agent beside its
    map and report (build/agent.md:42).""",
)
STALE_OUTPUT = _kind(
    "PC509",
    "stale-output",
    "error",
    "an output is not what a build would write now",
    """personac build --check compares the outputs on disk with a fresh build in memory. A source, the
    rules or personac changed, or the output did. Run personac build and commit the result.""",
)


def catalogue() -> tuple[Kind, ...]:
    """Return every kind, ordered by code."""
    kinds = (value for value in globals().values() if isinstance(value, Kind))
    return tuple(sorted(kinds, key=lambda kind: kind.code))
