"""Roads: what is done on purpose so that the functions ask for all that their roles allow."""

from collections.abc import Callable
from functools import wraps
from typing import TypeAlias

from tests.e2e.iam.roles import Roles
from tests.e2e.park import Park

Road: TypeAlias = Callable[[Park, Roles], None]

ROADS: list[Road] = []
"""All of them; those of a module once it is imported."""


def road(test: Road) -> Road:
    """Let a test be a road too: it is taken once, whoever asks first.

    So the grants are compared with all roads, even when no other test has run yet.
    """
    taken: set[Park] = set()

    @wraps(test)
    def take(park: Park, roles: Roles) -> None:
        if park not in taken:
            test(park, roles)
            taken.add(park)

    ROADS.append(take)
    return take
