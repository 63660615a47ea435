"""What every answer carries, and paths that no call could mean."""

import pytest

from tests.functions.town import Town


@pytest.mark.parametrize("path", ["/v1/tasks", "/v1/tasks/nothing", "/v1/openapi.json"])
def test_every_answer_tells_browsers_to_be_careful(town: Town, path: str) -> None:
    headers = town.ana.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "max-age=" in headers["strict-transport-security"]
    assert headers["cache-control"]


def test_an_answer_that_may_be_kept_says_so_itself(town: Town) -> None:
    assert town.ana.get("/v1/tasks").headers["cache-control"] == "private, no-cache"
    assert town.ana.get("/v1/tasks/nothing").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ["x" * 501, "%C3%A9" * 251])
def test_a_name_longer_than_any_is_nothing(town: Town, name: str) -> None:
    """It could not even be looked up: a key of DynamoDB has its limits."""
    answer = town.ana.get(f"/v1/tasks/{name}")
    assert (answer.status, answer.body["title"]) == (404, "There is no such thing here")
