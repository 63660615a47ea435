"""What a mailing looks like: the templates filled in, and a footer to unsubscribe with."""

from __future__ import annotations

import re
from functools import lru_cache

from legwork.domain.notice import Message, Notice
from legwork.trade.mail.letter import html_of, one_line
from legwork.trade.mail.template import fill_in, fill_in_html

_BODY_END = re.compile(r"</body\s*>", re.IGNORECASE)
_WHY = "You get this mail because you agreed to mailings."


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
        text=f"{fill_in(text, values).rstrip()}\n\n-- \n{_WHY}\nUnsubscribe: {unsubscribe_link}\n",
        html=_with_footer(fill_in_html(html or _as_html(text), values), unsubscribe_link),
        unsubscribe=unsubscribe_link,
    )


@lru_cache(maxsize=4)
def _as_html(text: str) -> str:
    """A text template as an HTML template: the braces stay as they are."""
    return f"<p>{html_of(text)}</p>"


def _with_footer(html: str, link: str) -> str:
    footer = f'<hr>\n<p><small>{_WHY} <a href="{html_of(link)}">Unsubscribe</a></small></p>\n'
    ends = list(_BODY_END.finditer(html))
    place = ends[-1].start() if ends else len(html)
    return f"{html[:place]}\n{footer}{html[place:]}"
