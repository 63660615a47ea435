"""What a mailing says: the templates filled in. The layout adds how to unsubscribe."""

from __future__ import annotations

from functools import lru_cache

from legwork.domain.notice import Message, Notice
from legwork.trade.mail.letter import html_of, one_line
from legwork.trade.mail.template import fill_in, fill_in_html


def blast_message(
    subject: str, text: str, html: str | None, notice: Notice, unsubscribe_link: str
) -> Message:
    """Write the mail of one recipient.

    Args:
        subject, text, html: templates; without one of HTML, the text is shown.
        notice: to whom, and what the variables stand for.
        unsubscribe_link: of the recipient.
    """
    values = {**notice.data, "email": notice.to}
    return Message(
        to=notice.to,
        sender=notice.data["sender"],
        subject=one_line(fill_in(subject, values)),
        text=f"{fill_in(text, values).rstrip()}\n",
        html=fill_in_html(html or _as_html(text), values),
        unsubscribe=unsubscribe_link,
    )


@lru_cache(maxsize=4)
def _as_html(text: str) -> str:
    """A text template as an HTML template: the braces stay as they are."""
    return f"<p>{html_of(text)}</p>"
