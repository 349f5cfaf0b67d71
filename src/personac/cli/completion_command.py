"""`personac completion`."""

from __future__ import annotations

import click

from personac.cli.console import Console, console_options

_SHELLS = ("bash", "fish", "zsh")


@click.command("completion")
@click.argument("shell", type=click.Choice(_SHELLS))
@console_options
def command(shell: str, console: Console) -> None:
    """Print what makes a shell complete commands, options, codes and files on Tab.

    \b
    Examples:
      eval "$(personac completion bash)"                                        # in ~/.bashrc
      eval "$(personac completion zsh)"                                         # in ~/.zshrc
      personac completion fish > ~/.config/fish/completions/personac.fish
    """
    from click.shell_completion import get_completion_class

    from personac.cli import main

    completion = get_completion_class(shell)
    if completion is None:  # a click that does not know the shell
        message = f"this version of click completes nothing in {shell}"
        raise click.UsageError(message)
    console.result(f"{completion(main, {}, 'personac', '_PERSONAC_COMPLETE').source()}\n")
