"""The link in the mail of a statement: whoever holds it may read it, without a login."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from legwork import bootstrap
from legwork.api.answers import OPEN, open_answers
from legwork.api.http import Calls, in_path, resolve
from legwork.domain.errors import NotFound
from legwork.settings.open_statement import OpenStatementSettings
from legwork.trade.money.usecases.open_statement import open_statement

calls = Calls()
Token = Annotated[str, in_path("Signed token of the link to a statement.")]

_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Statement</title></head>
<body><main><h1>Statement</h1>
<p>{said}</p>
</main></body>
</html>
"""
_PDF = {
    "description": "The statement",
    "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
}
_GONE = {
    "description": "A page that says why there is none",
    "content": {"text/html": {"schema": {"type": "string"}}},
}


@calls.get(
    "/v1/statements/<token>",
    operation_id="open_statement",
    tags=["Money"],
    responses=open_answers({200: _PDF, 404: _GONE}, 503),
    openapi_extensions=OPEN,
)
def open_(token: Token) -> Response[str]:
    """Open a statement as a PDF; changes nothing."""
    # The library takes longer to load than to say that a link is none.
    of = bootstrap.read_settings(OpenStatementSettings)
    try:
        account, statement = open_statement(
            token,
            keys=bootstrap.signing_keys(of.unsubscribe_secret_arn),
            database=bootstrap.records(of),
            clock=bootstrap.clock(),
        )
    except NotFound as refusal:
        page = _PAGE.format(said=escape(str(refusal)))
        return Response(404, "text/html; charset=utf-8", page, headers=dict(_HEADERS))
    from legwork.trade.money.statement_page import MEDIA_TYPE, statement_pdf

    shown = {"Content-Disposition": f'inline; filename="statement-{statement.day}.pdf"'}
    body = b64encode(statement_pdf(account, statement)).decode()
    return Response(200, MEDIA_TYPE, body, headers={**_HEADERS, **shown})


def answer(
    app: APIGatewayHttpResolver, event: dict[str, Any], context: LambdaContext
) -> dict[str, Any]:
    """Answer one request. API Gateway takes the bytes of a file in base 64, and is told so."""
    answered = resolve(app, event, context)
    headers = {name.lower(): value for name, value in answered.get("headers", {}).items()}
    is_file = headers.get("content-type") == "application/pdf"
    return {**answered, "isBase64Encoded": is_file or answered.get("isBase64Encoded", False)}
