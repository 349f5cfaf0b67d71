"""Kinds of diagnostics about input: source files (PC0xx) and rules files (PC3xx)."""

from __future__ import annotations

from personac.diagnostics.diagnostic import error, info, warning

NOT_UTF8 = error(
    "PC001",
    "not-utf-8",
    "a source is not UTF-8 text",
    """personac reads UTF-8, with or without a byte-order mark. The message names the first invalid
    byte. Convert the file, for example with iconv, or exclude it from the build.""",
)
UNREADABLE = error(
    "PC002",
    "unreadable",
    "a source cannot be read",
    """The file does not exist, is a directory without personas, or you lack the permission to read
    it. Nothing is written until every source can be read.""",
)
NO_SOURCES = error(
    "PC003",
    "no-sources",
    "there is nothing to build",
    """Without arguments personac searches the sources in personac.toml, else the folders agents/,
    .claude/agents/, .codex/agents/, .cursor/agents/, .gemini/agents/, .github/agents/, .opencode/agent/ and
    .opencode/agents/. A README is no persona, and neither is a file without front matter beside others that
    have it. Name files or folders, or put personas there.""",
)
EMPTY_SOURCE = warning(
    "PC004",
    "empty-source",
    "a source is empty",
    """The file has no bytes, or only white space. It is a persona without bullets: it gets a variant,
    so that it can be restored, and adds nothing to the canonical.""",
)
EMPTY_FOLDER = error(
    "PC005",
    "empty-folder",
    "a source folder contains no persona",
    """A folder stands for every *.md and *.mdc file below it, and for the *.toml files in .codex/agents/,
    except hidden files and the outputs of builds: folders with a personac.lock. This folder has none, or the
    settings leave none. Of hidden folders only those count that are named. Beside other sources a pattern
    that matches nothing is a warning.""",
)
TOML_SYNTAX = error(
    "PC006",
    "toml-syntax",
    "a source is not valid TOML",
    """A source that is named *.toml is an agent of Codex. The message gives the position where the TOML
    parser stopped; the mistake may be slightly before it. Nothing is written until the file can be read.""",
)
NO_INSTRUCTIONS = error(
    "PC007",
    "no-instructions",
    "a TOML file is no agent of Codex",
    """An agent of Codex has its instructions in the key `developer_instructions`, a string above the first
    table. personac reads that string as the body, and all other keys as front matter. Other TOML files are no
    personas: leave them out.""",
)
ESCAPED_TEXT = warning(
    "PC008",
    "escaped-text",
    "escapes in the instructions of a TOML file are read as they are written",
    """In a TOML string in double quotes a backslash starts an escape: \\n is a line end, \\" a quote.
    personac copies the text as the file has it, so that its patch restores the file byte for byte. An
    instruction with escaped line ends is one long paragraph then. Write the text between two lines of three
    single quotes, where nothing is an escape.""",
)
SKIPPED_FILE = warning(
    "PC009",
    "skipped-file",
    "a file or folder in a source folder was skipped",
    """A file with the name of a persona is a link to nothing, a folder, a pipe or a device, or its name looks
    like that of another. Or you lack the permission to list a folder. The build goes on without it. Remove
    it, mend it, or exclude it in personac.toml.""",
)
TOO_LARGE = error(
    "PC010",
    "too-large",
    "a source is larger than an agent is",
    """At most 4 MiB and 20,000 list items and paragraphs are allowed in a source: a file of that size is most
    often no agent, and takes long to build. Split it, leave it out, or build with --large, which allows
    256 MiB and any number. Files of rules and settings have at most 4 MiB, and background.npz 32 MiB.""",
)
LEADS_OUT = error(
    "PC011",
    "leads-out",
    "a source, a rules file or the settings lead out of the project",
    """A link in a repository can lead to any file of this machine, whose text would be in the outputs then.
    So what was not named on the command line has to be in the project: below the folder of its settings, else
    below that of git, else below the working directory, and not in `.git`. Such a source is skipped with a
    warning; such rules or settings are an error. Copy the file, name it, or build with --follow-links.""",
)
DEEP_NESTING = warning(
    "PC012",
    "deep-nesting",
    "a list is nested so deeply that its items are not compared",
    """Lists and quotes are read to a depth of 20. What is nested more deeply is kept as it is, byte for byte,
    as one block of the item around it: its items are no bullets, and are not merged with others.""",
)
HIDDEN_CHARACTERS = error(
    "PC015",
    "hidden-characters",
    "a line of a source has characters that a reader does not see, or takes for others",
    """An agent tool reads tags (U+E0000 to U+E007F), bidirectional controls, zero-width characters, soft
    hyphens, fillers and variation selectors; a reviewer does not see them. Cyrillic and Greek letters in a
    Latin word look like Latin ones. Emoji, flags and the joiners of Persian, Hindi and the like are not
    reported. The canonical has such lines as the source wrote them. Whether they may pass says `characters`
    under [hidden] in the rules: "error", "warn" or "allow".""",
)
BAD_PATH = error(
    "PC019",
    "bad-path",
    "a path passed to `personac.build` is none of a project",
    """Paths are those of files below the folder of a project: relative, without `..`, printable, with names
    that a file system can hold, and each given once. They stand in the outputs, and name some of them.""",
)
RULES_SYNTAX = error(
    "PC301",
    "rules-syntax",
    "a rules file is not valid TOML",
    """Rules are TOML files: tables in brackets, `key = value` lines, strings in quotes. The message gives the
    position where the parser stopped; the mistake may be slightly before it.""",
)
RULES_UNKNOWN_SETTING = error(
    "PC302",
    "rules-unknown-setting",
    "a rules file contains an unknown setting",
    """A mistyped setting would silently have no effect, so it is an error. `personac rules` prints every
    setting with its default and its meaning.""",
)
RULES_BAD_VALUE = error(
    "PC303",
    "rules-bad-value",
    "a setting has an invalid value",
    """The value has the wrong type, is out of range, or is not one of the choices. `personac rules` prints
    every setting with its default and its meaning.""",
)
RULES_TERM_CONFLICT = error(
    "PC304",
    "rules-term-conflict",
    "a term of the vocabulary is in two groups",
    """The first term of a group represents all its terms, so a term can be in one group only. A group in a
    later file that shares a term with one group of an earlier file extends that group;
    [vocabulary] without = [...] removes terms from the groups of earlier files.""",
)
FINDINGS_IGNORED = info(
    "PC305",
    "findings-ignored",
    "the rules ignore findings",
    """`ignore` in the rules lists codes, or tables [[ignore]] with a path or a text. Findings that match are
    not reported, do not change the exit code, and are not in the report; this note counts them.""",
)
IDLE_IGNORE = info(
    "PC306",
    "idle-ignore",
    "the rules ignore a finding that does not exist",
    """No finding of this build has the code, path and text of a row of `ignore`. Most often the finding was
    mended: remove the row. Otherwise correct it.""",
)
BAD_DECISION_NAME = error(
    "PC307",
    "bad-decision-name",
    "the name of a decision file is not a key and a reviewer",
    """`decisions/<agent>/` has a file for each item and reviewer: <key>.<reviewer>.toml, with a key of 12
    hexadecimal digits, and the reviewer's name in small letters, digits and `-`. So two people never write
    one file. `personac review` makes these files; move others out of the folder.""",
)
