"""Tasks that have lost every message they had."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Abandoned:
    """Tasks of Riverside that nothing but the watchdog can bring to their end."""

    permit: str
    unplanned: str
    """Path of the one whose planning was never asked for."""
    undriven: str
    """Path of the one whose lanes have no tokens."""
