"""Remarks: what staff should look at although a target was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from legwork.domain.outcome import Outcome, Verdict
from legwork.trade.mail.deliverability import Contact

CODES = {
    "not_told": "Done, but the family got no message: the sentence says why.",
}
"""What its codes mean."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at: a code for programs, a sentence for people."""

    code: str
    sentence: str


def not_told(contact: Contact | None) -> list[Remark]:
    """The remark on a family that was to be told and cannot be."""
    if contact is None or contact.obstacle is None:
        return []
    return [Remark("not_told", f"No message: {contact.obstacle.clause}.")]


def verdict_with(remarks: Sequence[Remark]) -> Verdict:
    """Done as asked, or done with a warning that bears the first remark's code."""
    if not remarks:
        return Verdict()
    sentences = " ".join(remark.sentence for remark in remarks)
    return Verdict(Outcome.WARNING, remarks[0].code, sentences)
