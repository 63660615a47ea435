"""The checker is worth its name for mail, too: planted faults are found."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import pytest

from legwork.domain.effect import Check, Clause, Effect, Equals, Item, Update
from legwork.domain.notice import NoticeRow, NoticeState
from legwork.store import notice_rows
from legwork.testing.faults import Crash, crash_after, crash_before, interrupt, lose_answer
from legwork.testing.interleave import interleave
from legwork.testing.invariants import problems
from tests.faults.cancel import Cancel
from tests.faults.mail_staged import CLAIMED, with_notices
from tests.faults.side_by_side import InTurn
from tests.faults.test_checker import Careless, Change, without
from tests.faults.trial import Trial

NAME = "cancellation"
CLAIM, SEND, SETTLE = CLAIMED - 2, CLAIMED - 1, CLAIMED
"""Numbers of these calls of a deliverer."""
COMMIT = 11
"""Number of this call of a worker."""


def planted(change: Change) -> tuple[Trial, Callable[[], None]]:
    """A task with staged notices whose writes are changed, and what a deliverer of them does."""
    staged, message = with_notices(NAME)
    trial = staged.fork()
    trial.fleet.database = Careless(trial.fleet.database, change)
    return trial, partial(trial.fleet.handle, message)


def found(trial: Trial) -> str:
    trial.fleet.settle(watching=False)
    return "; ".join(problems(trial.fleet))


def is_notice(effect: Effect) -> bool:
    return effect.key.sort.startswith("NOTICE#")


def is_claim(effect: Effect) -> bool:
    return isinstance(effect, Update) and effect.set.get("state") == NoticeState.CLAIMED


def _state(effect: Effect, clause: Clause) -> bool:
    return is_notice(effect) and isinstance(clause, Equals) and clause.attribute == "state"


def _attempt(effect: Effect, clause: Clause) -> bool:
    return is_notice(effect) and isinstance(clause, Equals) and clause.attribute == "attempt"


def _settled_notice(_: Effect, clause: Clause) -> bool:
    return isinstance(clause, Equals) and clause.attribute == "settled_notice"


def twice(deliver: Callable[[], None], trial: Trial, number: int) -> None:
    """A second deliverer is through with his work at a call of the first."""
    trial.strike(number, interrupt(deliver))
    deliver()


@pytest.mark.parametrize("number", [CLAIM, SEND, SETTLE])
def test_nothing_planted_nothing_found(number: int) -> None:
    trial, deliver = planted(lambda effect: effect)
    twice(deliver, trial, number)
    assert found(trial) == ""


def test_a_mail_that_is_sent_before_its_claim() -> None:
    def unclaimed(effect: Effect) -> Effect | None:
        if is_claim(effect) or isinstance(effect, Check):
            return None
        return without(_state, _attempt)(effect)

    trial, deliver = planted(unclaimed)
    twice(deliver, trial, SEND)
    assert "left 2 times: 1 are sent, 0 in doubt" in found(trial)


def test_a_claim_that_asks_neither_the_gate_nor_whether_it_is_discarded() -> None:
    def any_claim(effect: Effect) -> Effect | None:
        if isinstance(effect, Check):
            return None
        return without(_state)(effect) if is_claim(effect) else effect

    trial, deliver = planted(any_claim)
    cancel = Cancel(trial)
    interleave(trial.fleet.faults, [deliver, cancel], InTurn(CLAIM + 1, 60))
    assert "left 1 times: 0 are sent, 0 in doubt" in found(trial)


def test_a_dead_claim_that_is_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    read = notice_rows.from_row

    def forgetful(lane: int, sort: str, row: Item) -> NoticeRow:
        found = read(lane, sort, row)
        return replace(found, state=NoticeState.STAGED) if not found.fates else found

    monkeypatch.setattr("legwork.store.notices.from_row", forgetful)
    trial, deliver = planted(without(_state))
    trial.strike(SEND, crash_after)
    with pytest.raises(Crash):
        deliver()
    assert "left 2 times: 1 are sent, 0 in doubt" in found(trial)


def test_a_settled_row_that_is_counted_again_when_the_answer_was_lost() -> None:
    trial, deliver = planted(without(_state, _attempt, _settled_notice))
    trial.strike(SETTLE, lose_answer)
    deliver()
    assert "has not ended" in found(trial)
    Cancel(trial)()
    assert "its notices are" in found(trial)


def test_a_row_that_is_settled_and_not_counted() -> None:
    def uncounted(effect: Effect) -> Effect:
        if isinstance(effect, Update) and "notices_sent" in effect.add:
            return replace(effect, add={})
        return effect

    trial, deliver = planted(uncounted)
    deliver()
    assert "has not ended" in found(trial)


def test_a_mail_that_is_said_to_be_sent_and_never_left() -> None:
    trial, deliver = planted(lambda effect: effect)
    deliver()
    trial.fleet.post.outbox.clear()
    assert "left 0 times: 1 are sent, 0 in doubt" in found(trial)


def test_a_mail_that_no_notice_tells_of() -> None:
    trial, deliver = planted(lambda effect: effect)
    deliver()
    [mail] = trial.fleet.post.outbox
    trial.fleet.post.outbox.append(replace(mail, to="somebody@else.example"))
    assert "to somebody@else.example left 1 times: 0 are sent" in found(trial)


def test_notices_that_are_staged_before_their_effects_commit() -> None:
    class Torn(Careless):
        def transact(self, *, tasks: Sequence[Effect] = (), records: Sequence[Effect] = ()) -> None:
            notices_ = [effect for effect in tasks if is_notice(effect) and records]
            self._database.transact(tasks=notices_)
            others = [effect for effect in tasks if effect not in notices_]
            self._database.transact(tasks=others, records=records)

    trial, _ = planted(lambda effect: effect)
    trial.fleet.database = Torn(trial.fleet.database, lambda effect: effect)
    work, *_ = trial.take()
    trial.strike(COMMIT + 1, crash_before)
    with pytest.raises(Crash):
        work()
    Cancel(trial)()
    assert "notices of batches that are not in its ledger" in found(trial)
