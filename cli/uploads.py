"""Sends a file to where the API wants it."""

import re
from pathlib import Path

import httpx

from cli.api import Api
from cli.failures import Failure

CONTENT_TYPE = "text/csv"


def upload(api: Api, file: Path) -> str:
    """Send a file as it is; the server judges what is in it.

    Returns:
        The upload's id, to launch a task with.

    Raises:
        Failure: it cannot be read, is too large, or could not be sent.
    """
    asked = {"filename": file.name, "content_type": CONTENT_TYPE}
    place = api.call("POST", "/v1/uploads", body=asked).document
    try:
        with file.open("rb") as content:
            response = api.outside(
                "POST",
                place["url"],
                data=place["fields"],
                files={"file": (file.name, content, CONTENT_TYPE)},
            )
    except OSError as error:
        raise Failure(f"{file} cannot be read: {error.strerror}.") from error
    if response.is_error:
        raise Failure(_refused(file, response))
    return str(place["upload_id"])


def _refused(file: Path, response: httpx.Response) -> str:
    code = _element(response.text, "Code")
    if code == "EntityTooLarge" or response.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE:
        limit = _element(response.text, "MaxSizeAllowed")
        allowed = f": at most {int(limit):,} bytes" if limit.isdigit() else ""
        return f"{file} is larger than an upload may be{allowed}."
    why = _element(response.text, "Message") or f"status {response.status_code}"
    return f"The file storage did not take {file}: {why.rstrip('.')}."


def _element(xml: str, name: str) -> str:
    found = re.search(f"<{name}>([^<]*)</{name}>", xml)
    return found[1] if found else ""
