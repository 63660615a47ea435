"""Who may do what: every call of the HTTPS API × every role × whose the thing is.

Taken from the API's description, not from the code. ``404``: whoever may not see a thing does not
learn that it is there. ``403``: the missing permission is named, or `owner` where only an owner
may. ``seen`` and ``hidden``: whether a list that answers 200 holds the thing.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from legwork.api import document
from legwork.domain.task import Via
from tests.functions.invoking import Functions
from tests.matrix.calls import CALLS, operations
from tests.matrix.roles import Role, Whose
from tests.matrix.table import Cell, markdown, read

EXPECTED = """
                             owner   able    bare    viewer  both    foreign  lost

list tasks; background jobs
  own                        seen    seen    seen    seen    seen    hidden   403
  colleague's                seen    hidden  hidden  hidden  hidden  hidden   403
  Autopilot's                seen    hidden  hidden  seen    seen    hidden   403
  Riverside's                hidden  hidden  hidden  hidden  hidden  seen     403

read; outcomes; outcomes summary; outcomes.csv; audit
  own                        200     200     200     200     200     404      403
  colleague's                200     404     404     404     404     404      403
  Autopilot's                200     404     404     200     200     404      403
  Riverside's                404     404     404     404     404     200      403

open report
  own                        302     302     302     302     302     404      403
  colleague's                302     404     404     404     404     404      403
  Autopilot's                302     404     404     302     302     404      403
  Riverside's                404     404     404     404     404     302      403

cancel; pause; resume
  own                        200     200     200     200     200     404      403
  colleague's                200     404     404     404     404     404      403
  Autopilot's, needs owner   200     404     404     403     403     404      403
  Riverside's                404     404     404     404     404     200      403

retry; undo
  own, needs permits         202     202     403     403     202     404      403
  colleague's, needs permits 202     404     404     404     404     404      403
  Autopilot's, needs owner   202     404     404     403     403     404      403
  Riverside's, needs permits 404     404     404     404     404     202      403

delete
  own                        204     204     204     204     204     404      403
  colleague's                204     404     404     404     404     404      403
  Autopilot's, needs owner   204     404     404     403     403     404      403
  Riverside's                404     404     404     404     404     204      403

list notifications
  own                        seen    seen    seen    seen    seen    hidden   403
  colleague's                hidden  hidden  hidden  hidden  hidden  hidden   403
  Riverside's                hidden  hidden  hidden  hidden  hidden  seen     403

mark notification
  own                        200     200     200     200     200     404      403
  colleague's                404     404     404     404     404     404      403
  Riverside's                404     404     404     404     404     200      403

kind import_records
  —, needs import            seen    seen    hidden  hidden  seen    seen     403

kind permit_billout; kind permit_save
  —, needs permits           seen    seen    hidden  hidden  seen    seen     403

launch import_records
  Parkside's, needs import   202     202     403     403     202     400      403
  Riverside's, needs import  400     400     403     403     400     202      403

kind assign_keywords
  —, needs keywords          seen    seen    hidden  hidden  seen    seen     403

launch assign_keywords
  Parkside's, needs keywords 202     202     403     403     202     400      403
  Riverside's, needs keywords 400    400     403     403     400     202      403

kind email_blast
  —, needs email             seen    seen    hidden  hidden  seen    seen     403

kind generate_makeup_tokens
  —, needs tokens            seen    seen    hidden  hidden  seen    seen     403

kind generate_report
  —, needs reports           seen    seen    hidden  hidden  seen    seen     403

kind assign_substitute; kind cancel_classes; kind quick_edit; kind restore_classes
  —, needs classes           seen    seen    hidden  hidden  seen    seen     403

kind apply_credits; kind drop_enrollments; kind post_charges; kind post_late_charges
  —, needs transactions      seen    seen    hidden  hidden  seen    seen     403

kind refund_payments; kind send_statements; kind take_payments
  —, needs transactions      seen    seen    hidden  hidden  seen    seen     403

launch email_blast
  Parkside's, needs email    202     202     403     403     202     400      403
  Riverside's, needs email   400     400     403     403     400     202      403

preview email_blast
  Parkside's, needs email    200     200     403     403     200     400      403
  Riverside's, needs email   400     400     403     403     400     200      403

launch generate_makeup_tokens
  Parkside's, needs tokens   202     202     403     403     202     400      403
  Riverside's, needs tokens  400     400     403     403     400     202      403

