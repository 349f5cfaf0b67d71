"""The command line: each command parses, calls one function, prints, and returns an exit code.

Exit codes: 0 fine, 1 findings at error level or stale outputs, 2 wrong usage, input that cannot be read or
output that cannot be written; as of other commands, 130 after Ctrl-C, 141 where nobody reads the output.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

import click

from personac import __version__
from personac.diagnostics.diagnostic import Diagnostic, PersonacError

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
COMMANDS = ("build", "completion", "diff", "expand", "explain", "init", "report", "review", "rules", "scan")
"""Each is the function `command` of the module `<name>_command`."""
_FAILED, _INTERRUPTED, _NO_READER = 2, 130, 141
_FOR_SCRIPTS = ("outputs",)  # called by personac.mk and CI; not listed


class _LazyGroup(click.Group):
    """Imports a command only when it is used, so that --help and builds with nothing to do are fast."""

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:  # noqa: ANN401 - as click's
        """Run the program; in standalone mode, print errors and exit."""
        if not standalone_mode:
            run: Callable[..., Any] = super().main
            return run(*args, standalone_mode=False, **extra)
        try:
            with _ended_well():
                code = _exit_code(lambda: self.main(*args, standalone_mode=False, **extra))
        except click.exceptions.Exit as ended:
            code = ended.exit_code
        sys.exit(code)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Print --help and --version too, or fail as a command does."""
        with _ended_well():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        with _ended_well():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is named first. Raises `click.UsageError` with what may be meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            from difflib import get_close_matches

            similar = get_close_matches(args[0], COMMANDS, 1)
            hint = f"Did you mean '{similar[0]}'?" if similar else f"There are: {', '.join(COMMANDS)}."
            ctx.fail(f"No such command '{args[0]}'. {hint}")

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in (*COMMANDS, *_FOR_SCRIPTS):
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name}_command").command
        return command


def _exit_code(run: Callable[[], object]) -> int:
    """Run a command, print what is wrong with how it was called, and return its exit code."""
    try:
        code = run()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return _INTERRUPTED
    return code if isinstance(code, int) else 0


@contextmanager
def _ended_well() -> Iterator[None]:
    """Exit with a message, not a traceback, for what may happen at any time."""
    try:
        yield
    except KeyboardInterrupt:
        raise click.exceptions.Exit(_INTERRUPTED) from None
    except BrokenPipeError:
        _print_no_more()
        raise click.exceptions.Exit(_NO_READER) from None
    except OSError as error:
        with suppress(OSError):
            from personac.cli.console import Console

            Console().diagnostics(_explained(error).diagnostics)
        _print_no_more()
        raise click.exceptions.Exit(_FAILED) from None


def _explained(error: OSError) -> PersonacError:
    from personac.paths import is_of_stream

    if not is_of_stream(error):
        from personac.building.folder_walk import failed_call

        return failed_call(error)
    from personac.diagnostics.output_kinds import CANNOT_WRITE

    message = f"the output cannot be written: {error.strerror or type(error).__name__}"
    hint = "send it elsewhere, or make room for it"
    return PersonacError(Diagnostic(CANNOT_WRITE, "standard output", 0, 0, message, hint))


def _print_no_more() -> None:
    """Let what is still buffered go nowhere, or the interpreter tries to write it when it ends."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@click.group(cls=_LazyGroup, context_settings=_CONTEXT)
@click.version_option(__version__, prog_name="personac")
def main() -> None:
    """Compile overlapping AI-agent personas into one canonical agent.

    \b
    Examples:
      personac build                        # as personac.toml says, or agents/ and rules/ into build/
      personac build team/*.md -o out       # other files, other folder
      personac build --check                # in CI: is build/ up to date?
      personac scan                         # which agents of a repository should be one?
      personac report                       # what overlaps, and where
      personac explain build/agent.md:42    # where a line came from
      personac diff a.md b.md               # what two personas have in common, and what differs
      personac expand build/variants/x.patch > x.md
    """
