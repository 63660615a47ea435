"""The proof that a task has posted what its ledger says: for audits of whatever kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from legwork.domain.record import Records
from legwork.trade.money import posting as postings
from legwork.trade.money.posting import dollars

_AT_ONCE = 1_000


def wrong_postings(
    wanted: Iterable[tuple[str, str]], cents: int, records: Records
) -> Iterator[str]:
    """Where postings are missing, or come to something else.

    Args:
        wanted: by family and id, as the ledger says that they were posted.
        cents: what they come to, as the ledger says.
        records: the account's.
    """
    rest, said, found, sums = iter(wanted), 0, 0, 0
    while part := list(islice(rest, _AT_ONCE)):
        read = postings.find(part, records)
        said, found = said + len(part), found + len(read)
        sums += sum(one.amount_cents for one in read.values())
    if found != said:
        yield f"the ledger says {said} postings; {found} are there"
    elif sums != cents:
        yield f"the ledger says {dollars(cents)}; the postings come to {dollars(sums)}"


def wrong_families(task: str, wanted: Iterable[str], cents: int, records: Records) -> Iterator[str]:
    """The same where a target is a family, which may have been posted to more than once.

    Args:
        task: whose postings.
        wanted: the families, as the ledger says that they were posted to.
        cents, records: as above.
    """
    silent, sums = 0, 0
    for family in wanted:
        found = [one.amount_cents for one in postings.of_task(family, task, records)]
        silent += not found
        sums += sum(found)
    if silent:
        yield f"{silent} families are posted to in the ledger, but have no posting"
    elif sums != cents:
        yield f"the ledger says {dollars(cents)}; the postings come to {dollars(sums)}"
