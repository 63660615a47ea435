"""Whether the payments that a task says it took are on the accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from legwork.domain.record import Records
from legwork.trade.money import posting as postings
from legwork.trade.money.posting import dollars, posting_id


def wrong_payments(
    task: str, families: Sequence[str], cents: int, records: Records, purpose: str = "card"
) -> Iterator[str]:
    """What does not agree.

    Args:
        task: that took them, or gave them back.
        families: the targets that it says succeeded.
        cents: what its tallies come to.
        records: the account's.
        purpose: of the postings.
    """
    wanted = [(name.partition("#")[0], posting_id(task, purpose, name)) for name in families]
    found = postings.find(wanted, records)
    for (family, posting), name in zip(wanted, families, strict=True):
        if (family, posting) not in found:
            yield f"{name} has no posting of it"
    yield from _sums(cents, (abs(one.amount_cents) for one in found.values()))


def _sums(cents: int, found: Iterable[int]) -> Iterator[str]:
    if (there := sum(found)) != cents:
        yield f"the ledger says {dollars(cents)}, the postings {dollars(there)}"
