"""The layout of every mail: who writes, what is said, and at the foot name, address and a way out.

What is sent is `layout.html`, which is made of `layout.mjml` when the software is built. Beside it
the same is said as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from html import escape
from pathlib import Path
from typing import Final

from legwork.domain.notice import Message
from legwork.domain.record import Records
from legwork.trade.mail.letter import html_of
from legwork.trade.mail.profile import Profile, find_profile
from legwork.trade.mail.template import fill_in

LAYOUT: Final = Path(__file__).with_name("layout.html").read_text("utf-8")
"""With variables in double braces."""
WHY: Final = "You get this mail because you agreed to mailings."
_BODY = re.compile(r"<body\b[^>]*>(.*?)(?:</body\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_STYLE = re.compile(r"<style\b.*?</style\s*>", re.IGNORECASE | re.DOTALL)
_FRAME = re.compile(
    r"<!doctype[^>]*>|</?html\b[^>]*>|<head\b.*?</head\s*>|</body\s*>", re.IGNORECASE | re.DOTALL
)
_SWALLOWS: Final = ("style", "script", "title", "textarea", "noscript", "template", "select")
"""Elements that swallow all that comes behind them while they are not closed."""


def dresser(records: Records) -> Callable[[Message], Message]:
    """What puts the mails of an account into the layout.

    Args:
        records: the account's; its profile is read once.
    """
    return partial(dressed, profile=find_profile(records))


def dressed(message: Message, *, profile: Profile) -> Message:
    """A mail in the layout.

    Args:
        message: its text, and the same as HTML: a part of a page, or a page of its own.
        profile: of the account that writes.
    """
    values = {
        "title": escape(message.subject),
        "name": escape(profile.name),
        "body": inside(message.html),
        "foot": _foot(message, profile),
    }
    said = [message.text.rstrip(), "", "-- ", *_signature(message, profile)]
    if message.unsubscribe is not None:
        said += ["", WHY, f"Unsubscribe: {message.unsubscribe}"]
    return replace(message, text="\n".join([*said, ""]), html=fill_in(LAYOUT, values))


def _signature(message: Message, profile: Profile) -> list[str]:
    """Name and address; the sender, where nobody has said them."""
    return profile.letterhead.splitlines() or [message.sender]


def _foot(message: Message, profile: Profile) -> str:
    foot = "<br>\n".join(map(escape, _signature(message, profile)))
    if message.unsubscribe is None:
        return foot
    return f'{foot}<br>\n<br>\n{WHY} <a href="{html_of(message.unsubscribe)}">Unsubscribe</a>'


def inside(html: str) -> str:
    """What goes into the layout of a piece of HTML: of a page its body, and its styles.

    Whatever it leaves open is closed, lest it hide the foot.
    """
    body = _BODY.search(html)
    if body is None:
        return _closed(_FRAME.sub("", html))
    styles = "".join(_STYLE.findall(html[: body.start()]))
    return _closed(f"{styles}{body[1]}")


def _closed(html: str) -> str:
    return html + "".join(_missing(html))


def _missing(html: str) -> Iterator[str]:
    if html.rfind("<!--") > html.rfind("-->"):
        yield "-->"
    folded = html.lower()
    for name in _SWALLOWS:
        if folded.rfind(f"<{name}") > folded.rfind(f"</{name}"):
            yield f"</{name}>"
