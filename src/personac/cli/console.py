"""How every command prints, and the options for it: results on stdout, everything else on stderr."""

from __future__ import annotations

import functools
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from click.core import ParameterSource

from personac.cli.workflow_commands import for_log
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.observer import NOBODY, Observer
from personac.paths import working_directory

if TYPE_CHECKING:
    from rich.progress import Progress

FORMATS = ("text", "json", "github", "gitlab", "sarif")
USAGE = 2
_COLORS = {"auto": None, "always": True, "never": False}


class _Path(click.Path):
    """A path; an empty one, as of a shell variable that is not set, is refused."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:  # noqa: ANN401 - as click declares it
        """Return the path. Raises `click.BadParameter` for an empty one."""
        if not os.fspath(value):
            self.fail("a path cannot be empty; `.` is this folder", param, ctx)
        return super().convert(value, param, ctx)


def not_empty(_context: click.Context, parameter: click.Parameter, value: str) -> str:
    """Refuse an empty text on the command line, as of a shell variable that is not set."""
    if not value and is_given(parameter.name or ""):
        message = "it cannot be empty; leave the option out"
        raise click.BadParameter(message)
    return value


PATH = _Path(path_type=Path)
Command = Callable[..., Any]
_SPINNER = "line"  # plain characters: some terminals lack Braille


def grouped_options(
    records: Mapping[str, Callable[..., Any]], *options: Callable[[Command], Command]
) -> Callable[[Command], Command]:
    """Add options and arguments to a command, and pass their values grouped in `records`.

    Each is a NamedTuple, by the name of its parameter; it takes the values that are named as its fields.
    """

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def grouped(**values: Any) -> Any:  # noqa: ANN401 - click's values
            for name, record in records.items():
                fields = [field for field in record._fields if field in values]  # type: ignore[attr-defined]
                values[name] = record(**{field: values.pop(field) for field in fields})
            return command(**values)

        wrapped: Command = grouped
        for option in reversed(options):
            wrapped = option(wrapped)
        return wrapped

    return decorate


def is_given(name: str) -> bool:
    """Return whether the option of this name is on the command line of the command that runs."""
    return click.get_current_context().get_parameter_source(name) is not ParameterSource.DEFAULT


def in_project(command: Command) -> Command:
    """Run a command in the root of its project, and pass the project as `project`.

    Paths are given in the folder of the call; an output folder that is not given is that of the project.
    """

    @functools.wraps(command)
    def wrapped(**values: Any) -> Any:  # noqa: ANN401 - click's values
        from personac.building.project import find_project

        with Console().errors_printed():
            project = find_project(follows_links=values.get("follows_links", False))
        for name, value in values.items():
            if isinstance(value, Path):
                values[name] = project.here(value)
            elif type(value) is tuple:
                values[name] = tuple(project.here(v) if isinstance(v, Path) else v for v in value)
        if "output" in values and values["output"] is None:
            values["output"] = project.output
        with _working_in(project.root):
            return command(**values, project=project)

    outer: Command = wrapped
    return outer


@contextmanager
def _working_in(root: Path) -> Iterator[None]:
    """Run in the root of the project; either folder may be removed meanwhile."""
    start = working_directory()
    try:
        if start is not None:
            os.chdir(root)
        yield
    finally:
        with suppress(FileNotFoundError):
            os.chdir(start or root)


class Console(NamedTuple):
    """The user's choices; `color` None follows the terminal and NO_COLOR."""

    color: bool | None = None
    quiet: bool = False
    verbose: bool = False

    def note(self, text: str) -> None:
        """Print a message that is not a result, unless quiet."""
        if text and not self.quiet:
            click.echo(for_log(text, sys.stderr), err=True)

    def result(self, text: str, form: str = "text") -> None:
        """Print a result as it is: UTF-8, whatever the locale; `form` is its format."""
        click.echo(for_log(text, sys.stdout, form).encode(), nl=False)

    def source(self, data: bytes) -> None:
        """Write a source as it is, except for what the log of a workflow would obey."""
        text = data.decode("utf-8", "surrogateescape")
        shown = for_log(text, sys.stdout)
        click.echo(shown.encode("utf-8", "surrogateescape"), nl=False)
        if shown != text:
            self.note("a line that this workflow would obey has a backslash more: restore to a file with -o")

    def paged(self, text: str) -> None:
        """Print a result; on a terminal in the user's pager, where it is longer than the screen."""
        is_long = text.count("\n") >= shutil.get_terminal_size().lines
        if is_long and sys.stdout.isatty() and sys.stdin.isatty():
            # None: click tells `less` to show colours, and drops them for a pager that may not know them
            click.echo_via_pager(text, color=False if self.color is False else None)
        else:
            self.result(text)

    def diagnostics(self, diagnostics: Sequence[Diagnostic], form: str = "text") -> None:
        """Print diagnostics; notes only when verbose or for machines."""
        if form != "text":
            from personac.report.machine_formats import render_diagnostics

            self.result(render_diagnostics(diagnostics, form), form)  # type: ignore[arg-type]
            return
        shown = [diagnostic for diagnostic in diagnostics if self._shows(diagnostic)]
        if not shown:
            return
        from personac.report.safe_text import render_diagnostics_text

        text = self._colored(render_diagnostics_text(shown))
        click.echo(for_log(text, sys.stderr), nl=False, err=True, color=self._has_color())

    def exit_if_errors(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Exit with 1 where a diagnostic is an error."""
        if any(diagnostic.severity == "error" for diagnostic in diagnostics):
            sys.exit(1)

    @contextmanager
    def errors_printed(self, form: str = "text") -> Iterator[None]:
        """Print the diagnostics of a `PersonacError`, and exit with 2."""
        try:
            yield
        except PersonacError as error:
            self.diagnostics(error.diagnostics, form)
            sys.exit(USAGE)
        except FileNotFoundError:
            if working_directory() is not None:
                raise
            from personac.building.folder_walk import no_working_directory

            self.diagnostics(no_working_directory().diagnostics, form)
            sys.exit(USAGE)

    @contextmanager
    def progress(self) -> Iterator[Observer]:
        """Yield an observer that shows long steps on a terminal; print nothing until it is paused."""
        if self.quiet or not _is_interactive():
            yield NOBODY
            return

        display = ProgressDisplay(color=self.color is not False)
        try:
            yield display
        finally:
            display.pause()

    def _shows(self, diagnostic: Diagnostic) -> bool:
        if diagnostic.severity == "error":
            return True
        return not self.quiet and (self.verbose or diagnostic.severity != "info")

    def _colored(self, text: str) -> str:
        if not self._has_color():
            return text
        for word, color in (("error[", "red"), ("warning[", "yellow"), ("info[", "blue")):
            text = text.replace(f": {word}", f": {click.style(word[:-1], fg=color, bold=True)}[")
        return text

    def _has_color(self) -> bool:
        if self.color is not None:
            return self.color
        return sys.stderr.isatty() and not os.environ.get("NO_COLOR")


console_options = grouped_options(
    {"console": Console},
    click.option(
        "--color", type=click.Choice(list(_COLORS)), default="auto", show_default=True,
        callback=lambda _context, _parameter, value: _COLORS[value],
        help="Colour the output; auto follows the terminal and NO_COLOR.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="Only errors and results."),
    click.option("-v", "--verbose", is_flag=True, help="Notes as well as warnings and errors."),
)  # fmt: skip
"""Adds --color, -q and -v, and passes them as one `console`."""


class ProgressDisplay(Observer):
    """Draws a line on stderr from the first step on that starts `delay` seconds after the first one.

    rich redraws it in a thread of its own until `pause`. A short build imports nothing for it.
    """

    def __init__(self, *, color: bool, delay: float = 1.0) -> None:
        """Draw nothing yet."""
        self._color, self._delay = color, delay
        self._began: float | None = None
        self._progress: Progress | None = None

    def step_started(self, step: str) -> None:
        """Show the step, if it is time to."""
        now = time.monotonic()
        if self._began is None:
            self._began = now
        if self._progress is None and now - self._began >= self._delay:
            self._progress = _started(color=self._color, began=self._began)
        if self._progress is not None:
            self._progress.update(self._progress.task_ids[0], description=step)

    def pause(self) -> None:
        """Clear the line, so that others can print."""
        if self._progress is not None:
            self._progress.stop()
        self._progress = self._began = None


def _started(*, color: bool, began: float) -> Progress:
    """Return a running display: a spinner, the step, the time since the first step."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    progress = Progress(
        SpinnerColumn(_SPINNER),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
        console=Console(stderr=True, no_color=None if color else True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        get_time=time.monotonic,
    )
    task = progress.add_task("", total=None)
    progress.tasks[task].start_time = began
    progress.start()
    return progress


def _is_interactive() -> bool:
    """Return whether stderr is a terminal that can redraw, outside of CI."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("CI")
