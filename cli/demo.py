"""The demo's tour: one permit billed out in the background, another one cancelled half way.

Every tour has permits, holders and facilities of its own (its label is part of their names), so it
finds free time slots however often it is taken on the same data.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.rule import Rule

from cli import saving
from cli.api import Answer
from cli.cancelling import cancel_half_way
from cli.failures import Failure
from cli.generated.contract import NotificationView, TaskView
from cli.invocation import Invocation
from cli.outcomes import first_outcomes
from cli.progress import watch
from cli.proof import Finding, claim_of, compare, proof_table
from cli.reservations_csv import NewReservation, read
from cli.views.permit import holder_view, permit_view, receipt_view
from cli.views.sign_in import sign_ins
from cli.views.task import cancelled, ended, name_of, notifications_table, outcomes_table
from cli.views.words import facts, money, number

SAMPLES = Path(__file__).parents[1] / "samples"
CONFLICTS_SHOWN = 5
REQUIREMENTS = {"waivers": ["Field use waiver"], "forms": ["Certificate of insurance"]}
LATER_SECONDS = 5
NOTICE_TRIES = 60
SECOND = {"SECOND": 1, "THIRD": 3, "FOURTH": 9}
"""Permits to cancel half way, by how many times the sample they are: the next one is taken where a
machine is faster than the cancel."""


@dataclass
class Tour:
    """One tour, and what it has seen so far."""

    run: Invocation
    label: str
    tasks: list[TaskView] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def take(self) -> dict[str, Any]:
        """Go through all of it; returns the numbers for programs, and whether they agree.

        Raises:
            Failure: a call was refused, or something did not come that had to.
        """
        self._season()
        second = self._second()
        self._notices()
        disagreeing = [finding for finding in self.findings if not finding.agrees]
        self._farewell(disagreeing, second)
        return {
            "ok": not disagreeing,
            "tasks": self.tasks,
            "checks": [
                {"what": it.what, "said": it.said, "found": it.found, "ok": it.agrees}
                for it in self.findings
            ],
        }

    def _season(self) -> None:
        permit, holder = f"SEASON-{self.label}", f"league-{self.label}"
        rows = self._rows("season_permit.csv")
        self._head(f"Save a season permit of {number(len(rows))} reservations, in the background")
        save = self._save(rows, permit, holder)
        conflicts, _ = first_outcomes(self.run.api, save["id"], "error", None)
        self._say(
            f"{number(len(conflicts))} double bookings were found and not saved. The first ones:",
            outcomes_table(conflicts[:CONFLICTS_SHOWN]),
        )
        saved = saving.permit_of(self.run.api, permit)
        self._say(permit_view(saved))
        self._check("reservations saved", _done(save), saved["reservations"]["total"])

        self._head("Bill it out, in the background")
        billout = self._watched(saving.bill_out(self.run.api, permit))
        receipt = saving.receipt_of(self.run.api, _result_of(billout))
        account = saving.holder_of(self.run.api, holder)
        self._say(receipt_view(receipt), holder_view(account))
        self._check("reservations billed", _done(billout), len(receipt["lines"]))
        self._check_money(
            "receipt and lines",
            receipt["total_cents"],
            sum(line["amount_cents"] for line in receipt["lines"]),
        )
        self._check_money("receipt and balance", receipt["total_cents"], account["balance_cents"])

    def _second(self) -> str:
        for name, copies in SECOND.items():
            permit, holder = f"{name}-{self.label}", f"camps-{name.lower()}-{self.label}"
            receipt = self._cancelled_half_way(permit, holder, copies)
            if receipt["progress"]["not_attempted"]:
                self._say(cancelled(receipt))
                self._prove(receipt, permit, holder)
                break
            self._say(ended(receipt, self.run.api.url))
            self._remark("That was too fast to be canceled half way.")
        return permit

    def _cancelled_half_way(self, permit: str, holder: str, copies: int) -> TaskView:
        rows = self._rows("second_permit.csv", copies)
        self._head(f"Bill out {number(len(rows))} more, and cancel half way")
        self._save(rows, permit, holder)
        launched: TaskView = saving.bill_out(self.run.api, permit).document
        self._remark(f"{name_of(launched)} is under way")
        receipt = cancel_half_way(self.run, launched, "To show what a cancel does")
        if receipt["state"] == "failed":
            raise Failure(f"{name_of(receipt)} has failed: {receipt.get('failure')}")
        self.tasks.append(receipt)
        return receipt

    def _prove(self, receipt: TaskView, permit: str, holder: str) -> None:
        self._head("Is that true? The receipt of the cancel beside what is really there")
        claim = claim_of(self.run.api, receipt, permit=permit, holder=holder)
        first = compare(self.run.api, claim)
        self.run.pause(LATER_SECONDS)
        second = compare(self.run.api, claim)
        self._say(proof_table(first, second, f"{LATER_SECONDS} seconds later"))
        self.findings += first + second

    def _notices(self) -> None:
        self._head("The completion notices")
        mine = {task["id"] for task in self.tasks}
        for _ in range(NOTICE_TRIES):
            page: list[NotificationView] = self.run.api.get("/v1/notifications")["notifications"]
            here = [it for it in page if it["task"] is not None and it["task"]["id"] in mine]
            if len(here) == len(mine):
                break
            self.run.pause(1)
        self._say(notifications_table(here))
        self._check("completion notices", len(mine), len(here))

    def _farewell(self, disagreeing: Iterable[Finding], second: str) -> None:
        wrong = [f"{it.what}: {it.said}, but found {it.found}" for it in disagreeing]
        self._head("Something disagrees" if wrong else "Every number agrees")
        if wrong:
            self._say(*wrong)
            return
        job = self.tasks[-1]["number"]
        tries = {
            "tasks": "every task so far",
            f"task audit {job}": "prove a task's numbers from the tables",
            f"outcomes {job}": "what came of each reservation",
            f"permit billout {second}": "bill the rest; nothing is billed twice",
            "tasks --as owner@riverside": "another account sees none of it",
            "down": "stop the stack; its data stay",
        }
        self._say("What to try next:")
        self._say(*(f"  legwork {command:<33} {what}" for command, what in tries.items()))
        running = None if self.run.on_aws else self.run.stack.status()
        if running is not None:
            self._say("", "Or look at all of it in a browser:")
            self._say(facts(**sign_ins(running, self.run.stack)))

    def _rows(self, sample: str, copies: int = 1) -> list[NewReservation]:
        rows = read(SAMPLES / sample)
        return [
            {**row, "facility": f"{row['facility']} ({self.label}.{copy})"}
            for copy in range(1, copies + 1)
            for row in rows
        ]

    def _save(self, rows: list[NewReservation], permit: str, holder: str) -> TaskView:
        terms = saving.Terms(holder=holder, requirements=REQUIREMENTS)
        return self._watched(saving.save(self.run.api, permit, rows, terms))

    def _watched(self, answer: Answer) -> TaskView:
        task = watch(self.run, answer.document)
        self._say(ended(task, self.run.api.url))
        self.tasks.append(task)
        return task

    def _check(self, what: str, said: int, found: int) -> None:
        self.findings.append(Finding(what, number(said), number(found)))

    def _check_money(self, what: str, said: int, found: int) -> None:
        self.findings.append(Finding(what, money(said), money(found)))

    def _head(self, words: str) -> None:
        self._say(Padding(Rule(words, align="left"), (1, 0, 0, 0)))

    def _say(self, *views: RenderableType) -> None:
        # With --json, stdout is for the numbers at the end alone.
        output = self.run.output
        console = output.err if self.run.as_json else output.out
        for view in views:
            console.print(view)

    def _remark(self, words: str) -> None:
        self.run.output.remark(words)


def _done(task: TaskView) -> int:
    return task["progress"]["succeeded"] + task["progress"]["warnings"]


def _result_of(task: TaskView) -> str:
    if not task["result"]:
        raise Failure(f"{name_of(task)} has ended without a result.")
    return task["result"]["id"]
