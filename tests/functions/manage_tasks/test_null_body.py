"""A body that need not be sent: null is no way to leave it out."""

from tests.functions.people import Person
from tests.functions.town import Town


def test_null_is_refused_and_nothing_happens(town: Town, ana: Person) -> None:
    path = town.imported(town.games(1))

    refused = ana.post(f"{path}/cancel", "null")

    assert (refused.status, refused.fields) == (400, ["body"])
    assert ana.get(path).body["state"] == "queued"
    assert ana.post(f"{path}/cancel").status == 200