launch generate_report
  Parkside's, needs reports  202     202     403     403     202     400      403
  Riverside's, needs reports 400     400     403     403     400     202      403

launch assign_substitute; launch cancel_classes; launch quick_edit; launch restore_classes
  Parkside's, needs classes  202     202     403     403     202     400      403
  Riverside's, needs classes 400     400     403     403     400     202      403

class; replace class; change class; sessions; enrollments; transfer
  Parkside's, needs classes  200     200     403     403     200     404      403
  Riverside's, needs classes 404     404     403     403     404     200      403

enrollment; replace enrollment; change enrollment; staff; replace staff; change staff
  Parkside's, needs classes  200     200     403     403     200     404      403
  Riverside's, needs classes 404     404     403     403     404     200      403

family; replace family; change family; student; replace student; change student
  Parkside's, needs classes  200     200     403     403     200     404      403
  Riverside's, needs classes 404     404     403     403     404     200      403

make class; make family; make staff; make list
  —, needs classes           201     201     403     403     201     201      403

make class again; make family again; make staff again; make list again
  Parkside's, needs classes  412     412     403     403     412     201      403
  Riverside's, needs classes 201     201     403     403     201     412      403

make student
  Parkside's, needs classes  201     201     403     403     201     400      403
  Riverside's, needs classes 400     400     403     403     400     201      403

enroll
  Parkside's, needs classes  201     201     403     403     201     404      403
  Riverside's, needs classes 404     404     403     403     404     201      403

redeem token
  Parkside's, needs tokens   200     200     403     403     200     404      403
  Riverside's, needs tokens  404     404     403     403     404     200      403

account; unlink posting
  Parkside's, needs transactions  200  200    403     403     200     404      403
  Riverside's, needs transactions  404  404   403     403     404     200      403

audit accounts; payment terms
  —, needs transactions      200     200     403     403     200     200      403

put payment terms
  —, needs owner             200     403     403     403     403     200      403

launch take_payments
  Parkside's, needs transactions  202  202    403     403     202     400      403
  Riverside's, needs transactions  400  400   403     403     400     202      403

look ahead
  Parkside's, needs transactions  200  200    403     403     200     400      403
  Riverside's, needs transactions  400  400   403     403     400     200      403

payment methods; put payment method; remove payment method
  Parkside's, needs transactions  200  200    403     403     200     404      403
  Riverside's, needs transactions  404  404   403     403     404     200      403

launch refund_payments
  —, needs transactions      400     400     403     403     400     400      403

post charge; post payment; post credit; counter posting
  Parkside's, needs transactions  201  201    403     403     201     404      403
  Riverside's, needs transactions  404  404   403     403     404     201      403

launch apply_credits; launch drop_enrollments; launch post_charges; launch post_late_charges
  Parkside's, needs transactions  202  202    403     403     202     400      403
  Riverside's, needs transactions  400  400   403     403     400     202      403

list keywords; list lists
  Parkside's, needs classes  seen    seen    403     403     seen    hidden   403
  Riverside's, needs classes hidden  hidden  403     403     hidden  seen     403

list
  Parkside's, needs classes  200     200     403     403     200     404      403
  Riverside's, needs classes 404     404     403     403     404     200      403

replace list
  Parkside's, needs classes  200     200     403     403     200     201      403
  Riverside's, needs classes 201     201     403     403     201     200      403

delete list
  Parkside's, needs classes  204     204     403     403     204     404      403
  Riverside's, needs classes 404     404     403     403     404     204      403

save list
  —, needs classes           201     201     403     403     201     201      403

list classes; list families; list students; list staff
  Parkside's, needs classes  seen    seen    403     403     seen    hidden   403
  Riverside's, needs classes hidden  hidden  403     403     hidden  seen     403

list permits; list holders
  Parkside's, needs permits  seen    seen    403     403     seen    hidden   403
  Riverside's, needs permits hidden  hidden  403     403     hidden  seen     403

launch permit_billout; preview
  Parkside's, needs permits  202     202     403     403     202     404      403
  Riverside's, needs permits 404     404     403     403     404     202      403

launch permit_save
  Parkside's, needs permits  202     202     403     403     202     400      403
  Riverside's, needs permits 400     400     403     403     400     202      403

upload
  —                          201     201     201     201     201     201      403

save permit
  —, needs permits           200     200     403     403     200     200      403

