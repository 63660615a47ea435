"""Mail: as it would be, and as it was sent."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cli.embedded import SentMail
from cli.generated.contract import MailView, PreviewView
from cli.views.words import facts, grid, heading, moment, number, plain


def preview_view(preview: PreviewView) -> RenderableType:
    """The mails to the first recipients, and how many get one, and how many none and why."""
    more = "" if preview["complete"] else " at least"
    rows: list[RenderableType] = [*map(_mail, preview["mails"])]
    rows.append(heading(f"{number(preview['would_get'])}{more} would get it. Nothing was sent."))
    if preview["would_not"]:
        without = sum(reason["count"] for reason in preview["would_not"])
        table = grid("Reason", "Recipients", "Such as", right=("Recipients",))
        for reason in preview["would_not"]:
            told = (plain(reason["code"]), number(reason["count"]), plain(reason["example"]))
            table.add_row(*told)
        rows += [heading(f"{number(without)}{more} would get none:"), table]
    return Group(*rows)


def _mail(mail: MailView) -> RenderableType:
    head = {"from": mail["sender"], "to": mail["to"], "subject": mail["subject"]}
    # Line by line: a mail has line breaks, which are control characters like others.
    words = "\n".join(map(plain, mail["text"].splitlines()))
    return Group(facts(**{name: plain(said) for name, said in head.items()}), Text(f"\n{words}\n"))


def outbox_table(mails: Iterable[SentMail]) -> Table:
    """Mails that have left, as they come."""
    table = grid("Left", "From", "To", "Subject")
    for mail in mails:
        table.add_row(
            moment(mail.at.isoformat()), plain(mail.sender), plain(mail.to), plain(mail.subject)
        )
    return table
