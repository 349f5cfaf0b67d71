"""The command line: each command parses, calls one function, prints, and returns an exit code.

Exit codes: 0 fine, 1 findings at error level or stale outputs, 2 wrong usage or input that cannot be read.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from personac import __version__

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
COMMANDS = ("build", "completion", "diff", "expand", "explain", "init", "report", "rules")
"""Each is the function `command` of the module `<name>_command`."""
_FOR_SCRIPTS = ("outputs",)  # called by personac.mk and CI; not listed


class _LazyGroup(click.Group):
    """Imports a command only when it is used, so that --help and builds with nothing to do are fast."""

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

    def main(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - as click declares it
        """Run the command of this process, or the one that is given as arguments, and exit."""
        if not arguments and options.get("args") is None:
            _use_utf8()
        return super().main(*arguments, **options)


def _use_utf8() -> None:
    """Start again in Python's UTF-8 mode where the locale is another: names of outputs are UTF-8."""
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode and sys.executable:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - this command


@click.group(cls=_LazyGroup, context_settings=_CONTEXT)
@click.version_option(__version__, prog_name="personac")
def main() -> None:
    """Compile overlapping AI-agent personas into one canonical agent.

    \b
    Examples:
      personac build                        # as personac.toml says, or agents/ and rules/ into build/
      personac build team/*.md -o out       # other files, other folder
      personac build --check                # in CI: is build/ up to date?
      personac report                       # what overlaps, and where
      personac explain build/agent.md:42    # where a line came from
      personac diff a.md b.md               # what two personas have in common, and what differs
      personac expand build/variants/x.patch > x.md
    """
