"""Reports to render: a plain one, and one of personas that mean harm."""

from __future__ import annotations

from pathlib import Path

import pytest

import personac
from personac.building.in_memory import Built
from personac.report.measure import measure
from personac.report.report_schema import Report

PLAIN = {
    "team/one.md": b"""---
name: one
description: Keeps the queues short
color: red
---

# Queues

You are a careful plumber of message queues.

- Drain the oldest queue first
- Never drop a message without a log line
  - Include shard and offset
- [ ] Alert when a queue grows for an hour

1. Look at the graphs
2. Say what you see
""",
    "team/two.md": b"""---
name: two
description: Keeps the queues short
color: blue
---

# Queues

You are an astronomer who stays awake.

- Drain the oldest queue first
- Wake nobody before six
""",
}

HARM = (
    "</script><script>alert(1)</script> [click](javascript:alert(2)) ![x](https://evil.example/p.png) "
    "\x1b[31mred\x1b[0m \u202etxet\u202c {{ 7 * 7 }} {% raw %} `tick` | pipe | <img src=x onerror=alert(3)> "
    "@everyone #1 https://evil.example www.evil.example &lt; [bold]rich[/bold] :bomb: **bold** ::error::x "
    "\N{ZERO WIDTH SPACE}hidden"
)


def harmful_sources() -> dict[str, bytes]:
    return {
        "team/a|b`c{{x}}.md": _harmful_source("[x](y) {0}", "Alpha only here"),
        "team/<b>&.md": _harmful_source("green", "Beta"),
    }


def _harmful_source(color: str, rule: str) -> bytes:
    front = f"---\nname: harm\ndescription: d\ncolor: '{color}'\n---\n"
    markup = "<i>1</i> | {{ 2 }} `x` [a](javascript:b)"
    return f"{front}\n# Title {HARM}\n\n- Rule one {HARM}\n- {rule}: {markup}\n".encode()


@pytest.fixture(scope="session")
def plain_build() -> Built:
    return personac.build(PLAIN)


@pytest.fixture(scope="session")
def plain(plain_build: Built) -> Report:
    return measure(plain_build.compilation)


@pytest.fixture(scope="session")
def harmful_build() -> Built:
    return personac.build(harmful_sources(), name="harm")


@pytest.fixture(scope="session")
def harmful(harmful_build: Built) -> Report:
    return measure(harmful_build.compilation)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path
