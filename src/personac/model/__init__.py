"""The data that passes exchange, frozen: sources and personas, pairs and clusters, the merged agent.

`stages` combines them: it has one class for what each stage of a build makes.
"""

from personac.model.merged import (
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
from personac.model.pairs import Cluster, Cover, KeptApart, Pair, PairTable, ScoredPair, ScoredTable
from personac.model.personas import (
    Bullet,
    BulletKind,
    Entry,
    FrontMatter,
    Persona,
)
from personac.model.stages import Compilation, Extracted, Matched, Merged, Parsed, Planned

__all__ = [
    "Addition",
    "Bullet",
    "BulletKind",
    "Canonical",
    "Cluster",
    "Compilation",
    "Cover",
    "Entry",
    "Extracted",
    "FrontMatter",
    "KeptApart",
    "LeftOut",
    "Line",
    "ListForm",
    "Matched",
    "Merged",
    "MergedField",
    "MergedSection",
    "MovedExample",
    "Origin",
    "Pair",
    "PairTable",
    "Parsed",
    "Persona",
    "Piece",
    "PieceList",
    "Planned",
    "Relation",
    "ScoredPair",
    "ScoredTable",
    "SectionRef",
    "Topic",
    "Variant",
    "Wording",
]
