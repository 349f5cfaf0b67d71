"""The titles around each line of the canonical, which is read from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass, field

from personac.parsing.prompt_tags import closed_name, opening_tag


@dataclass(frozen=True, slots=True)
class _Title:
    """An open section; `level` is that of a heading, `tag` the name of a prompt tag."""

    text: str
    level: int = 0
    tag: str = ""


@dataclass(frozen=True, slots=True)
class OpenTitles:
    """The sections that are open at a line."""

    titles: list[_Title] = field(default_factory=list)

    @property
    def path(self) -> tuple[str, ...]:
        """Their titles, the outermost first."""
        return tuple(title.text for title in self.titles)

    def open_heading(self, level: int, text: str) -> None:
        """Open the section of a heading, and end those of its level in the same tag."""
        while self.titles and self.titles[-1].level >= level:
            self.titles.pop()
        self.titles.append(_Title(text, level))

    def open_tag(self, line: str) -> bool:
        """Open the section of a tag if the line is one; return whether it is."""
        tag = opening_tag(line)
        if tag is not None:
            self.titles.append(_Title(tag.title, tag=tag.name))
        return tag is not None

    def close_tag(self, line: str) -> bool:
        """End the section of the innermost tag if the line ends with its closing tag; return whether."""
        name = closed_name(line)
        inner = next((at for at in reversed(range(len(self.titles))) if self.titles[at].tag), None)
        if not name or inner is None or self.titles[inner].tag != name:
            return False
        del self.titles[inner:]
        return True
