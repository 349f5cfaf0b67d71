"""The request and the outcome of a build.

A build with nothing to do imports this module, so the rules are imported only where they are changed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from personac.diagnostics.diagnostic import Diagnostic
from personac.emit.emitted import EMITTED, recorded

if TYPE_CHECKING:
    from personac.config.schema import KeepMode, Rules
    from personac.config.target_formats import WrittenTarget
    from personac.tokens import Tokenizer

_STALE = "PC509"
ExitCode = Literal[0, 1, 2]


class Overrides(NamedTuple):
    """What the command line overrides in the rules: how much to keep, and targets; None leaves it to them.

    `min_support` is 1 or more personas, `budget` 0 or more tokens (0 for no limit).
    A choice replaces that of the rules as a whole: `--keep all` ignores their `min_support`.
    """

    mode: KeepMode | None = None
    min_support: int | None = None
    budget: int | None = None
    tokenizer: Tokenizer | None = None
    targets: tuple[WrittenTarget, ...] | None = None

    def applied_to(self, rules: Rules) -> Rules:
        """Return the rules with these options in place of theirs."""
        from msgspec.structs import replace

        keep = rules.keep
        if self.mode is not None or self.min_support is not None:
            keep = replace(keep, mode=self.mode or "all", min_support=self.min_support or 1)
        budget = keep.budget if self.budget is None else self.budget
        keep = replace(keep, budget=budget, tokenizer=self.tokenizer or keep.tokenizer)
        agent = rules.agent if self.targets is None else replace(rules.agent, targets=self.targets)
        return replace(rules, agent=agent, keep=keep)

    def as_recorded(self) -> dict[str, str]:
        """Return the options that were set, as the lock file records them."""
        # in the order of the fields
        names = ("keep", "min_support", "budget", "counted_by", "targets")
        values = (*self[:-1], None if self.targets is None else ",".join(sorted({*self.targets})))
        return {name: str(value) for name, value in zip(names, values, strict=True) if value is not None}


class Request(NamedTuple):
    """What to build, and how. Paths are as given.

    `rules` None means `rules/`, if it exists, and `decisions` None `decisions/`.

    `check` compares and writes nothing. `force` compiles although the outputs are up to date, and
    overwrites hand edits. Without `wait` a build fails where another one is writing to the folder.
    With `if_changed` outputs whose content stays the same keep their modification time.
    `emit` are the kinds of outputs to write, None for all. `use_cache` allows to read and write the build
    record in the user's cache folder. `include` and `exclude` are lines of a .gitignore file about what is
    found in folders. `settings` is the file that they are from. `is_named`, `are_rules_named` and
    `are_decisions_named` say that the user named sources, rules or decisions himself; others have to be in
    the project, unless the build `follows_links` out of it. `large` allows sources of any size. `group` is
    the folder that the settings name for this group, as it is displayed; empty for what is no group.
    """

    sources: tuple[Path, ...] = ()
    output: Path = Path("build")
    rules: Path | None = None
    name: str = ""
    overrides: Overrides = Overrides()
    check: bool = False
    force: bool = False
    wait: bool = True
    if_changed: bool = False
    use_cache: bool = True
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    settings: Path | None = None
    emit: tuple[str, ...] | None = None
    is_named: bool = True
    are_rules_named: bool = True
    follows_links: bool = False
    large: bool = False
    decisions: Path | None = None
    are_decisions_named: bool = True
    group: str = ""

    def recorded_options(self) -> dict[str, str]:
        """Return the options that change what is built, as the lock file records them."""
        own = {"group": self.group, "name": self.name}
        return {
            **{option: value for option, value in own.items() if value},
            **self.overrides.as_recorded(),
            **recorded(EMITTED if self.emit is None else self.emit),
        }


class Outcome(NamedTuple):
    """The result of one build: diagnostics, a diff of the canonical (after a check), a line for people.

    `is_failed` where nothing could be built. `is_written` where outputs were written. `tokens_saved` is how
    much smaller the agent is than its sources, below 0 where it is larger.
    """

    diagnostics: tuple[Diagnostic, ...]
    diff: str
    summary: str
    is_failed: bool = False
    is_written: bool = False
    tokens_saved: int = 0

    @property
    def is_stale(self) -> bool:
        """Whether a check found an output that is not up to date."""
        return any(diagnostic.code == _STALE for diagnostic in self.diagnostics)

    @property
    def is_up_to_date(self) -> bool:
        """Whether there was nothing to write."""
        return not (self.is_failed or self.is_written or self.is_stale)

    @property
    def has_errors(self) -> bool:
        """Whether any diagnostic is an error."""
        return any(diagnostic.severity == "error" for diagnostic in self.diagnostics)

    @property
    def exit_code(self) -> ExitCode:
        """2 where nothing could be built, 1 where there are errors, else 0."""
        if self.is_failed:
            return 2
        return 1 if self.has_errors else 0

    @property
    def line(self) -> str:
        """The summary, with the number of errors where something was built in spite of them."""
        errors = sum(diagnostic.severity == "error" for diagnostic in self.diagnostics)
        if not (errors and self.summary) or self.is_failed:
            return self.summary
        return f"{self.summary}; {errors} error{'s' if errors > 1 else ''}"
