"""Calls about the API itself."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from aws_lambda_powertools.event_handler import Response

from legwork.api import reference
from legwork.api.answers import JSON, OPEN, media, open_answers
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
    headers = {"Cache-Control": "public, max-age=300"}
    return Response(200, "application/json", _document(), headers=headers)


@calls.get(
    "/v1/reference",
    operation_id="show_reference",
    tags=["About"],
    responses=open_answers({200: media("text/html", "A page")}),
    openapi_extensions=OPEN,
)
def show_reference() -> Response[str]:
    """Show this document as a page for people."""
    return Response(200, "text/html; charset=utf-8", _reference(), headers=dict(reference.HEADERS))


def _document() -> str:
    return Path(__file__).with_name("openapi.json").read_text()


@cache
def _reference() -> str:
    return reference.page(json.loads(_document()))
