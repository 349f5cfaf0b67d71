"""The closed catalogue of what personac can find: every kind, documented.

`personac explain PC101` prints an entry. Codes never change their meaning:
PC0xx is about files, PC1xx front matter, PC2xx the body, PC3xx rules, PC4xx
matching and merging, PC5xx outputs, PC6xx reports; each has a module or more.
A build that has nothing to do tells again what the last one found, and needs
no more of the catalogue than the kinds of that.
"""

from __future__ import annotations

from importlib import import_module

from personac.diagnostics.model import Kind

_ROOMS = {
    "PC0": ("sources",),
    "PC1": ("front_matter",),
    "PC3": ("rules",),
    "PC4": ("merging", "merged_front_matter", "keeping"),
    "PC5": ("outputs",),
    "PC6": ("reporting",),
}


def kind_of(code: str) -> Kind:
    """Return the kind of a code, as in `PC101`. Raises `LookupError` where there is none."""
    for room in _ROOMS.get(code[:3], ()):
        for found in vars(import_module(f"{__name__}.{room}")).values():
            if isinstance(found, Kind) and found.code == code:
                return found
    raise LookupError(code)
