"""Calls about the API itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aws_lambda_powertools.event_handler import Response

from legwork.api.http import Calls

calls = Calls()


@calls.get("/v1/openapi.json", tags=["About"])
def openapi() -> Response[Any]:
    """Get this document."""
    text = Path(__file__).with_name("openapi.json").read_text()
    return Response(200, "application/json", text, headers={"Cache-Control": "public, max-age=300"})
