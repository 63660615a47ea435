"""`legwork blast`: mail to many families."""

from pathlib import Path
from typing import Annotated

import typer

from cli import options
from cli.invocation import Invocation
from cli.launching import launch, settle
from cli.mailing import KIND, Template, mailing, preview_of
from cli.views.mail import preview_view

EXAMPLES = """Examples:

legwork blast --subject 'We are closed on Monday' --text 'Dear {{family}}, …' --everyone --preview

legwork blast --subject 'News of {{first_class}}' --text-file news.txt --html-file news.html
--class JUDO-2027 --class SWIM-2027"""


def blast(
    ctx: typer.Context,
    subject: Annotated[str, typer.Option(help="Template of the subject.")],
    text: Annotated[str | None, typer.Option(help="Template of the mail as text.")] = None,
    text_file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, readable=True, help="The same, in a file."),
    ] = None,
    html: Annotated[
        str | None, typer.Option(help="Template as HTML; without it, the text is shown.")
    ] = None,
    html_file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, readable=True, help="The same, in a file."),
    ] = None,
    everyone: Annotated[bool, typer.Option("--everyone", help="To all families.")] = False,
    classes: Annotated[
        list[str] | None,
        typer.Option("--class", "--classes", help="To the families of a class; once for each."),
    ] = None,
    families: Annotated[
        list[str] | None,
        typer.Option("--family", "--families", help="To this family; once for each."),
    ] = None,
    keywords: Annotated[
        list[str] | None,
        typer.Option("--keyword", "--keywords", help="To the families that have it."),
    ] = None,
    lists: Annotated[
        list[str] | None,
        typer.Option("--list", "--lists", help="To the families on a saved list."),
    ] = None,
    sender: Annotated[
        str | None, typer.Option(help="Verified address to send from, if not the usual one.")
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show it, and who gets none; send nothing.")
    ] = False,
    show: Annotated[int, typer.Option(min=0, max=10, help="How many mails a preview shows.")] = 3,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Mail families who agreed to mailings, each address once.

    Templates know {{family}}, {{email}}, {{students}}, {{first_class}} and {{classes}}.
    """
    run = Invocation.of(ctx, user, as_json)
    params = mailing(
        subject=subject,
        text=Template(option="text", inline=text, file=text_file),
        html=Template(option="html", inline=html, file=html_file),
        everyone=everyone,
        sender=sender,
        classes=classes,
        families=families,
        keywords=keywords,
        lists=lists,
    )
    if preview:
        found = preview_of(run.api, params, show)
        run.output.answer(found, preview_view(found))
        return
    settle(run, launch(run, KIND, params), wait=not no_wait)
