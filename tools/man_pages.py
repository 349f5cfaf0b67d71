"""Writes man/, the manual pages of the commands, from what their --help says.

    python -m tools.man_pages [--check]

The wheel installs them to share/man/man1. `--check` writes nothing, and exits with 1 if one is stale.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
from inspect import cleandoc
from pathlib import Path

import click

from personac import __version__
from personac.cli import main as personac
from personac.cli.review_command import decide

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "man"
_EXIT_CODES = (
    ("0", "success"),
    ("1", "findings at error level (the rest is built), a gate that failed, or stale outputs"),
    ("2", "wrong usage, input that cannot be read, or outputs that may not be replaced; nothing was written"),
)
_ENVIRONMENT = (
    ("NO_COLOR", "not empty: no colours"),
    ("PERSONAC_CACHE_DIR", "the cache folder, in place of ~/.cache/personac; empty for none"),
    ("PERSONAC_REVIEWER", "the name of the reviewer, in place of the login name"),
)


def pages() -> Mapping[str, str]:
    """Return every page by its file name."""
    context = click.Context(personac, info_name="personac")
    commands = {name: _command(context, name) for name in personac.list_commands(context)}
    named = {**commands, "review decide": decide}
    others = {
        f"personac-{name.replace(' ', '-')}.1": page(command, f"personac {name}")
        for name, command in named.items()
    }
    return {"personac.1": page(personac, "personac", commands), **others}


def page(command: click.Command, name: str, commands: Mapping[str, click.Command] | None = None) -> str:
    """Return the page of a command, whose name may have two words."""
    title = name.replace(" ", "-")
    summary, *paragraphs = _paragraphs(command.help or "")
    lines = [
        f'.TH "{title.upper()}" "1" "" "personac {__version__}" "personac"',
        *_section("NAME", [f"{roff(title)} \\- {roff(summary.rstrip('.'))}"]),
        *_section("SYNOPSIS", [f".B {roff(name)}", roff(_usage(command))]),
        *_section("DESCRIPTION", [line for text in paragraphs for line in _paragraph(text)]),
        *_section("COMMANDS", [line for row in _rows(commands or {}) for line in _definition(*row)]),
        *_section("OPTIONS", [line for row in _options(command) for line in _definition(*row)]),
        *_section("EXIT STATUS", [line for row in _EXIT_CODES for line in _definition(*row)]),
        *_section("ENVIRONMENT", [line for row in _ENVIRONMENT for line in _definition(*row)]),
        *_section("SEE ALSO", [_see_also(title, commands)]),
    ]
    return "\n".join(lines) + "\n"


def roff(text: str) -> str:
    """Return a text so that roff prints it as it is."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    return f"\\&{escaped}" if escaped.startswith(".") else escaped


def _command(context: click.Context, name: str) -> click.Command:
    found = personac.get_command(context, name)
    if found is None:
        raise LookupError(name)
    return found


def _section(title: str, lines: list[str]) -> list[str]:
    return [f".SH {title}", *lines] if lines else []


def _paragraphs(text: str) -> list[str]:
    return [part.strip("\n") for part in re.split(r"\n\s*\n", cleandoc(text))]


def _paragraph(text: str) -> Iterator[str]:
    """Yield a paragraph; one that begins with a backspace, as in click, keeps its lines as they are."""
    if text.startswith("\b"):
        title, *examples = text.removeprefix("\b").strip("\n").splitlines()
        yield from (f".SH {roff(title.rstrip(':')).upper()}", ".nf", *map(roff, examples), ".fi")
    else:
        yield from (".PP", roff(" ".join(text.split())))


def _usage(command: click.Command) -> str:
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    named = [
        f"[{name}]" if not each.required else name for each in arguments for name in [_argument_name(each)]
    ]
    return " ".join(
        ["[OPTIONS]", *named, *(["COMMAND [ARGS]..."] if isinstance(command, click.Group) else [])]
    )


def _argument_name(argument: click.Argument) -> str:
    return f"{(argument.name or '').upper()}{'...' if argument.nargs < 0 else ''}"


def _rows(commands: Mapping[str, click.Command]) -> Iterator[tuple[str, str]]:
    for name, command in commands.items():
        yield f"personac-{name}(1)", _paragraphs(command.help or "")[0]


def _options(command: click.Command) -> Iterator[tuple[str, str]]:
    for each in command.params:
        if isinstance(each, click.Option) and not each.hidden:
            names = ", ".join([*sorted(each.opts, key=len), *each.secondary_opts])
            yield f"{names}{_value(each)}", " ".join(f"{each.help or ''} {_default(each)}".split())
    yield "-h, --help", "Show this message and exit."


def _value(option: click.Option) -> str:
    if option.is_flag or option.count:
        return ""
    if isinstance(option.type, click.Choice):
        return f" {'|'.join(map(str, option.type.choices))}"
    return f" {option.metavar or option.type.name.upper()}"


def _default(option: click.Option) -> str:
    """Return the default, if --help shows it: a text that stands for it, or the value."""
    shown = option.default if option.show_default is True else option.show_default
    is_shown = isinstance(shown, (str, int, float, Path)) and not isinstance(shown, bool)
    return f"Default: {shown}." if is_shown and not option.is_flag else ""


def _definition(term: str, text: str) -> list[str]:
    return [".TP", f".B {roff(term)}", roff(text)]


def _see_also(title: str, commands: Mapping[str, click.Command] | None) -> str:
    others = [f"personac-{name}" for name in commands] if commands else ["personac"]
    return ", ".join(f"{roff(other)}(1)" for other in others if other != title)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    is_check = parser.parse_args().check
    current = pages()
    stale = stale_pages(FOLDER, current)
    for name in [] if is_check else stale:
        _write(FOLDER / name, current.get(name))
    for name in stale:
        print(f"man/{name}: {'stale' if is_check else 'rewritten'}")
    sys.exit(bool(stale) and is_check)


def stale_pages(folder: Path, current: Mapping[str, str]) -> list[str]:
    """Return the names of pages that are missing, different, or of no command."""
    present = {path.name: path.read_text("utf-8") for path in folder.glob("*")}
    return sorted(name for name in {*present, *current} if present.get(name) != current.get(name))


def _write(path: Path, text: str | None) -> None:
    path.parent.mkdir(exist_ok=True)
    if text is None:
        path.unlink()
    else:
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
