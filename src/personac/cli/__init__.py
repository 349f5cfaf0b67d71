"""The command line: each command parses, calls one function, prints, and returns an exit code.

Exit codes: 0 fine, 1 findings at error level or stale outputs, 2 wrong usage
or input that cannot be read.
"""

from __future__ import annotations

import click

from personac.cli.build import build
from personac.cli.diff import diff
from personac.cli.expand import expand
from personac.cli.explain import explain
from personac.cli.report import report
from personac.cli.rules import rules
from personac.version import VERSION

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=_CONTEXT)
@click.version_option(VERSION, prog_name="personac")
def main() -> None:
    """Compile overlapping AI-agent personas into one canonical agent.

    \b
    Examples:
      personac build                        # agents/*.md and rules/ into build/
      personac build team/*.md -o out       # other files, other folder
      personac build --check                # in CI: is build/ up to date?
      personac report                       # who says what others say
      personac explain build/agent.md:42    # where a line came from
      personac diff a.md b.md               # what two personas say alike and otherwise
      personac expand build/variants/x.patch > x.md
    """


for command in (build, diff, expand, explain, report, rules):
    main.add_command(command)
