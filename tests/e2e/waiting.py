"""Waits for what happens elsewhere: in queues, workers and schedules."""

import time
from collections.abc import Callable
from typing import Any, Final, TypeVar

T = TypeVar("T")

PATIENCE_SECONDS = 120
"""Far more than anything takes on a busy machine."""
LOOK_SECONDS = 0.02
SELDOM_SECONDS = 0.1
"""Whatever takes long is looked at less and less often: each look costs the stack work."""
SLOWLY: Final[Any] = {"timeout": 35, "trust_env": False}
"""How ``httpx`` asks whoever may be slow: no API takes longer than its gateway waits."""


def until(look: Callable[[], T], what: str, *, within: float = PATIENCE_SECONDS) -> T:
    """What was found, as soon as it is truthy.

    Args:
        look: is called again and again.
        what: is waited for, in words.
        within: seconds after which that is hopeless.

    Raises:
        AssertionError: it has not come; says what was seen last.
    """
    end, pause = time.monotonic() + within, LOOK_SECONDS
    while not (found := look()):
        assert time.monotonic() < end, f"{what}: not within {within} s, last seen: {found!r}"
        time.sleep(pause)
        pause = min(pause * 1.2, SELDOM_SECONDS)
    return found
