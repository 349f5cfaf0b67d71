"""How every command prints: results on stdout, everything else on stderr, colour by choice."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import click

from personac.cli.options import grouped_options
from personac.diagnostics.model import Diagnostic, PersonacError

if TYPE_CHECKING:
    from personac.observer import Observer

FORMATS = ("text", "json", "github", "gitlab", "sarif")
USAGE = 2
_COLORS = {"auto": None, "always": True, "never": False}


class Console(NamedTuple):
    """The user's choices; `color` None follows the terminal and NO_COLOR."""

    color: bool | None = None
    quiet: bool = False
    verbose: bool = False

    def note(self, text: str) -> None:
        """Print a message that is not a result, unless quiet."""
        if text and not self.quiet:
            click.echo(text, err=True)

    def result(self, text: str) -> None:
        """Print a result as it is: UTF-8, whatever the locale."""
        click.echo(text.encode(), nl=False)

    def diagnostics(self, diagnostics: Sequence[Diagnostic], form: str = "text") -> None:
        """Print diagnostics; notes only when verbose or for machines."""
        if form != "text":
            from personac.report.machine_formats import render_diagnostics

            self.result(render_diagnostics(diagnostics, form))  # type: ignore[arg-type]
            return
        shown = [diagnostic for diagnostic in diagnostics if self._shows(diagnostic)]
        if not shown:
            return
        from personac.report.safe_text import render_diagnostics_text

        text = self._colored(render_diagnostics_text(shown))
        click.echo(text, nl=False, err=True, color=self._has_color())

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

    @contextmanager
    def progress(self) -> Iterator[Observer]:
        """Yield an observer that shows long steps on a terminal; print nothing until it is paused."""
        if self.quiet or not _is_interactive():
            from personac.observer import NOBODY

            yield NOBODY
            return
        from personac.building.progress import ProgressDisplay

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
        import os

        if self.color is not None:
            return self.color
        return sys.stderr.isatty() and not os.environ.get("NO_COLOR")


console_options = grouped_options(
    Console,
    click.option(
        "--color",
        type=click.Choice(list(_COLORS)),
        default="auto",
        show_default=True,
        callback=lambda _context, _parameter, value: _COLORS[value],
        help="Colour the output; auto follows the terminal and NO_COLOR.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="Only errors and results."),
    click.option("-v", "--verbose", is_flag=True, help="Notes as well as warnings and errors."),
    name="console",
)
"""Adds --color, -q and -v, and passes them as one `console`."""


def _is_interactive() -> bool:
    """Return whether stderr is a terminal that can redraw, outside of CI."""
    import os

    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("CI")
