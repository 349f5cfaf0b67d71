"""Families for what is in a source: markdown, front matter, bullets, references."""

from __future__ import annotations

from bench.growth.block_families import BLOCK_FAMILIES
from bench.growth.front_matter_families import FRONT_MATTER_FAMILIES
from bench.growth.inline_families import INLINE_FAMILIES

SOURCE_FAMILIES = (*BLOCK_FAMILIES, *INLINE_FAMILIES, *FRONT_MATTER_FAMILIES)
