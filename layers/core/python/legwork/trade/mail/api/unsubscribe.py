"""The link in every mailing: whoever holds it may unsubscribe, without a login.

Looking at the link changes nothing, since programs that scan mail look at every link. Only a POST
does: from the button of the page, or from the mail program itself (RFC 8058).
"""

from __future__ import annotations

from html import escape
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from legwork import bootstrap
from legwork.api.answers import OPEN, media, open_answers
from legwork.api.http import Calls, in_path, resolve
from legwork.ports import SigningKeys
from legwork.settings.unsubscribe import UnsubscribeSettings
from legwork.trade.mail.usecases import unsubscribe as usecase

calls = Calls()
Token = Annotated[str, in_path("Signed token of an unsubscribe link.")]

_HTML = "text/html; charset=utf-8"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title></head>
<body><main><h1>{title}</h1>
{body}
</main></body>
</html>
"""


@calls.get(
    "/v1/unsubscribe/<token>",
    operation_id="show_unsubscribe_page",
    tags=["Mail"],
    responses=open_answers({200: media("text/html", "A page")}, 404),
    openapi_extensions=OPEN,
)
def show(token: Token) -> Response[str]:
    """Show the page with the button to unsubscribe; changes nothing."""
    _, email = usecase.read(_keys(), token)
    ask = f"<p>Shall no more mailings go to {escape(email)}?</p>"
    button = '<form method="post"><button type="submit">Unsubscribe</button></form>'
    return _page("Unsubscribe", f"{ask}\n{button}")


@calls.post(
    "/v1/unsubscribe/<token>",
    operation_id="unsubscribe",
    tags=["Mail"],
    responses=open_answers({200: media("text/html", "A page")}, 404, 503),
    openapi_extensions=OPEN,
)
def unsubscribe(token: Token) -> Response[str]:
    """Unsubscribe at once; twice is as good as once."""
    of = bootstrap.read_settings(UnsubscribeSettings)
    account, email = usecase.read(_keys(), token)
    usecase.unsubscribe(account, email, database=bootstrap.records(of), clock=bootstrap.clock())
    return _page("You are unsubscribed", f"<p>No more mailings go to {escape(email)}.</p>")


def answer(
    app: APIGatewayHttpResolver, event: dict[str, Any], context: LambdaContext
) -> dict[str, Any]:
    """Answer one request. Its body, a form, is left unread: the link says it all."""
    return resolve(app, {**event, "body": ""}, context)


def _page(title: str, body: str) -> Response[str]:
    page = _PAGE.format(title=escape(title), body=body)
    return Response(200, _HTML, page, headers=dict(_HEADERS))


def _keys() -> SigningKeys:
    of = bootstrap.read_settings(UnsubscribeSettings)
    return bootstrap.signing_keys(of.unsubscribe_secret_arn)
