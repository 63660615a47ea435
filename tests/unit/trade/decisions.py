"""Drives a kind without the engine: lists, decides, writes, finishes, verifies."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from legwork import kinds
from legwork.domain.effect import fold
from legwork.domain.kind import Context, Ending, Finished, Performed
from legwork.domain.lane import tallies_of
from legwork.domain.outcome import Counts, Verdict
from legwork.domain.plan import Target, only_targets
from legwork.domain.reverse import Undoing
from legwork.ports import TransactionRefused
from tests.unit.account import Account
from tests.unit.tasks import NOW

TASK = "01J00000000000000000000001"
UNDO = "01J00000000000000000000009"


class Decisions:
    """One task of a kind, in one batch."""

    def __init__(self, account: Account, kind: str, **params: Any) -> None:
        self.account = account
        self.kind = kinds.find(kind)
        self.params = self.kind.read_params(params)
        self.task = TASK
        self.targets: list[str] = []
        self.performed: Sequence[Performed] = ()
        self.taken_back: Sequence[Performed] = ()

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

    def undo(self, **memory: Any) -> list[Verdict]:
        """Take back what it did, in one batch; answers what came of each target that was done.

        Args:
            memory: by target other than what was remembered.
        """
        reverse = self.kind.reverse
        assert reverse is not None
        decided = zip(self.targets, self.performed, strict=True)
        kept = {target: one.memory for target, one in decided if one.verdict.done}
        context = Undoing(UNDO, self.params, NOW, undone=self.task, memory={**kept, **memory})
        self.taken_back = reverse.perform([*kept], self.account.records, context)
        self.account.commit(fold(e for one in self.taken_back for e in one.effects))
        verdicts = [one.verdict for one in self.taken_back]
        ending = replace(
            self.ending(),
            task_id=UNDO,
            undone=self.task,
            counts=Counts.of(verdicts),
            tallies=tallies_of(one.tallies for one in self.taken_back),
        )
        self.account.commit(reverse.finish(ending, self.account.records).effects)
        outcomes = zip(kept, verdicts, strict=True)
        assert [*reverse.verify(ending, outcomes, self.account.records)] == []
        return verdicts

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
