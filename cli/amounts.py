"""Amounts of money as people write them."""

import re

from cli.failures import WrongUsage


def cents(option: str, text: str) -> int:
    """The cents of an amount such as ``70``, ``70.5`` or ``$1,070.50``.

    Raises:
        WrongUsage: it is none.
    """
    found = re.fullmatch(r"\$?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})(?:\.([0-9]{1,2}))?", text)
    if found is None:
        raise WrongUsage(f"'{text}' is no amount for {option}: write it like 70 or 70.50.")
    whole, part = found.groups()
    return int(whole.replace(",", "")) * 100 + int((part or "0").ljust(2, "0"))
