"""A kind made for the tests of charging: each target is one order and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import pytest

from legwork import kinds
from legwork.domain.charge import Answer, AnswerState, Order
from legwork.domain.effect import Absent, Delete, Effect, Equals, Key, Put
from legwork.domain.kind import (
    CardWork,
    Claimed,
    Context,
    Ending,
    Finished,
    Kind,
    Performed,
    Recorded,
)
from legwork.domain.notice import Channel, Message, Notice
from legwork.domain.outcome import Outcome, TargetOutcome, Verdict
from legwork.domain.permission import Permission
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.domain.task import Task
from legwork.store.records import in_account
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import problems
from legwork.testing.owner import Owner
from legwork.testing.world import Settings
from legwork.usecases.read_outcomes import read_outcomes

CENTS = 4_200
DECLINED = Answer(state=AnswerState.DECLINED, code="insufficient_funds", message="No funds.")


@dataclass(frozen=True)
class Params:
    """How many cards."""

    number: int


def claim_key(family: str) -> Key:
    return Key(f"TILL#{family}", "CLAIM")


def paid_key(family: str) -> Key:
    return Key(f"TILL#{family}", "PAID")


def _list(params: Params, _: Records, after: str | None) -> Iterator[Target]:
    every = (f"{number:05}" for number in range(params.number))
    return (Target(name) for name in every if after is None or name > after)


def _perform(targets: Sequence[str], _: Records, __: Context[Params]) -> Sequence[Performed]:
    return [Performed(Verdict(), notices=[Notice(t, channel=Channel.CARD)]) for t in targets]


def _claim(notice: Notice, records: Records, context: Context[Params]) -> Claimed:
    family = notice.to
    found = records.get([claim_key(family), paid_key(family)])
    if paid_key(family) in found:
        return Claimed(verdict=Verdict(Outcome.SKIPPED, "paid", "Nothing is due."))
    order = Order(
        account="",
        task=context.task_id,
        target=family,
        customer=f"cus_{family}",
        method=f"pm_{family}",
        amount_cents=CENTS,
    )
    before = found.get(claim_key(family))
    if before is not None:
        older = replace(order, task=before["task"])
        return Claimed(doubtful=older, since=context.now.fromisoformat(before["at"]))
    row = {"task": context.task_id, "at": context.now.isoformat()}
    return Claimed(order=order, effects=[Put(claim_key(family), row, (Absent(),))])


def _record(order: Order, answer: Answer | None, _: Records, __: Context[Params]) -> Recorded:
    done = _released(order)
    if answer is None:
        verdict = Verdict(Outcome.ERROR, "not_charged", "The card was not charged.")
        return Recorded(verdict, done)
    if answer.state is AnswerState.DONE:
        paid = Put(paid_key(order.target), {"cents": answer.amount_cents}, (Absent(),))
        return Recorded(Verdict(), [*done, paid], {"cents": answer.amount_cents})
    verdict = Verdict(Outcome.ERROR, answer.code, answer.message)
    return Recorded(verdict, done, tell=Notice(f"{order.target}@example.com"))


def _released(order: Order) -> Sequence[Effect]:
    return [Delete(claim_key(order.target), (Equals("task", order.task),))]


def _message(_: Params, notice: Notice, link: str) -> Message:
    return Message(to=notice.to, sender="a@b.example", subject="Your card", text=link, html="")


def _verify(
    ending: Ending[Params], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    cents = 0
    for family, verdict in outcomes:
        paid = records.get([paid_key(family)])
        cents += CENTS * (verdict.outcome is Outcome.SUCCEEDED)
        if verdict.outcome is Outcome.SUCCEEDED and not paid:
            yield f"{family} has not paid"
    if ending.ended and ending.tallies.get("cents", 0) != cents:
        yield f"{ending.tallies} are not {cents} cents"


DRAFTS: Kind[Params] = Kind(
    name="drafts",
    title="Drafts",
    permission=Permission.IMPORT,
    params=Params,
    describe=lambda params: f"{params.number} drafts",
    check=lambda _params, _records, _now: None,
    targets=_list,
    perform=_perform,
    finish=lambda _ending, _records: Finished(),
    verify=_verify,
    message=_message,
    cards=CardWork(claim=_claim, record=_record, release=lambda order, _: _released(order)),
)


class Office:
    """A fleet that knows the kind, and an account."""

    def __init__(self, patch: pytest.MonkeyPatch, settings: Settings | None = None) -> None:
        found = kinds.all_kinds()
        patch.setattr(kinds, "all_kinds", lambda: {**found, DRAFTS.name: DRAFTS})
        self.fleet = Fleet(settings or Settings(lanes_max=2))
        self.owner = Owner(self.fleet, "parkside")

    def launch(self, number: int, *, key: str = "drafts") -> Task:
        return self.owner.launch("drafts", {"number": number}, key=key)

    def done(self, task: Task) -> Task:
        """The task once the fleet has come to rest; every promise is looked at."""
        self.fleet.settle()
        self.check()
        return self.fleet.task(task.ref)

    def run(self, number: int, *, key: str = "drafts") -> Task:
        return self.done(self.launch(number, key=key))

    def check(self) -> None:
        """Nobody has paid twice, and what the service took is what the records say."""
        found = [str(one) for one in self.fleet.surprises] + problems(self.fleet)
        assert not found, found
        customers = {one.order.customer for one in self.fleet.till.taken}
        moved = {customer: self.fleet.till.moved(customer) for customer in customers}
        for customer, cents in moved.items():
            family = customer.removeprefix("cus_")
            assert cents in (0, CENTS), f"{family} has paid {cents}"
            row = self.fleet.tables.records.rows.get(in_account("parkside", paid_key(family)))
            assert (row or {"cents": 0})["cents"] == cents, f"{family}: {row} and {cents}"
        assert not [key for key in self.fleet.tables.records.rows if key.sort == "CLAIM"]

    def outcomes(self, task: Task) -> list[TargetOutcome]:
        page = read_outcomes(task, wanted=(), limit=10_000, cursor=None, database=self.fleet.tables)
        return page.outcomes

    def codes(self, task: Task) -> list[str]:
        return [one.verdict.code for one in self.outcomes(task)]
