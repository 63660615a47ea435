"""Where each row lies. Every key of a listed thing begins with its account (P6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zlib import crc32

from legwork.domain.effect import Key
from legwork.domain.task import Launcher, Subject, TaskRef, Via

ACTIVE_SHARDS = 4
"""The active tasks of all accounts lie in this many partitions of their index."""
INDEX_DELAY = timedelta(minutes=2)
"""An index knows of a row after so long at the latest; mostly after less than a second."""
LANE_SORT = "LANE"
PLAN = "PLAN#"
LEDGER = "LEDGER#"
NOTICE = "NOTICE#"
SKETCH = "SKETCH#"
LAST_INDEX = 999_999
"""Highest index of a batch within its lane."""
TURNS = "TURNS"
COUNTER = "COUNTER"
WAITING = "#WAITING"
TASK = "TASK#"
INLINE = "INLINE#"
NOTIFICATION = "NOTIFICATION#"
_BASE_32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def account(name: str) -> str:
    """Partition of an account's tasks."""
    return f"ACCOUNT#{name}"


def task(ref: TaskRef) -> Key:
    """A task. Unlisted ones lie beside the list, so that the list is one plain query."""
    return Key(account(ref.account), f"{TASK if ref.listed else INLINE}{ref.id}")


def first_task_since(at: datetime) -> str:
    """Lowest sort key of a listed task that is launched at a moment or later.

    Its id begins with the time in milliseconds: ten digits in base 32.
    """
    milliseconds = int(at.timestamp() * 1000)
    digits = (_BASE_32[milliseconds >> shift & 31] for shift in range(45, -1, -5))
    return f"{TASK}{''.join(digits)}"


def counter(account_name: str) -> Key:
    """The account's job numbers."""
    return Key(account(account_name), COUNTER)


def turns(account_name: str) -> Key:
    """How many of the account's listed tasks run."""
    return Key(account(account_name), TURNS)


def limits(account_name: str) -> Key:
    """The limits that operators set for the account, and how much of them its calls have used."""
    return Key(f"{account(account_name)}#LIMITS", "LIMITS")


def held_kind(kind: str) -> Key:
    """Whether operators let no task of a kind run."""
    return Key("HOLDS", f"KIND#{kind}")


def restored() -> Key:
    """To which moment the tables were restored, once tasks go on from there."""
    return Key("RESTORED", "RESTORED")


def trail(account_name: str) -> str:
    """Partition of the account's trail. The functions' permissions go by the end of it."""
    return f"{account(account_name)}#TRAIL"


def trail_head(account_name: str) -> Key:
    """The newest act of the account's trail."""
    return Key(trail(account_name), "HEAD")


def costs_partition(account_name: str) -> str:
    """Partition of what the account's tasks have cost."""
    return f"{account(account_name)}#COSTS"


def costs(account_name: str, month: str, kind: str) -> Key:
    """What the account's tasks of a kind have cost that ended in a month."""
    return Key(costs_partition(account_name), f"{month}#{kind}")


def waiting_partition(account_name: str) -> str:
    """Partition of the account's tasks that wait for a turn."""
    return f"{account(account_name)}{WAITING}"


def waiting(ref: TaskRef) -> Key:
    """A task that waits for a turn: in the order of launch, as its id is."""
    return Key(waiting_partition(ref.account), ref.id)


def idempotency(account_name: str, user: str, key: str) -> Key:
    """A launch by the key that its caller gave."""
    return Key(account(account_name), f"IDEMPOTENCY#{user}#{key}")


def launcher(account_name: str, who: Launcher) -> str:
    """Partition of the index by launcher; all workflows of Autopilot together are one launcher."""
    name = "autopilot" if who.via is Via.AUTOPILOT else f"{who.via}#{who.id}"
    return f"{account(account_name)}#BY#{name}"


def subject(account_name: str, about: Subject) -> str:
    """Partition of the index by subject."""
    return f"{account(account_name)}#SUBJECT#{about}"


def active(ref: TaskRef) -> str:
    """Partition of the index of tasks that have not ended."""
    return active_shard(crc32(ref.id.encode()) % ACTIVE_SHARDS)


def active_shard(shard: int) -> str:
    """One partition of that index."""
    return f"ACTIVE#{shard}"


def lane_partition(task_id: str, lane: int) -> str:
    """A lane is a partition of its own, so that a task's write rate grows with its lanes."""
    return f"TASK#{task_id}#LANE#{lane:02d}"


def lane(task_id: str, number: int) -> Key:
    """The lane's counters, cursor and gate."""
    return Key(lane_partition(task_id, number), LANE_SORT)


def plan(task_id: str, attempt: int, lane_number: int, index: int) -> Key:
    """A planned batch, under the number of its planning attempt."""
    return Key(lane_partition(task_id, lane_number), f"{PLAN}{attempt:03d}#{index:06d}")


def ledger(task_id: str, lane_number: int, index: int) -> Key:
    """The proof of a committed batch."""
    return Key(lane_partition(task_id, lane_number), f"{LEDGER}{index:06d}")


def notice(task_id: str, lane_number: int, batch: int, part: int) -> Key:
    """Some of the notices that a batch staged."""
    return Key(lane_partition(task_id, lane_number), f"{NOTICE}{batch:06d}#{part}")


def credentials(account_name: str) -> str:
    """Partition of the account's logins of programs."""
    return f"{account(account_name)}#CREDENTIALS"


def credential(account_name: str, id_: str) -> Key:
    """The login of one program."""
    return Key(credentials(account_name), id_)


def webhooks(account_name: str) -> str:
    """Partition of the account's webhooks."""
    return f"{account(account_name)}#WEBHOOKS"


def webhook(account_name: str, id_: str) -> Key:
    """One webhook."""
    return Key(webhooks(account_name), id_)


def webhook_calls(account_name: str, webhook_id: str) -> str:
    """Partition of the calls of a webhook."""
    return f"{account(account_name)}#WEBHOOK#{webhook_id}"


def webhook_call(account_name: str, webhook_id: str, id_: str) -> Key:
    """One event for one webhook."""
    return Key(webhook_calls(account_name, webhook_id), id_)


def pending_calls(shard: int) -> str:
    """One partition of the index of what is active: calls that are still to be tried."""
    return f"WEBHOOKS#{shard}"


def notifications(account_name: str, user: str) -> str:
    """Partition of a staff member's notifications."""
    return f"{account(account_name)}#USER#{user}"


def notification(account_name: str, user: str, task_id: str) -> Key:
    """The notification of a task's end: named by the task, hence only ever one."""
    return Key(notifications(account_name, user), f"{NOTIFICATION}{task_id}")
