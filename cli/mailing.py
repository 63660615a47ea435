"""A mailing as the command line is given it, and as the API takes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.api import Api
from cli.failures import Failure, WrongUsage
from cli.generated.contract import PreviewView

KIND = "email_blast"


@dataclass(frozen=True, kw_only=True)
class Template:
    """A template that was given inline, in a file, or not at all."""

    option: str
    """Name of the option that it is given inline with."""
    inline: str | None
    file: Path | None

    def read(self) -> str | None:
        """The template; nothing when it was not given.

        Raises:
            WrongUsage: it was given twice.
            Failure: its file cannot be read, or is not UTF-8.
        """
        if self.file is None:
            return self.inline
        if self.inline is not None:
            raise WrongUsage(f"Give either --{self.option} or --{self.option}-file, not both.")
        try:
            # Editors begin some UTF-8 files with a byte order mark.
            return self.file.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise Failure(f"{self.file} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise Failure(f"{self.file} is not UTF-8 text.") from error


def mailing(
    *,
    subject: str,
    text: Template,
    html: Template,
    everyone: bool,
    sender: str | None,
    **chosen: Sequence[str] | None,
) -> dict[str, Any]:
    """The parameters of a mailing; whatever was not given is left to the API.

    Args:
        subject, text, html: the templates.
        everyone: whether it goes to all families.
        sender: the address it comes from.
        chosen: names of classes, families and keywords.

    Raises:
        WrongUsage: there is no text, or a template was given twice.
        Failure: a template cannot be read.
    """
    words = text.read()
    if words is None:
        raise WrongUsage("The mail has no words: give them with --text or --text-file.")
    given = {"html": html.read(), "sender": sender, "everyone": everyone or None, **chosen}
    wanted = {name: value for name, value in given.items() if value}
    return {"subject": subject, "text": words, **wanted}


def preview_of(api: Api, params: dict[str, Any], most: int) -> PreviewView:
    """What a mailing would do; nothing is sent.

    Args:
        api: to ask.
        params: of the mailing.
        most: how many mails to show.
    """
    body = {"params": params, "limit": most}
    found: PreviewView = api.call("POST", f"/v1/kinds/{KIND}/preview", body=body).document
    return found
