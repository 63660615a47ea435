"""`legwork class add`, `enroll`, `restore`, `tokens`: more about classes and camps."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from cli import options
from cli.amounts import cents
from cli.api import segment
from cli.invocation import Invocation
from cli.kinds import launch
from cli.launching import settle
from cli.making import make

ADD = "Example: legwork class add JUDO-2027 --title Judo --instructor ana --tuition 70"
ENROLL = "Example: legwork class enroll S31 JUDO-2027 --tuition 70"
RESTORE = "Example: legwork class restore JUDO --on 2027-05-03 --notify"
tokens = typer.Typer(help="Makeup tokens.")

Classes = Annotated[list[str], typer.Argument(metavar="CLASS", help="Classes and camps.")]
Begin = Annotated[str, typer.Option("--from", "--on", help="First day, YYYY-MM-DD.")]
End = Annotated[str | None, typer.Option("--to", help="Last day; the first day alone without it.")]
Tuition = Annotated[str | None, typer.Option(help="Such as 70 or 70.50.")]
Notify = Annotated[bool, typer.Option("--notify", help="Tell the families by mail.")]


class ClassType(StrEnum):
    """What is made."""

    CLASS = "class"
    CAMP = "camp"


def add(
    ctx: typer.Context,
    class_id: Annotated[str, typer.Argument(metavar="CLASS", help="The id of the class.")],
    title: Annotated[str | None, typer.Option(help="What it is called.")] = None,
    section: Annotated[str | None, typer.Option(help="Which of several.")] = None,
    location: Annotated[str | None, typer.Option(help="Where it is held.")] = None,
    type_: Annotated[ClassType | None, typer.Option("--type", help="A class, or a camp.")] = None,
    instructor: Annotated[str | None, typer.Option(help="Id of who teaches it.")] = None,
    tuition: Tuition = None,
    capacity: Annotated[int | None, typer.Option(help="Most students at a session.")] = None,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Make a class or a camp; one that is there stays as it is."""
    run = Invocation.of(ctx, user, as_json)
    given = {
        "title": title,
        "section": section,
        "location": location,
        "type": type_,
        "instructor": instructor,
        "tuition_cents": None if tuition is None else cents("--tuition", tuition),
        "capacity": capacity,
    }
    made = make(run, f"/v1/classes/{segment(class_id)}", given)
    run.output.answer(made, f"{made['title'] or made['id']} is there. It has no session yet.")


def enroll(
    ctx: typer.Context,
    student: Annotated[str, typer.Argument(metavar="STUDENT", help="The student's id.")],
    class_id: Annotated[str, typer.Argument(metavar="CLASS", help="A class or a camp.")],
    tuition: Tuition = None,
    begins: Annotated[
        str | None, typer.Option("--from", help="First day, YYYY-MM-DD, if it is to come.")
    ] = None,
    waitlist: Annotated[bool, typer.Option("--waitlist", help="There is no place yet.")] = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Enroll a student in a class; who is in it already stays as enrolled."""
    run = Invocation.of(ctx, user, as_json)
    given = {
        "tuition_cents": None if tuition is None else cents("--tuition", tuition),
        "status": "waitlisted" if waitlist else "future" if begins else None,
        "begins_on": begins,
    }
    path = f"/v1/classes/{segment(class_id)}/enrollments/{segment(student)}"
    made = make(run, path, given)
    run.output.answer(made, f"{made['student']} is enrolled in {class_id}: {made['status']}.")


def restore(
    ctx: typer.Context,
    classes: Classes,
    begin: Begin,
    end: End = None,
    notify: Notify = False,
    param: options.Params = None,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Let cancelled sessions take place after all, and take back unused makeup tokens."""
    given = _sessions(classes, begin, end, notify)
    _launch(ctx, "restore_classes", given, param, user, as_json, wait=not no_wait)


@tokens.command("give", epilog="Example: legwork tokens give --class JUDO --expires 2027-12-31")
def give(
    ctx: typer.Context,
    classes: Annotated[
        list[str] | None, typer.Option("--class", help="Its students; once for each.")
    ] = None,
    students: Annotated[
        list[str] | None, typer.Option("--student", help="A student; once for each.")
    ] = None,
    count: Annotated[int | None, typer.Option(help="Tokens for each student.")] = None,
    expires: Annotated[str | None, typer.Option(help="Last day; they never expire.")] = None,
    override: Annotated[bool, typer.Option("--override", help="Whatever the limit.")] = False,
    notify: Notify = False,
    param: options.Params = None,
    no_wait: options.NoWait = False,
    user: options.User = None,
    as_json: options.Json = False,
) -> None:
    """Give students makeup tokens."""
    given = [f"classes={name}" for name in classes or ()]
    given += [f"students={name}" for name in students or ()]
    given += [] if count is None else [f"count={count}"]
    given += [] if expires is None else [f"expires_on={expires}"]
    given += ["override=true"] if override else []
    given += ["notify=true"] if notify else []
    _launch(ctx, "generate_makeup_tokens", given, param, user, as_json, wait=not no_wait)


def _sessions(classes: Sequence[str], begin: str, end: str | None, notify: bool) -> list[str]:
    return [
        *(f"classes={name}" for name in classes),
        f"from_date={begin}",
        *([] if end is None else [f"to_date={end}"]),
        *(["notify=true"] if notify else []),
    ]


def _launch(
    ctx: typer.Context,
    kind: str,
    given: Sequence[str],
    more: Sequence[str] | None,
    user: str | None,
    as_json: bool,
    *,
    wait: bool,
) -> None:
    run = Invocation.of(ctx, user, as_json)
    settle(run, launch(run.api, kind, [*given, *(more or ())], None), wait=wait)
