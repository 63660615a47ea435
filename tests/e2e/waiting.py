"""Waits for what happens elsewhere: in queues, workers and schedules."""

import time
from collections.abc import Callable
from typing import Any, Final, TypeVar

T = TypeVar("T")

PATIENCE_SECONDS = 120
"""Far more than anything takes on a busy machine."""
LOOK_SECONDS = 0.02
SELDOM_SECONDS = 0.5
"""Whatever takes long is looked at less and less often: each look costs the stack work."""
SHARE = 0.1
"""Of the time that somebody has waited, until the next look: no wait gets longer by more."""
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
    begun = time.monotonic()
    while not (found := look()):
        waited = time.monotonic() - begun
        assert waited < within, f"{what}: not within {within} s, last seen: {found!r}"
        time.sleep(max(LOOK_SECONDS, min(waited * SHARE, SELDOM_SECONDS)))
    return found
