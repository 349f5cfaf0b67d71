"""Patches as a build writes them."""

from __future__ import annotations

from personac.emit.variant_patches import Original


def unified_diff(canonical: bytes, source: bytes, name: str) -> bytes:
    """Return the whole patch that turns `canonical`, the file `<name>.md`, into `source`."""
    return b"".join(Original(canonical, name).diff(source))
