"""Kills workers of functions in the middle of a call; ordered like the disturbances of answers."""

import random
import time
from collections import Counter
from collections.abc import Callable
from functools import wraps
from threading import Lock, Thread
from typing import Any, Final

from local.disturbance import Orders

KILLED: Final = "killed in a call"
PAUSES: Final = (0.5, 2.0)
"""Shortest and longest time between two strikes, in seconds."""

_DEATH: Final = "Worker process died"


class Killer:
    """Knows which workers are in the middle of a call, and strikes among them.

    Args:
        orders: Say how many of which functions are to die.
    """

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._busy: set[Any] = set()
        self._struck: set[Any] = set()
        """Workers that are to die, and of whose call nothing is known yet."""
        self._lock = Lock()
        self._killed = Counter[str]()

    def watching(self, invoke: Callable[..., Any]) -> Callable[..., Any]:
        """Know of a call while it lasts; and note when its worker was killed in it.

        Args:
            invoke: What MiniStack calls a worker by.
        """

        @wraps(invoke)
        def invoke_and_watch(worker: Any, *call: Any, **named: Any) -> Any:
            self._note(worker, busy=True)
            died = False
            try:
                answer = invoke(worker, *call, **named)
                died = answer.get("error") == _DEATH
            finally:
                self._end(worker, died=died)
            return answer

        return invoke_and_watch

    def sparing(self, spawn: Callable[..., Any]) -> Callable[..., Any]:
        """Let a worker that is being started live: it has not begun with its call.

        Args:
            spawn: What MiniStack starts a worker's process by.
        """

        @wraps(spawn)
        def spawn_in_peace(worker: Any) -> None:
            self._note(worker, busy=False)
            spawn(worker)
            self._note(worker, busy=True)

        return spawn_in_peace

    def start(self) -> None:
        """Strike whenever it is ordered, as long as this process lives."""
        Thread(target=self._strike_on, name="killer", daemon=True).start()

    def _note(self, worker: Any, *, busy: bool) -> None:
        with self._lock:
            (self._busy.add if busy else self._busy.discard)(worker)

    def _end(self, worker: Any, *, died: bool) -> None:
        with self._lock:
            self._busy.discard(worker)
            self._struck.discard(worker)
            if died:
                self._killed[_function(worker)] += 1
        if died:
            self._orders.note(KILLED, _function(worker))

    def _strike_on(self) -> None:
        dice, of = random.Random(), None  # noqa: S311 - guards nothing
        while True:
            time.sleep(dice.uniform(*PAUSES))
            orders = self._orders.read()
            if orders is not None:
                if orders is not of:
                    dice.seed(orders["seed"])
                    self._killed.clear()
                    of = orders
                self._strike(dice, orders["kills"], orders["kills_in_all"])

    def _strike(self, dice: random.Random, kills: dict[str, int], in_all: int) -> None:
        with self._lock:
            # Whoever was struck may be dead for some time before its call is known to have ended.
            gone = self._killed + Counter(map(_function, self._struck))
            if gone.total() >= in_all:
                return
            found: dict[str, list[tuple[Any, Any]]] = {}  # workers and processes, by function
            for worker in self._busy - self._struck:
                function, process = _function(worker), worker._proc  # noqa: SLF001 - not public
                if process is not None and gone[function] < kills.get(function, 0):
                    found.setdefault(function, []).append((worker, process))
            if found:
                # Some functions are busy much longer than others; all are to know death.
                least = min(sorted(found), key=gone.__getitem__)
                worker, process = dice.choice(found[least])
                self._struck.add(worker)
                process.kill()


def _function(worker: Any) -> str:
    return str(worker.config["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"])
