"""Calls about the API itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aws_lambda_powertools.event_handler import Response

from legwork.api.answers import JSON, OPEN, open_answers
from legwork.api.http import Calls

calls = Calls()
_DOCUMENT = {JSON: {"schema": {"type": "object"}}}


@calls.get(
    "/v1/openapi.json",
    operation_id="get_openapi",
    tags=["About"],
    responses=open_answers({200: {"description": "This document", "content": _DOCUMENT}}),
    openapi_extensions=OPEN,
)
def openapi() -> Response[Any]:
    """Get this document."""
    text = Path(__file__).with_name("openapi.json").read_text()
    return Response(200, "application/json", text, headers={"Cache-Control": "public, max-age=300"})