bill out permit; permit; reservations; receipt; holder
  Parkside's, needs permits  200     200     403     403     200     404      403
  Riverside's, needs permits 404     404     403     403     404     200      403

profile; replace profile
  —, needs owner             200     403     403     403     403     200      403

account settings
  —                          200     200     200     200     200     200      403

approval rules; put approval rules
  —, needs owner             200     403     403     403     403     200      403

approve; reject
  colleague's, needs permits 200     200     404     404     200     404      403

costs; hold account; lift hold; set stop-when; remove stop-when; trail; trail as a file
  —, needs owner             200     403     403     403     403     200      403

reservation; replace reservation; change reservation
  Parkside's, needs permits  200     200     403     403     200     404      403
  Riverside's, needs permits 404     404     403     403     404     200      403

list workflows
  Parkside's, needs owner    seen    403     403     403     403     hidden   403
  Riverside's, needs owner   hidden  403     403     403     403     seen     403

add workflow
  —, needs owner             201     403     403     403     403     201      403

workflow; change workflow
  Parkside's, needs owner    200     403     403     403     403     404      403
  Riverside's, needs owner   404     403     403     403     403     200      403

run workflow
  Parkside's, needs owner    202     403     403     403     403     404      403
  Riverside's, needs owner   404     403     403     403     403     202      403

delete workflow
  Parkside's, needs owner    204     403     403     403     403     404      403
  Riverside's, needs owner   404     403     403     403     403     204      403

list credentials
  Parkside's, needs owner    seen    403     403     403     403     hidden   403
  Riverside's, needs owner   hidden  403     403     403     403     seen     403

add credential
  —, needs owner             201     403     403     403     403     201      403

revoke credential; remove webhook
  Parkside's, needs owner    204     403     403     403     403     404      403
  Riverside's, needs owner   404     403     403     403     403     204      403

list webhooks
  Parkside's, needs owner    seen    403     403     403     403     hidden   403
  Riverside's, needs owner   hidden  403     403     403     403     seen     403

add webhook
  —, needs owner             201     403     403     403     403     201      403

webhook; change webhook; rotate secret; deliveries; redeliver
  Parkside's, needs owner    200     403     403     403     403     404      403
  Riverside's, needs owner   404     403     403     403     403     200      403
"""
ROWS = read(EXPECTED)
OF_PEOPLE = {"approve", "reject"}
"""Calls that are answered by people only: a program is no second person."""
BY_ID = {"list notifications", "mark notification"}
"""Calls that go by the id alone. Programs and staff never have the same one, but here they do."""
PUBLIC = {
    "GET /v1/openapi.json",
    "GET /v1/reference",
    "GET /v1/statements/{token}",
    "GET /v1/unsubscribe/{token}",
    "POST /v1/unsubscribe/{token}",
}
"""Calls without a token: whoever has the signed link may do what it says."""


@pytest.fixture(scope="module")
def answers() -> Iterator[dict[Cell, str]]:
    """What the calls have answered: printed in the end, for `pytest -s`."""
    made: dict[Cell, str] = {}
    yield made
    print(f"\n\n{markdown(ROWS, lambda cell: made.get(cell, ''))}")


@pytest.mark.parametrize("cell", [cell for row in ROWS for cell in row.cells], ids=str)
def test_a_call_answers_as_its_caller_may(
    functions: Functions, answers: dict[Cell, str], cell: Cell
) -> None:
    answers[cell] = cell.made(functions)

    assert answers[cell] == cell.expected


@pytest.mark.parametrize(
    "cell",
    [
        cell
        for row in ROWS
        for cell in row.cells
        if cell.role is Role.BOTH and row.call not in OF_PEOPLE
        if not (row.call in BY_ID and row.whose is Whose.COLLEAGUE)
    ],
    ids=str,
)
def test_a_program_may_do_what_staff_with_its_permissions_may(
    functions: Functions, cell: Cell
) -> None:
    """What it launched itself is its own: what staff with the same id did is a colleague's."""
    assert cell.made(functions, Via.PROGRAM) == cell.expected


def test_every_call_of_the_api_is_in_the_matrix() -> None:
    described = json.loads(Path(document.PATH).read_text())["paths"]
    every = {f"{verb.upper()} {path}" for path, item in described.items() for verb in item}

    assert set(operations()) == every - PUBLIC
    assert {row.call for row in ROWS} == set(CALLS)
