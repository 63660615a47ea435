"""Records as a batch was given them, and as its own effects leave them.

Targets of one batch may touch the same record. Each is decided on what those before it leave
behind; the engine folds their writes into one, under the first one's condition.
"""

from __future__ import annotations

from collections.abc import Mapping

from legwork.domain.effect import Effect, Item, Key, applied


class Draft:
    """A batch's view of the records.

    Args:
        found: what was read.
    """

    def __init__(self, found: Mapping[Key, Item]) -> None:
        self._items: dict[Key, Item] = dict(found)

    def __contains__(self, key: Key) -> bool:
        return key in self._items

    def get(self, key: Key) -> Item | None:
        """A record, if there is one."""
        return self._items.get(key)

    def write(self, effect: Effect) -> Effect:
        """Take an effect into account; answers it."""
        after = applied(effect, self._items.get(effect.key))
        if after is None:
            self._items.pop(effect.key, None)
        else:
            self._items[effect.key] = after
        return effect
