"""Letters about cards: that one is good no more, or that its holder is asked to confirm."""

from __future__ import annotations

from legwork.domain.kind import Recorded
from legwork.domain.notice import Message, Notice
from legwork.domain.record import Records
from legwork.trade.families import family as families
from legwork.trade.mail import sender as senders
from legwork.trade.mail.letter import letter
from legwork.trade.money import payment_terms

_TELLING = {
    "declined_for_good": "Please give us another payment method",
    "needs_family": "Please confirm your payment",
}
"""What a family is told of, and the subject."""


def telling(recorded: Recorded, family: str, records: Records) -> Notice | None:
    """The letter that tells a family of what came of its payment, if it has to know."""
    code = recorded.verdict.code
    if code not in _TELLING:
        return None
    home = families.find([family], records).get(family)
    sender = senders.resolve(None, records)
    if home is None or sender is None:
        return None
    guardian = home.primary_guardian
    email = (guardian.email if guardian else "") or home.email
    if not email:
        return None
    said = {"code": code, "sender": sender, "name": guardian.name if guardian else home.shown_name}
    url = payment_terms.read(records).confirm_url
    return Notice(
        email, {**said, "what": recorded.verdict.message, **({"url": url} if url else {})}
    )


def write(notice: Notice) -> Message:
    """The letter itself."""
    data = notice.data
    where = data.get("url", "")
    ask = f"You can do that here: {where}" if where else "Please get in touch with our office."
    return letter(
        to=notice.to,
        sender=data["sender"],
        subject=_TELLING.get(data["code"], "Your payment"),
        paragraphs=[f"Dear {data['name']},", data["what"], ask],
    )
