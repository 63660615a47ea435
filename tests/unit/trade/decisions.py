"""Drives a kind without the engine: lists, decides, writes, finishes, verifies."""

from collections.abc import Mapping, Sequence
from typing import Any

from legwork import kinds
from legwork.domain.effect import fold
from legwork.domain.kind import Context, Ending, Finished, Performed
from legwork.domain.lane import tallies_of
from legwork.domain.outcome import Counts, Verdict
from legwork.domain.plan import Target, only_targets
from legwork.ports import TransactionRefused
from tests.unit.account import Account
from tests.unit.tasks import NOW

TASK = "01J00000000000000000000001"


class Decisions:
    """One task of a kind, in one batch."""

    def __init__(self, account: Account, kind: str, **params: Any) -> None:
        self.account = account
        self.kind = kinds.find(kind)
        self.params = self.kind.read_params(params)
        self.task = TASK
        self.targets: list[str] = []
        self.performed: Sequence[Performed] = ()

    def check(self) -> None:
        self.kind.check(self.params, self.account.records, NOW)

    def found(self, after: str | None = None) -> Sequence[Target]:
        """What the kind lists."""
        return [*only_targets(self.kind.targets(self.params, self.account.records, after))]

    def listed(self, after: str | None = None) -> Sequence[str]:
        return [target.key for target in self.found(after)]

    def decide(self, *, again: bool = False) -> Sequence[Performed]:
        """Decide on all targets, listed before or now; nothing is written."""
        self.targets = self.targets or [*self.listed()]
        if not self.targets:
            return ()
        context = Context(self.task, self.params, NOW, again=again)
        return self.kind.perform(self.targets, self.account.records, context)

    def run(self) -> list[Verdict]:
        """Decide on all targets and write what came of it; once more if that is refused."""
        try:
            self._run(again=False)
        except TransactionRefused:
            self._run(again=True)
        return self.verdicts

    def _run(self, *, again: bool) -> None:
        self.performed = self.decide(again=again)
        self.account.commit(fold(e for one in self.performed for e in one.effects))

    @property
    def verdicts(self) -> list[Verdict]:
        return [one.verdict for one in self.performed]

    @property
    def tallies(self) -> Mapping[str, int]:
        return tallies_of(one.tallies for one in self.performed)

    def ending(self, *, cancelled: bool = False) -> Ending[Any]:
        return Ending(
            task_id=self.task,
            params=self.params,
            now=NOW,
            ended=True,
            cancelled=cancelled,
            total=len(self.targets),
            counts=Counts.of(self.verdicts),
            tallies=self.tallies,
        )

    def finish(self, *, cancelled: bool = False) -> Finished:
        """Finish, and write what that takes."""
        finished = self.kind.finish(self.ending(cancelled=cancelled), self.account.records)
        self.account.commit(finished.effects)
        return finished

    def problems(self) -> Sequence[str]:
        outcomes = zip(self.targets, self.verdicts, strict=True)
        return [*self.kind.verify(self.ending(), outcomes, self.account.records)]
