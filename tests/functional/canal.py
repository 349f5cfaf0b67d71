"""A small repository with a family, copies, drifted copies and a persona of its own: that of docs/scan.md."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_TIDE = "Read the tide table before the gate is opened"
_LEVEL = "Write the level of both basins into the log every hour"
_GATES = "Close the upper gate before the lower one is unlocked"
_BOATS = "Let no boat pass while the sluice is running"
_HINGES = "Grease the hinges of both gates once a week"
_CHAIN = "Call the engineer when a chain makes a noise"
_NETS = (
    "Sort the nets by the width of their mesh",
    "Cut out what is rotten before a hole is mended",
    "Tie each knot twice and wet it",
)
_FERRY = (
    "ferry-pilot",
    "Steers the ferry between the two banks of the river.",
    "Check the rudder before the first passage",
    "Carry no more than forty people at a time",
    "Wait for the signal of the other bank",
    "Keep clear of the buoys in fog",
)
_PERSONAS: Mapping[str, tuple[str, ...]] = {
    "agents/lock-keeper.md": (
        "lock-keeper", "Opens and closes the gates of the canal lock for boats.",
        _TIDE, _LEVEL, _GATES, _BOATS, "Ring the bell twice when a boat asks to enter",
        "Count the boats of the day and send the number to the harbour office",
    ),
    "agents/gate-warden.md": (
        "gate-warden", "Opens and closes the gates of the canal lock at night.",
        _TIDE, _LEVEL, _GATES, _BOATS, _HINGES, _CHAIN,
        "Light the lamps at both ends of the lock after sunset",
    ),
    "agents/sluice-master.md": (
        "sluice-master", "Runs the sluices of the canal lock and keeps the water level.",
        _LEVEL, _GATES, _BOATS, _HINGES, _CHAIN, "Open the sluice by a quarter at first and wait a minute",
    ),
    "agents/net-mender.md": (
        "net-mender", "Mends fishing nets that were torn on the rocks.",
        *_NETS, "Dry the nets in the shade and never in the sun",
    ),
    "agents/ferry-pilot.md": _FERRY,
    "agents/baker.md": (
        "baker", "Bakes the bread for the harbour.",
        "Light the oven at three", "Weigh the flour twice",
        "Let the dough rest for an hour under a cloth", "Sell what is left of yesterday at half the price",
    ),
    "old/ferry.md": _FERRY,
    "old/net-mender.md": (
        "net-mender", "Mends fishing nets.",
        *_NETS, "Burn the scraps of the nets on Fridays", "Lend no net to anybody without a receipt",
    ),
}  # fmt: skip


def write_canal(folder: Path) -> None:
    """Write the personas into a folder."""
    for path, (name, description, *bullets) in _PERSONAS.items():
        file = folder / path
        file.parent.mkdir(exist_ok=True)
        head = f"---\nname: {name}\ndescription: {description}\n---\n\n# {name}\n\n"
        file.write_text(head + "".join(f"- {bullet}\n" for bullet in bullets), encoding="utf-8")
