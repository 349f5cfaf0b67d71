"""What can be asked of `personac report`: its options, handed on as one value."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from personac.cli.console import Console

if TYPE_CHECKING:
    from personac.report.gates import Gate

_FORMATS = ("text", "md", "json", "html", "sarif", "github", "gitlab")
_SINCE_FORMATS = ("text", "md", "json")
_PATH = click.Path(path_type=Path)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a user asked for; `form` is empty where no format was named."""

    folder: Path
    form: str
    since: str
    graph: Path | None
    gates: tuple[Gate, ...]
    baseline: Path | None
    new_baseline: Path | None
    schema: bool

    @property
    def shows_report(self) -> bool:
        """Whether the report itself is asked for, rather than a file or a verdict."""
        other = (self.graph, self.gates, self.baseline, self.new_baseline)
        return bool(self.form) or not any(other)


def _gates(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[Gate, ...]:
    from personac.report.gates import GateError, parse_gates

    try:
        return parse_gates(value) if value else ()
    except GateError as error:
        raise click.BadParameter(str(error)) from None


def _graph(_context: click.Context, _parameter: click.Parameter, value: Path | None) -> Path | None:
    if value is None:
        return None
    from personac.report.graph import GRAPH_SUFFIXES

    if value.suffix.lower() not in GRAPH_SUFFIXES:
        problem = f"the file's name must end in one of {', '.join(GRAPH_SUFFIXES)}"
        raise click.BadParameter(problem)
    return value


_OPTIONS = (
    click.argument("build_dir", required=False, type=_PATH),
    click.option(
        "-o", "--output", type=_PATH, default=Path("build"), show_default=True,
        help="Folder of the build, where BUILD_DIR is not named.",
    ),
    click.option(
        "--format", "form", type=click.Choice(_FORMATS), default=None,
        help="How to show it, on stdout; the last three list contradictions and clusters.  [default: text]",
    ),
    click.option(
        "--since", default="", metavar="REPORT|GITREV",
        help="Show what is different since an earlier report.json, or since the build at a git revision.",
    ),
    click.option(
        "--graph", type=_PATH, callback=_graph, metavar="FILE",
        help="Write the bullets and clusters as a graph: .graphml, .dot or .svg.",
    ),
    click.option(
        "--fail-on", "gates", default="", callback=_gates, metavar="GATE=MOST[,...]",
        help="Exit 1 above duplicates=N, contradictions=N or overlap=SHARE.",
    ),
    click.option("--baseline", type=_PATH, metavar="FILE", help="Pass over the findings that FILE knows."),
    click.option(
        "--write-baseline", "new_baseline", type=_PATH, metavar="FILE", help="Write all findings to FILE."
    ),
    click.option("--schema", is_flag=True, help="Print the JSON Schema of report.json."),
)  # fmt: skip


def report_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of `personac report`, and hand them on as one `asked`."""

    @functools.wraps(command)
    def wrapped(
        *,
        build_dir: Path | None,
        output: Path,
        form: str | None,
        console: Console,
        **others: Any,  # noqa: ANN401
    ) -> None:
        asked = Asked(folder=build_dir or output, form=form or "", **others)
        if asked.since and asked.form not in {"", *_SINCE_FORMATS}:
            problem = f"--since is shown as {', '.join(_SINCE_FORMATS)}, not as {asked.form}"
            raise click.UsageError(problem)
        command(asked, console=console)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped
