"""The call that transfers an enrollment, with what was charged and paid for it."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response

from legwork import bootstrap
from legwork.api.answers import answers
from legwork.api.editing import database_of, records_of
from legwork.api.http import Calls, IdempotencyKey, in_path, named, reply
from legwork.trade.money.contracts.transfer import TransferRequest, TransferView
from legwork.trade.money.usecases.transfer_enrollment import Transfer, transfer_enrollment

calls = Calls()
ClassId = Annotated[str, in_path("Id of the class that is left.")]
StudentId = Annotated[str, in_path("Id of a student.")]


@calls.post(
    "/v1/classes/<class_id>/enrollments/<student>/transfer",
    operation_id="transfer_enrollment",
    tags=["Classes"],
    responses=answers({200: TransferView}, 404, 413, 422),
)
def transfer(
    class_id: ClassId, student: StudentId, body: TransferRequest, idempotency_key: IdempotencyKey
) -> Response[TransferView]:
    """Transfer an enrollment to another class: what was charged and paid goes along."""
    caller = calls.caller
    wanted = Transfer(
        class_id=named(class_id),
        student=named(student),
        to=body.class_id,
        on=body.on,
        amount_cents=body.amount_cents,
    )
    found = transfer_enrollment(
        wanted,
        key=idempotency_key,
        caller=caller,
        database=database_of(calls),
        records=records_of(calls),
        clock=bootstrap.clock(),
    )
    return reply(TransferView.of(wanted, found))
