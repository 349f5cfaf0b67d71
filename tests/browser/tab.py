"""An open page as a test sees it, and the folder of the project that it reports on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import personac

ESCAPE, ENTER = "\ue00c", "\ue007"  # as WebDriver calls these keys


@dataclass(frozen=True)
class Project:
    """A folder with sources and what was built from them."""

    folder: Path
    report: Mapping[str, Any]

    @property
    def page(self) -> Path:
        return self.folder / "build" / "report.html"


@dataclass(frozen=True)
class Tab:
    """An open page, asked in JavaScript."""

    driver: Any

    def ask(self, script: str, *arguments: object) -> Any:  # noqa: ANN401 - whatever JSON can say
        """Evaluate an expression."""
        return self.driver.execute_script(f"return {script}", *arguments)

    def do(self, script: str, *arguments: object) -> None:
        """Run statements."""
        self.driver.execute_script(script, *arguments)

    def key(self, *keys: str) -> None:
        """Press keys where the focus is."""
        self.driver.switch_to.active_element.send_keys(*keys)

    def click(self, selector: str) -> None:
        """Click as a user does, once it is in sight."""
        element = self.driver.find_element("css selector", selector)
        self.do("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def choose(self, field: str, value: str) -> None:
        """Set a field and tell the page, as typing does."""
        self.do(
            "const field = document.getElementById(arguments[0]); field.value = arguments[1];"
            "field.dispatchEvent(new Event('input', {bubbles: true}))",
            field,
            value,
        )

    def wait(self, condition: str) -> None:
        """Wait until an expression is true."""
        self.driver.execute_async_script(
            "const done = arguments[0]; const look = () => "
            f"({condition}) ? done() : setTimeout(look, 20); look();"
        )

    @property
    def shown(self) -> list[str]:
        """The ids of the cards that are shown, in order."""
        visible = "[...document.querySelectorAll('.card:not([hidden])')]"
        ids: list[str] = self.ask(f"{visible}.map(card => decodeURIComponent(card.id))")
        return ids

    @property
    def status(self) -> str:
        text: str = self.ask("document.getElementById('shown').textContent")
        return text


Open = Callable[..., Tab]


def write_project(
    folder: Path, sources: Mapping[str, bytes], name: str = "", rules_text: str = ""
) -> Project:
    """Write sources and a build of them."""
    built = personac.build(sources, {"rules/all.toml": rules_text.encode()}, name)
    outputs = {f"build/{path}": data for path, data in built.outputs.items()}
    for path, data in {**sources, **outputs}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return Project(folder, json.loads(built.outputs["report.json"]))
