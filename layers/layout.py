"""Makes the layout of mails: `layout.html`, which is sent, from `layout.mjml`, which is written.

``python -m layers.layout`` writes it to where the core reads it; a test fails when that was
forgotten. Nothing of this is needed where mails are sent.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import mrml

ROOM: Final = Path(__file__).parent / "core" / "python" / "legwork" / "trade" / "mail"
SOURCE: Final = ROOM / "layout.mjml"
MADE: Final = ROOM / "layout.html"


def layout() -> str:
    """The layout as HTML.

    Raises:
        ValueError: something in it is not MJML.
    """
    output = mrml.to_html(SOURCE.read_text("utf-8"))
    if output.warnings:
        raise ValueError(f"{SOURCE.name}: {output.warnings}")
    return f"{output.content}\n"


if __name__ == "__main__":
    MADE.write_text(layout(), encoding="utf-8")
