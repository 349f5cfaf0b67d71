"""How every command talks: results on stdout, all else on stderr, colour by choice."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import click

from personac.diagnostics.model import Diagnostic, PersonacError

FORMATS = ("text", "json", "github", "gitlab", "sarif")
USAGE = 2


class Console(NamedTuple):
    """The user's choices: `color` None means as the terminal and NO_COLOR say."""

    color: bool | None
    quiet: bool
    verbose: bool

    def note(self, text: str) -> None:
        """Tell something that is no result, unless asked to be quiet."""
        if text and not self.quiet:
            click.echo(text, err=True)

    def result(self, text: str) -> None:
        """Print a result as it is: UTF-8, whatever the locale."""
        click.echo(text.encode(), nl=False)

    def diagnostics(self, found: Sequence[Diagnostic], form: str) -> None:
        """Print diagnostics; notes only when verbose or for machines."""
        told = [one for one in found if self._tells(one)]
        if form == "text" and not told:
            return
        if form != "text":
            from personac.report.machine_formats import render_diagnostics
            from personac.version import VERSION

            self.result(render_diagnostics(found, form, VERSION))  # type: ignore[arg-type]
            return
        from personac.report.diagnostics_text import render_diagnostics_text

        text = self._painted(render_diagnostics_text(told))
        click.echo(text, nl=False, err=True, color=self._is_coloured())

    def exit_for(self, found: Sequence[Diagnostic], code: int = 1) -> None:
        """Exit with `code` where something is an error."""
        if any(one.severity == "error" for one in found):
            sys.exit(code)

    def _tells(self, found: Diagnostic) -> bool:
        return found.severity == "error" or (not self.quiet and (self.verbose or found.severity != "info"))

    def _painted(self, text: str) -> str:
        if not self._is_coloured():
            return text
        for word, colour in (("error[", "red"), ("warning[", "yellow"), ("info[", "blue")):
            text = text.replace(f": {word}", f": {click.style(word[:-1], fg=colour, bold=True)}[")
        return text

    def _is_coloured(self) -> bool:
        import os

        if self.color is not None:
            return self.color
        return sys.stderr.isatty() and not os.environ.get("NO_COLOR")


def console_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --color, -q and -v, and hand them on as one `console`."""

    @click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Colour the output; auto heeds the terminal and NO_COLOR.",
    )
    @click.option("-q", "--quiet", is_flag=True, help="Only errors and results.")
    @click.option("-v", "--verbose", is_flag=True, help="Notes as well as warnings and errors.")
    @functools.wraps(command)
    def wrapped(*args: Any, color: str, quiet: bool, verbose: bool, **kwargs: Any) -> Any:  # noqa: ANN401
        choice = {"auto": None, "always": True, "never": False}[color]
        return command(*args, console=Console(choice, quiet, verbose), **kwargs)

    return wrapped


@contextmanager
def guarded(console: Console, form: str = "text") -> Iterator[None]:
    """Turn what ends a run into diagnostics and exit code 2."""
    try:
        yield
    except PersonacError as error:
        console.diagnostics(error.diagnostics, form)
        sys.exit(USAGE)
