"""Reports on the command line: what is asked for, and the file that comes of it."""

from pathlib import Path

import httpx

from cli.api import Api, segment
from cli.failures import Failure
from cli.problem import refusal

KIND = "generate_report"


def save_report(api: Api, report: str, file: Path) -> int:
    """Write the file of a report; returns its length in bytes.

    Raises:
        Failure: the file cannot be written, or what it should hold cannot be had.
    """
    answer = api.call("GET", f"/v1/reports/{segment(report)}")
    if answer.location is None:
        raise Failure("The report has no file.")
    # The link carries its own permission; storage refuses a call that brings a token as well.
    response = api.outside("GET", answer.location)
    if not httpx.codes.is_success(response.status_code):
        raise refusal(response)
    try:
        file.write_bytes(response.content)
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror}.") from error
    return len(response.content)
