"""Kinds of diagnostics about outputs (PC5xx) and reports (PC6xx)."""

from __future__ import annotations

from personac.diagnostics.diagnostic import error, warning

PATCH_MISMATCH = error(
    "PC501",
    "patch-mismatch",
    "a patch does not match its canonical",
    """The patch of a variant restores a source from exactly the canonical that it was made for; it does not
    search for moved lines. The canonical was changed since; the message shows where. `personac expand
    --3way` applies a hand edit to the sources of the edited lines. Otherwise rebuild, or use the canonical
    and the patch of the same commit.""",
)
PATCH_MALFORMED = error(
    "PC502",
    "patch-malformed",
    "a patch cannot be parsed",
    """The file is not a unified diff of one file: it was truncated, edited by hand, or its line endings
    were converted. Rebuild it; `*.patch -text` in .gitattributes stops git from converting line endings.""",
)
CANNOT_WRITE = error(
    "PC503",
    "cannot-write",
    "the outputs cannot be written",
    """The file system reported an error: no permission, no space, a read-only disk. Unless the message
    says otherwise, all outputs of the last build are unchanged, and no temporary files remain.""",
)
OUTPUT_IN_THE_WAY = error(
    "PC504",
    "output-in-the-way",
    "a path of an output is occupied by something else",
    """A directory or a symbolic link has the name of an output, a file or a link has the name of an output
    directory, or a file that personac did not write, perhaps a source of this build, has the name of an
    output. personac replaces its own files only, and follows no link that leads out of the working
    directory. Outputs do not go into a folder of sources or rules, or into that of git. Move what is in
    the way, or choose another directory with -o. A file that is not a source can be replaced with
    --force.""",
)
LOCK_UNREADABLE = warning(
    "PC505",
    "lock-unreadable",
    "personac.lock cannot be read and is ignored",
    """The lock file of the last build is damaged, often by a merge conflict, was written by a newer
    personac, or is a link or something else than a file, which is not read. The build continues without
    it: everything is rebuilt, and outputs that this build no longer makes are not removed.""",
)
EDITED_OUTPUT = error(
    "PC506",
    "edited-output",
    "an output was edited by hand since personac wrote it",
    """This file differs from what the last build wrote, according to the lock file. A build would overwrite
    the edit, so it stops. Move the file, make the change in a source or in the rules, or build with
    --force. `personac expand --all --3way -o . --force` applies an edit of the canonical to the sources.""",
)
NO_REPORT = error(
    "PC507",
    "no-report",
    "the folder contains no report of a build",
    """personac report shows the report.json of an earlier build. Build first, or name the output folder of
    the build.""",
)
NOTHING_TO_EXPLAIN = error(
    "PC508",
    "nothing-to-explain",
    "the argument is neither a code nor a line of a build",
    """personac explain takes a code of the catalogue (PC101), a line of a canonical agent that has its map
    and report beside it (build/agent.md:42), or a line of a source of the build (agents/one.md:12). If a
    file was changed since the build, its line numbers differ from those of the build.""",
)
STALE_OUTPUT = error(
    "PC509",
    "stale-output",
    "an output is not up to date",
    """personac build --check compares the outputs on disk with a fresh build in memory. A source, the
    rules, personac or the output itself has changed. Run personac build and commit the result.""",
)
OTHER_OPTIONS = warning(
    "PC535",
    "other-options",
    "outputs were checked with other options or sources than those of the last build",
    """The lock file has the options and sources of the build that wrote the outputs. `--check` used others,
    so outputs differ that may be up to date. Put the options into personac.toml, where every command reads
    them.""",
)
OLD_GROUP = warning(
    "PC536",
    "old-group",
    "outputs of a group that is no longer built are left alone",
    """`personac build --all` removes the outputs of groups that personac.toml no longer has. It leaves a
    folder alone where that might take something from somebody: a source, rules or outputs of another build
    lie in it, its other files would become sources without the lock, or some group could not be built, which
    may be this one under a new name. Remove the folder yourself if you do not need it.""",
)
BAD_NAME = error(
    "PC510",
    "bad-name",
    "the name of the canonical agent is invalid",
    """The name is used for the agent and for its files. It consists of letters of any language, digits, `_`,
    `.` and `-`, the last two not in front: so no shell, make or agent tool takes it for anything
    else. No file may have a name of more than 255 bytes, and `report` is the name of the build's report.
    Choose another name with --name, or with `name` in [agent] in the rules.""",
)
SHARED_FOLDER = error(
    "PC511",
    "shared-folder",
    "two groups would be built into the same folder",
    """personac build --each builds each folder into a folder of the same name below -o. Two of the folders
    have the same name, or names that differ only in case, which some file systems do not distinguish.
    Rename one of them, or build them with separate commands and different -o folders.""",
)
CONVERTED_LINE_ENDS = warning(
    "PC512",
    "converted-line-ends",
    "the line endings of an output, a source or a rules file were converted to CRLF",
    """Apart from its line endings, the file is what the last build wrote or read: git with core.autocrlf
    converts them at checkout. personac compares bytes, so --check reports such outputs as stale, and
    patches do not match such sources. Exclude the files in .gitattributes with lines such as
    `build/** -text` (`personac init --git` writes them), then delete the files and check them out again.""",
)
MERGE_CONFLICT = error(
    "PC520",
    "merge-conflict",
    "an edit of the canonical conflicts with a source",
    """personac expand --3way applies a hand edit of the canonical to a source. This source has another
    wording of the edited line, so the result contains both between conflict markers, with the line as it
    was built. Keep one of them and remove the markers.""",
)
CANNOT_MERGE = error(
    "PC521",
    "cannot-merge",
    "an edit of the canonical cannot be applied to the sources",
    """personac expand --3way uses `git merge-file` and needs the canonical as it was built. Either git is
    not installed, or the canonical cannot be reconstructed: the sources have changed since the build, and
    its patches do not contain all of its lines.""",
)
EDIT_NOT_CARRIED = warning(
    "PC522",
    "edit-not-carried",
    "an edit of the canonical belongs to no source",
    """A line that was added to the canonical by hand, or changed there, has no place in any of the restored
    sources: none of them contains the line or its neighbours. Add it to a source by hand, otherwise the
    next build will not contain it.""",
)
EDIT_KEPT = warning(
    "PC531",
    "edit-kept",
    "a hand-edited file in the output folder is no longer an output, and is kept",
    """A build removes outputs that it no longer makes, for example those of removed personas, unless they
    were edited since personac wrote them: such a file is kept as your own, and the lock file no longer
    lists it. Delete it if you do not need it; with --force edited outputs are not kept. A folder reported
    under this code holds files that were added to the output folder while a build replaced it.""",
)
OUTPUTS_BUSY = error(
    "PC532",
    "outputs-busy",
    "another build is writing to the same folder",
    """Only one build at a time writes to a folder. A build waits until the other one is done; with
    --no-wait it stops at once with exit status 2. --check waits for at most ten seconds. A killed build
    does not block others: the operating system releases its lock.""",
)
INPUT_CHANGED = warning(
    "PC533",
    "input-changed",
    "a source or a rules file changed during the build",
    """Each file is read once, so all outputs and the lock file belong to the files as they were when the
    build started. One of the files was changed, added or removed before the build finished. Build
    again.""",
)
UNKNOWN_LEFTOVER = warning(
    "PC534",
    "unknown-leftover",
    "something looks like a leftover of a killed build, and is not removed",
    """A build prepares its outputs under names such as .build.personac-123-0a1b2c3d, and the next build
    removes what a killed one left. It removes only what this user's own builds recorded in the cache folder
    ($PERSONAC_CACHE_DIR, or personac in $XDG_CACHE_HOME or ~/.cache): a repository may contain files of
    such names that no build made. There is no record of this one. Remove it if you do not need it.""",
)
GATE_FAILED = error(
    "PC601",
    "gate-failed",
    "the report exceeds a limit of --fail-on",
    """A gate of `personac report --fail-on` counts duplicates (clusters of two or more personas),
    contradictions, losses (lines of the sources with words or a lead-in that the canonical has nowhere), or
    items of the review: undecided (by anybody, or not since they have more bullets), stale (with a decision
    that no longer fits the sources) and disputed (reviewers decided otherwise). Or it takes the highest
    overlap between two personas. It fails above its limit. Merge or reword what the message names, decide
    with `personac review`, raise the limit, or accept the present duplicates and contradictions with
    --write-baseline FILE and then fail on new ones only with --baseline FILE.""",
)
BAD_BASELINE = error(
    "PC602",
    "bad-baseline",
    "a baseline cannot be read",
    """A baseline contains one fingerprint of a finding per line; text after a # is a comment. `personac
    report --write-baseline FILE` creates it, and it is meant to be committed. The file does not exist, or
    one of its lines is not a fingerprint.""",
)
MISSING_EXTRA = error(
    "PC603",
    "missing-extra",
    "a graph format needs a package that is not installed",
    """GraphML needs no additional package. Graphs for Graphviz (.dot) and pictures (.svg) need the packages
    of the extra `graph`. From a checkout: pip install './personac[graph]'.""",
)
STALE_REPORT = error(
    "PC604",
    "stale-report",
    "the report is older than its sources",
    """`personac report --fail-on` reads the report of the last build. A source or a rules file has changed
    since, or a source was added, so the report says nothing about it. Run personac build first. What was
    added is known where you built here before, or where personac.toml says what is built.""",
)
