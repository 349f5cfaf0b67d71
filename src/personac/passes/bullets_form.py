"""How the bullets of a persona are kept as bytes, and under which key."""

from __future__ import annotations

import msgspec

from personac.ir import Bullet, Persona
from personac.memory import key_of

Bullets = tuple[Bullet, ...]


class BulletsForm:
    """A `memory.Form`; the types of all fields are checked on the way in."""

    def write(self, value: Bullets) -> bytes | None:
        """Return the bytes; None where a text is none that UTF-8 knows."""
        try:
            return msgspec.msgpack.encode(value)
        except UnicodeEncodeError:
            return None

    def read(self, data: bytes) -> Bullets:
        """Return the bullets. Raises `ValueError` for bytes that `write` did not make."""
        return msgspec.msgpack.decode(data, type=Bullets)


def bullets_key(persona: Persona, groups: tuple[tuple[str, ...], ...]) -> str:
    """Return the key of a persona's bullets, whose normal form is under the `groups` of a vocabulary."""
    source = persona.source
    place = (persona.id.encode(), source.path.encode(), source.data)
    return key_of("bullets", *place, msgspec.msgpack.encode(groups))
