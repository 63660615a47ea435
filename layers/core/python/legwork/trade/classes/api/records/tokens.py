"""Calls about a makeup token."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response

from legwork import bootstrap
from legwork.api.answers import answers
from legwork.api.editing import database_of, records_of
from legwork.api.http import Calls, in_path, named, reply
from legwork.trade.classes.contracts.class_ import EnrollmentView
from legwork.trade.classes.contracts.redemption import RedeemRequest
from legwork.trade.classes.usecases.redeem_token import redeem_token

calls = Calls()
StudentId = Annotated[str, in_path("Id of a student.")]
TokenId = Annotated[str, in_path("Id of a makeup token.")]


@calls.post(
    "/v1/students/<student>/tokens/<token>/redeem",
    operation_id="redeem_token",
    tags=["Classes"],
    responses=answers({200: EnrollmentView}, 404, 409, 413),
)
def redeem(student: StudentId, token: TokenId, body: RedeemRequest) -> Response[EnrollmentView]:
    """Use a makeup token for a session; the same call again changes nothing."""
    caller = calls.caller
    enrollment = redeem_token(
        named(student),
        named(token),
        class_id=body.class_,
        date=body.date,
        starts=body.starts,
        caller=caller,
        database=database_of(calls),
        records=records_of(calls),
        clock=bootstrap.clock(),
    )
    return reply(EnrollmentView.of(enrollment))
