"""Notes of reviewers for their colleagues: `notes/<agent>/<key>.<reviewer>.md`. No build reads them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from personac.config.decision_files import named_item
from personac.review.decision_folder import cannot_write
from personac.storage.filesystem import folder_entries, read_if_possible
from personac.storage.named_file import write_file
from personac.storage.overwrite_policy import resolve_folder

_FOLDER, _KIND = "notes", ".md"


class _Note(NamedTuple):
    key: str
    by: str
    text: str


class Notes(NamedTuple):
    """The notes on one agent, as one reviewer has them."""

    folder: Path
    by: str

    @classmethod
    def beside(cls, decisions: Path, by: str) -> Notes:
        """Return the notes of the agent whose decisions are in a folder."""
        return cls(decisions.parent.parent / _FOLDER / decisions.name, by)

    def own(self) -> Mapping[str, str]:
        """Return the notes of this reviewer by the keys of their items."""
        return {note.key: note.text for note in self._all() if note.by == self.by}

    def of_others(self) -> Mapping[str, Mapping[str, str]]:
        """Return the notes of others by the keys of their items, then by their names."""
        others: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for note in self._all():
            if note.by != self.by:
                others[note.key][note.by] = note.text
        return others

    def put(self, key: str, text: str) -> None:
        """Write the note on an item, or remove an empty one. Raises `PersonacError`."""
        path = self.folder / f"{key}.{self.by}{_KIND}"
        resolve_folder(self.folder)  # a link that leads out of the project may have come with it
        try:
            if text.strip():
                self.folder.mkdir(parents=True, exist_ok=True)
                write_file(path, f"{text.strip()}\n".encode())
            else:
                path.unlink(missing_ok=True)
                with suppress(OSError):
                    self.folder.rmdir()
        except OSError as error:
            raise cannot_write(error, path) from error

    def _all(self) -> Iterator[_Note]:
        for entry in folder_entries(self.folder):
            named, data = named_item(entry.name, _KIND), read_if_possible(self.folder / entry.name)
            if named and data is not None:
                yield _Note(*named, data.decode("utf-8", "replace").rstrip("\n"))
