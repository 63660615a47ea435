"""The scenes that ranges are judged by: those they were made by, and others that nobody looked at.

The constants of ``domain/time_left.py`` were chosen by the first ones. What they are worth shows on
the second ones, which are drawn: other sizes, seeds, loads, times of a batch, and rates.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Final, Literal

Load = Literal["alone", "beside others", "others come", "others go", "paused"]
LOADS: Final[tuple[Load, ...]] = ("alone", "beside others", "others come", "others go", "paused")
What = Literal["work", "mail"]
_MUCH: Final[dict[Load, float]] = {"beside others": 3, "others come": 2, "others go": 0.25}
"""How large others are, beside it."""
_DRAWN: Final = 6
"""Scenes of each kind under each load."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A task, and what goes on around it."""

    what: What
    size: int
    """Batches, or mails."""
    load: Load
    seed: int = 1
    batch: timedelta = timedelta(milliseconds=400)
    """What one takes, as a rule."""
    mails_per_second: int = 14
    others: int = 4
    much: float = 0
    """How large each of them is, beside it."""
    when: float = 0.5
    """Share of the time that it takes alone after which others come, or it is paused."""
    pause: timedelta = timedelta(minutes=3)


def known() -> Iterator[Scene]:
    """Those that the constants were chosen by."""
    sizes: dict[What, tuple[int, ...]] = {"work": (20, 200, 2_000), "mail": (500, 3_000)}
    for what in sizes:
        for size, load in product(sizes[what], LOADS):
            yield Scene(what=what, size=size, load=load, much=_MUCH.get(load, 0))


def held_out(seed: int = 20_261_129) -> Iterator[Scene]:
    """Those that nobody chose anything by; with another seed, as many others."""
    dice = random.Random(seed)  # noqa: S311 -- no secret
    whats: tuple[What, ...] = ("work", "mail")
    for what, load, number in product(whats, LOADS, range(_DRAWN)):
        least, most = (30, 1_500) if what == "work" else (300, 4_000)
        yield Scene(
            what=what,
            # From small to large ones, evenly by their logarithm.
            size=round(least * (most / least) ** ((number + dice.random()) / _DRAWN)),
            load=load,
            seed=dice.randrange(1_000, 1_000_000),
            batch=timedelta(
                milliseconds=dice.choice((120, 250, 600, 1_500)[: 4 - (what == "mail")])
            ),
            mails_per_second=dice.choice((5, 10, 25, 50)),
            others=dice.randint(1, 8),
            much=_MUCH.get(load, 0) * dice.uniform(0.5, 2),
            when=dice.uniform(0.2, 0.8),
            pause=timedelta(seconds=dice.uniform(30, 900)),
        )
