"""Limits of one account, where operators set others than those of the stage."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace

from legwork.domain.errors import InvalidInput

MOST = 1_000_000
"""Highest limit: beyond it nobody meant what they wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What operators grant an account; nothing where the stage's limit holds."""

    running_tasks: int | None = None
    """Listed tasks that run at one time; others wait."""
    mails_per_second: int | None = None
    """Mails that leave in a second."""
    requests_per_second: int | None = None
    """Calls of the API that are answered in a second, in the long run."""
    requests_at_once: int | None = None
    """Calls of the API that are answered at one moment."""

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if value is not None and not 1 <= value <= MOST:
                raise InvalidInput.of(name, f"give a whole number from 1 to {MOST:,}")

    def change(self, **limits: int | None) -> Limits:
        """These limits with some of them set, or, with nothing, left to the stage again.

        Raises:
            InvalidInput: one is below 1 or beyond reason, or there is no limit of such a name.
        """
        for name in limits:
            if name not in NAMES:
                raise InvalidInput.of(name, f"there is no such limit; there are {', '.join(NAMES)}")
        return replace(self, **limits)


NAMES = tuple(field.name for field in fields(Limits))
"""The limits that there are."""
