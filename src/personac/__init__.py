r"""personac compiles overlapping AI-agent personas into one canonical agent.

As a library, `build` compiles files given as text or bytes and returns everything that a build would write.
The disk is not touched:

>>> import personac
>>> one = "# Reviewer\n\n- Read the tests first\n"
>>> two = "# Reviewer\n\n- Read the tests first\n- Name the file and the line\n"
>>> built = personac.build({"agents/one.md": one, "agents/two.md": two}, name="reviewer")
>>> print(built.outputs["reviewer.md"].decode(), end="")
---
name: reviewer
---
<BLANKLINE>
# Reviewer
<BLANKLINE>
- Read the tests first
- Name the file and the line
>>> "variants/one.patch" in built.outputs
True

Where there is no result, a `PersonacError` says why:

>>> try:
...     personac.build({"../one.md": one})
... except personac.PersonacError as error:
...     print(error)
'../one.md': leads out of the project with `..`
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from personac.building.given_files import GivenFiles
    from personac.building.in_memory import Built
    from personac.diagnostics.diagnostic import PersonacError

__all__ = ["Built", "PersonacError", "__version__", "build"]
__version__ = "0.1.0"


def build(
    sources: GivenFiles, rules: GivenFiles | None = None, name: str = "", *, large: bool = False
) -> Built:
    """Compile `sources` by `rules`, both contents (text or bytes) by relative path (text or `Path`).

    The result's `outputs` are the files of a build by name, its `compilation` holds every intermediate
    product, its `diagnostics` are those of the build. `large` allows sources of more than 4 MiB or 20,000
    list items and paragraphs. Raises `PersonacError` where there is no result, and `TypeError` for arguments
    of another type.
    """
    from personac.building.given_files import checked_files, checked_name
    from personac.building.in_memory import build_in_memory

    rules_files = {} if rules is None else checked_files(rules, "rules")
    given = checked_files(sources, "sources")
    return build_in_memory(given, rules_files, checked_name(name), large=large)


def __getattr__(attribute: str) -> object:
    """Import what the type checker sees above when it is used: `import personac` has to be fast."""
    if attribute == "Built":
        from personac.building.in_memory import Built

        return Built
    if attribute == "PersonacError":
        from personac.diagnostics.diagnostic import PersonacError

        return PersonacError
    message = f"module {__name__!r} has no attribute {attribute!r}"
    raise AttributeError(message)
