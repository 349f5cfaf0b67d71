"""personac compiles overlapping AI-agent personas into one canonical agent.

As a library, `build` compiles files given as bytes and returns everything that a build would write. The
disk is not touched:

    import personac
    result = personac.build({"agents/a.md": a, "agents/b.md": b})
    result.outputs["a.md"]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from personac.building.in_memory import Built

__all__ = ["__version__", "build"]
__version__ = "0.1.0"


def build(sources: Mapping[str, bytes], rules: Mapping[str, bytes] | None = None, name: str = "") -> Built:
    """Compile `sources` by `rules`, both contents by relative POSIX path.

    The result's `outputs` are the files of a build by name, its `compilation` holds every intermediate
    product, its `diagnostics` are those of the build. Raises `personac.diagnostics.diagnostic.PersonacError`
    where there is no result.
    """
    from personac.building.in_memory import build_in_memory

    return build_in_memory(sources, rules or {}, name)
