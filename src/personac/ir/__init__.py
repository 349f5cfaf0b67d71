"""What the passes hand on to each other: frozen data, and nothing that acts.

The order of the modules is the way of the data: personas, matches, merged;
`Compilation` collects them all.
"""

from personac.ir.compilation import Compilation
from personac.ir.matches import (
    Cluster,
    Cover,
    KeptApart,
    Pair,
    ScoredPair,
    Telling,
    frozen,
    telling,
)
from personac.ir.merged import (
    Addition,
    Canonical,
    LeftOut,
    Line,
    ListForm,
    MergedField,
    MergedSection,
    MovedExample,
    Origin,
    Piece,
    PieceList,
    Relation,
    SectionRef,
    Topic,
    Variant,
    Wording,
)
from personac.ir.pair_tables import (
    PairTable,
    ScoredTable,
    among,
    at_least,
    edges_among,
    edges_at_least,
    with_more,
)
from personac.ir.personas import (
    Bullet,
    BulletKind,
    Entry,
    FrontMatter,
    Persona,
)

__all__ = [
    "Addition",
    "Bullet",
    "BulletKind",
    "Canonical",
    "Cluster",
    "Compilation",
    "Cover",
    "Entry",
    "FrontMatter",
    "KeptApart",
    "LeftOut",
    "Line",
    "ListForm",
    "MergedField",
    "MergedSection",
    "MovedExample",
    "Origin",
    "Pair",
    "PairTable",
    "Persona",
    "Piece",
    "PieceList",
    "Relation",
    "ScoredPair",
    "ScoredTable",
    "SectionRef",
    "Telling",
    "Topic",
    "Variant",
    "Wording",
    "among",
    "at_least",
    "edges_among",
    "edges_at_least",
    "frozen",
    "telling",
    "with_more",
]
