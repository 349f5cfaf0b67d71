"""`personac rules`."""

from __future__ import annotations

import click

from personac.cli.console import Console, console_options


@click.command("rules")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of rules files, for editors.")
@console_options
def command(*, schema: bool, console: Console) -> None:
    """Print the default rules: every setting with its description.

    Copy what you want to change into a file under rules/.

    \b
    Examples:
      personac rules > rules/personac.toml
      personac rules --schema > personac-rules.schema.json
    """
    import json

    from personac.config.loader import defaults, rules_schema

    text = json.dumps(rules_schema(), indent=2) + "\n" if schema else defaults()
    console.result(text)
