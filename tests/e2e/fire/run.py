"""A run under fire, from the first launch to the last check."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

from local import stack
from tests.e2e.fire import checks
from tests.e2e.fire.reader import Reader
from tests.e2e.fire.storm import Storm
from tests.e2e.fire.stubborn import Stubborn
from tests.e2e.fire.works import Size, Works
from tests.e2e.park import Park
from tests.e2e.waiting import until

OWNERS = ("owner@parkside", "owner@riverside")
QUEUES = ("Planning", "Tokens", "Deliveries")
CLOSED = ("PlanningDead", "TokensDead")
"""Dead letters that a function closes."""
KEPT = ("DeliveriesDead", "PurgeDead", "AnnounceDead")
"""Dead letters that are left for an operator."""
KEPT_SECONDS = 6 * 60 * 60
"""How long cancelled tasks stay here: ten minutes would be less than a long run takes."""


@dataclass
class Report:
    """What was done to a stack, and what came of it."""

    seed: int
    seconds: float = 0
    killed: Counter[str] = field(default_factory=Counter)
    disturbances: Counter[str] = field(default_factory=Counter)
    disturbed: Counter[str] = field(default_factory=Counter)
    repeated: Counter[str] = field(default_factory=Counter)
    reads: int = 0
    tasks: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    cancels: int = 0
    """That came half way."""
    retries: int = 0
    problems: list[str] = field(default_factory=list)


def run(park: Park, seed: int, *, kills: int, size: Size) -> Report:
    """Let everything go wrong until all is done; then look at what came of it.

    Args:
        park: a stack that can be disturbed, and in which nothing else happens.
        seed: of all dice.
        kills: how many workers are to be killed in the middle of a call; the owners launch all
            their tasks again until that is reached.
        size: how much there is to do each time.
    """
    began, report, storm = time.monotonic(), Report(seed), Storm(seed, kills)
    works: list[Works] = []
    _warm_up(park)
    dead_before = _dead(park)
    with ExitStack() as open_:
        for function in ("stop_tasks", "watchdog"):
            # What was cancelled first is still to be looked at when all is over.
            open_.enter_context(park.configured(function, CANCELLED_RETENTION_SECONDS=KEPT_SECONDS))
        owners = [open_.enter_context(_owner(park, name)) for name in OWNERS]
        readers = [open_.enter_context(Reader(owner)) for owner in owners]
        with storm.raging():
            while not works or not storm.is_over:
                both = [Works(park, *who, size) for who in zip(owners, readers, strict=True)]
                works += both
                with ThreadPoolExecutor() as pool:
                    for done in [pool.submit(one.do) for one in both]:
                        done.result()
        report.problems += _settle(park, dead_before)
        for one in works:
            report.problems += [*checks.problems_of(one), *checks.announced(one)]
            _count(one, report)
    for owner, reader in zip(owners, readers, strict=True):
        report.problems += reader.problems
        report.reads += reader.reads
        report.repeated += owner.repeated
    report.killed = storm.killed
    report.disturbances, report.disturbed = storm.disturbances, storm.disturbed
    report.seconds = time.monotonic() - began
    return report


def _owner(park: Park, name: str) -> Stubborn:
    return Stubborn(name, park.running.api_url, stack.token(name))


def _warm_up(park: Park) -> None:
    """Make what is made once, before several threads ask for it."""
    for service in ("dynamodb", "sqs"):
        park.client(service)


def _settle(park: Park, dead_before: dict[str, int]) -> Iterator[str]:
    """Wait until no message is left that anybody takes; then no letter may have died."""
    for queue in (*QUEUES, *CLOSED):
        until(partial(_is_empty, park, queue), f"no messages in {queue}")
    for queue, dead in _dead(park).items():
        if dead > dead_before[queue]:
            yield f"{dead} dead letters in {queue}: {_letters(park, queue)}"


def _dead(park: Park) -> dict[str, int]:
    return {queue: park.waiting(f"{queue}QueueUrl") for queue in KEPT}


def _is_empty(park: Park, queue: str) -> bool:
    return park.waiting(f"{queue}QueueUrl") == 0


def _letters(park: Park, queue: str) -> list[str]:
    answer = park.client("sqs").receive_message(
        QueueUrl=park.running.outputs[f"{queue}QueueUrl"], MaxNumberOfMessages=10
    )
    return [message["Body"] for message in answer.get("Messages", ())]


def _count(works: Works, report: Report) -> None:
    for what, _, task in works.ended():
        report.tasks[f"{what}: {task['status']}"] += 1
        progress = task["progress"]
        notices = {f"mails {fate}": number for fate, number in progress.pop("notices").items()}
        report.outcomes.update({**progress, **notices})
    report.cancels += works.receipt is not None
    report.retries += "retry" in works.tasks
