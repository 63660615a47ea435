"""Two kinds that only take time: one batch of the flood's fills a slice, a quiet one's does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from legwork import kinds
from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.outcome import Verdict
from legwork.domain.permission import Permission
from legwork.domain.plan import EFFECTS_LIMIT, Target
from legwork.domain.record import Records


@dataclass(frozen=True, slots=True)
class Params:
    """How much there is to do."""

    targets: int


def _check(_params: Params, _records: Records, _now: datetime) -> None:
    pass


def _targets(params: Params, _records: Records, after: str | None) -> Iterator[Target]:
    for number in range(params.targets):
        if after is None or f"{number:08d}" > after:
            yield Target(f"{number:08d}")


def _perform(
    targets: Sequence[str], _records: Records, _context: Context[Params]
) -> Sequence[Performed]:
    return [Performed(Verdict()) for _ in targets]


def _finish(_ending: Ending[Params], _records: Records) -> Finished:
    return Finished()


def _verify(*_: object) -> Iterator[str]:
    return iter(())


def _kind(name: str, writes: int) -> Kind[Params]:
    return Kind(
        name=name,
        title=name,
        permission=Permission.PERMITS,
        params=Params,
        describe=lambda params: f"{name} of {params.targets}",
        check=_check,
        targets=_targets,
        perform=_perform,
        finish=_finish,
        verify=_verify,
        writes=writes,
    )


FLOOD: Final = _kind("flood", EFFECTS_LIMIT)
"""A target is a batch."""
QUIET: Final = _kind("quiet", 1)


@contextmanager
def known() -> Iterator[None]:
    """Both can be launched meanwhile."""
    every = kinds.all_kinds()
    every |= {kind.name: kind for kind in (FLOOD, QUIET)}
    try:
        yield
    finally:
        for kind in (FLOOD, QUIET):
            del every[kind.name]
