"""What the options of `personac scan` say: what to scan, how, and what to do with the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from personac.cli.console import not_empty

if TYPE_CHECKING:
    from personac.building.project import Project
    from personac.report.gate_limits import Gate
    from personac.scan.scan_request import Measure, ScanRequest, Shard

_MEASURED = 10  # families


class ScanOptions(NamedTuple):
    """What to do with the result of a scan; `form` is its format on stdout."""

    form: Any
    gates: tuple[Gate, ...]
    baseline: Path | None
    new_baseline: Path | None
    write_groups: bool
    schema: bool

    def measured(self, place: ScanPlace) -> Measure:
        """Return how many families are built where nobody says it: few for a look at the terminal."""
        is_kept = place.outputs or self.form != "text" or self.gates
        return _MEASURED if is_kept else "auto"

    @property
    def uses_result(self) -> bool:
        """Whether there has to be a result, which a single stage does not have."""
        return bool(self.gates or self.baseline or self.new_baseline or self.write_groups)


class ScanPlace(NamedTuple):
    """What is scanned, where, and how; as `ScanRequest`, without the project."""

    roots: tuple[Path, ...]
    outputs: Path | None
    rules: Path | None
    engine: str
    jobs: int | None
    partitions: int | None
    work: Path | None
    stage: str
    shard: Shard | None
    measure: Measure | None
    tables: Path | None

    def request(self, project: Project, measured: Measure) -> ScanRequest:
        """Return the request; `measured` is how many families are built where nobody says it."""
        from personac.scan.scan_request import ScanRequest

        fields = self._asdict() | {"jobs": self.jobs or 0, "partitions": self.partitions or 0}
        measure = measured if self.measure is None else self.measure
        return ScanRequest(**fields | {"measure": measure}, project=project)


def read_with(name: str) -> Callable[[click.Context, click.Parameter, str | None], Any]:
    """Return a callback that reads an option with the function `read_<name>`."""

    def read(context: click.Context, parameter: click.Parameter, value: str | None) -> object:
        if value is None:
            return None
        not_empty(context, parameter, value)
        from personac.scan import scan_request

        try:
            return getattr(scan_request, f"read_{name}")(value)
        except scan_request.ScanOptionError as error:
            raise click.BadParameter(str(error)) from None

    return read


def read_stage(context: click.Context, parameter: click.Parameter, value: str | None) -> str:
    """Read the name of a stage, empty for none. Raises `click.BadParameter`."""
    stage: str = read_with("stage")(context, parameter, value) or ""
    return stage


def completed_by(name: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Return what completes an option by the names in the tuple `name`."""

    def complete(
        _context: click.Context, _parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from personac.scan import scan_request

        names: Sequence[str] = getattr(scan_request, name)
        return [CompletionItem(one) for one in names if one.startswith(incomplete)]

    return complete


def read_gates(context: click.Context, parameter: click.Parameter, value: str) -> tuple[Gate, ...]:
    """Read the gates. Raises `click.BadParameter`."""
    not_empty(context, parameter, value)
    if not value:
        return ()
    from personac.report.gate_limits import GateError
    from personac.scan.scan_gates import parse_scan_gates

    try:
        return parse_scan_gates(value)
    except GateError as error:
        raise click.BadParameter(str(error)) from None


def check_usage(place: ScanPlace, options: ScanOptions) -> None:
    """Raise `click.UsageError` for options that do not fit each other."""
    problems = (
        (place.shard and not place.stage, "--shard is a part of a stage: name it with --stage"),
        (place.stage and place.work is None, "--stage needs the folder of the other stages: --work DIR"),
        (
            place.stage and (place.outputs or place.tables or options.uses_result or options.form != "text"),
            "--stage has no result yet: run the same command without it when all stages are done",
        ),
    )
    for is_wrong, message in problems:
        if is_wrong:
            raise click.UsageError(message)
