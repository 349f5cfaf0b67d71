"""What a build writes, and what is done with it."""

from __future__ import annotations

from personac.diagnostics.model import kind

PATCH_MISMATCH = kind(
    "PC501",
    "patch-mismatch",
    "error",
    "a patch does not fit its canonical",
    """A variant's patch restores a source from the very canonical it was made from, with no guessing
    about moved lines. The canonical was changed since: the message says where. `personac expand --3way`
    carries a hand edit back to the sources that say the edited lines. Or rebuild, or take the canonical
    and the patch from the same commit.""",
)
PATCH_MALFORMED = kind(
    "PC502",
    "patch-malformed",
    "error",
    "a patch cannot be read",
    """The file is not one unified diff of one file: it was cut off, edited by hand, or its line ends
    were converted. Rebuild it; `*.patch -text` in .gitattributes keeps git from converting line ends.""",
)
CANNOT_WRITE = kind(
    "PC503",
    "cannot-write",
    "error",
    "the outputs cannot be written",
    """The file system refused: no permission, no space, a read-only disk. Unless the message says
    otherwise, the outputs of the last build are all still there, and nothing else was left behind.""",
)
OUTPUT_IN_THE_WAY = kind(
    "PC504",
    "output-in-the-way",
    "error",
    "something that is no output stands where one should go",
    """A directory or a symbolic link has the name of an output, a file or a link has the name of a
    directory that outputs go into, or a file that personac did not write, perhaps a source of this very
    build, has the name of an output. personac replaces its own files only, and follows no link that leads
    out of the working directory. Move it away, or choose another directory with -o. A file that is no
    source can be replaced with --force.""",
)
LOCK_UNREADABLE = kind(
    "PC505",
    "lock-unreadable",
    "warning",
    "personac.lock cannot be read and is not used",
    """The lock file of the last build is damaged (a merge conflict, often), or a newer personac wrote
    it. The build goes on as if there were none: everything is built anew, and outputs that this
    build no longer makes are left where they are.""",
)
EDITED_OUTPUT = kind(
    "PC506",
    "edited-output",
    "error",
    "an output was edited by hand since personac wrote it",
    """The lock of the last build knows what personac wrote, and this file differs from it. A build
    would lose the edit, so it stops. Move the file elsewhere, make the change in a source or in the
    rules, or build with --force. An edit of the canonical is carried back into the sources by
    `personac expand --all --3way -o . --force`.""",
)
NO_REPORT = kind(
    "PC507",
    "no-report",
    "error",
    "there is no report of a build here",
    """personac report shows the report.json of an earlier build. Build first, or name the folder that
    the build wrote to.""",
)
NOTHING_TO_EXPLAIN = kind(
    "PC508",
    "nothing-to-explain",
    "error",
    "the subject is neither a code nor a line that a build knows",
    """personac explain takes a code of the catalogue (PC101), a line of a canonical agent beside its map and
    report (build/agent.md:42), or a line of one of the build's sources (agents/one.md:12). A file that
    was changed since the build has other lines than the build knew.""",
)
STALE_OUTPUT = kind(
    "PC509",
    "stale-output",
    "error",
    "an output is not what a build would write now",
    """personac build --check compares the outputs on disk with a fresh build in memory. A source, the
    rules or personac changed, or the output did. Run personac build and commit the result.""",
)
BAD_NAME = kind(
    "PC510",
    "bad-name",
    "error",
    "the canonical agent cannot have this name",
    """The name is that of the agent and of its file. Agent tools skip an agent whose name holds white
    space, a colon or a slash, or starts with a hyphen, and `report` is the name of the build's report.
    Choose another with --name, or `name` under [agent] in the rules.""",
)
EDIT_KEPT = kind(
    "PC531",
    "edit-kept",
    "warning",
    "a file in the output folder was edited by hand, and is kept though the build would do without it",
    """A build removes the outputs that it no longer makes, of personas that are gone for one, but not one
    that was edited since personac wrote it: it stays, as a file of your own, and the lock no longer lists it.
    Remove it when you do not need it; with --force edited outputs are not kept. A folder of this code holds
    files that were put into the output folder at the moment when a build replaced it.""",
)
OUTPUTS_BUSY = kind(
    "PC532",
    "outputs-busy",
    "error",
    "another build is writing to the same folder",
    """Two builds do not write to one folder at a time. A build waits for the other one to be done, unless
    --no-wait is given: then it ends at once, with exit status 2. --check waits for ten seconds. The system
    releases the lock of a build that was killed.""",
)
UNKNOWN_LEFTOVER = kind(
    "PC534",
    "unknown-leftover",
    "warning",
    "something looks like a leftover of a killed build, and is not removed",
    """A build prepares its outputs under names such as .build.personac-123-0a1b2c3d, and the next build
    removes what a killed one left. It removes only what this user's own builds recorded in the cache folder
    ($PERSONAC_CACHE_DIR, or personac in $XDG_CACHE_HOME or ~/.cache): a repository may contain files of
    such names that no build made. There is no record of this one. Remove it if you do not need it.""",
)
INPUT_CHANGED = kind(
    "PC533",
    "input-changed",
    "warning",
    "a source or a rules file changed while it was built",
    """Each file is read once, so the outputs are those of the files as they were when the build began, all
    of them, and the lock says so. One of them has been changed, added or removed since, before the build was
    done. Build again.""",
)
SHARED_FOLDER = kind(
    "PC511",
    "shared-folder",
    "error",
    "two groups would be built into one folder",
    """personac build --each builds every folder named into a folder of the same name below -o. Two of the
    folders named have the same name, or names that differ in case only, which some file systems take
    for one. Rename one of them, or build them with commands of their own and another -o.""",
)
CONVERTED_LINE_ENDS = kind(
    "PC512",
    "converted-line-ends",
    "warning",
    "something turned the line ends of an output, a source or a rules file to CRLF",
    """The file is what the last build wrote or read, but for its line ends: git with core.autocrlf does
    that in a checkout. personac works on bytes, so --check calls such outputs stale, and patches do not
    fit such sources. Tell git to leave them alone with lines such as `build/** -text` in .gitattributes
    (`personac init --git` writes what is needed), then remove the files and check them out again.""",
)
MERGE_CONFLICT = kind(
    "PC520",
    "merge-conflict",
    "error",
    "an edit of the canonical and a source disagree",
    """personac expand --3way carries a hand edit of the canonical back to a source. This source says the
    edited line in other words, so both stand in the result between conflict markers, with the line as it
    was built. Keep one of them and take the markers out.""",
)
CANNOT_MERGE = kind(
    "PC521",
    "cannot-merge",
    "error",
    "an edit of the canonical cannot be carried back",
    """personac expand --3way merges with `git merge-file`, and from the canonical as it was built. Either
    git is not installed, or the canonical can no longer be had: the sources have changed since the
    build, and its patches do not tell all of its lines.""",
)
EDIT_NOT_CARRIED = kind(
    "PC522",
    "edit-not-carried",
    "warning",
    "no source says what was edited in the canonical",
    """A line that was put into the canonical by hand, or changed there, has no place in any of the sources
    restored: none of them says it, or what it stands beside. Put it into a source by hand, or the next
    build will not have it.""",
)
