"""Two customers of Legwork, neighbours: their people, permits and files."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

from legwork.domain.effect import Item, Key
from legwork.store.files import incoming_key
from legwork.store.records import in_account
from legwork.trade.permits.permit import permit_item, permit_key
from legwork.trade.permits.reservation import Reservation, reservation_key, to_item
from tests.functions.invoking import Functions
from tests.functions.people import Answer, Person

HEADER = "permit,event,facility,starts_at,ends_at,amount_cents"
ALL = ("permits", "import")

_numbers = count(1)


class Town:
    """Two accounts that no other test uses."""

    def __init__(self, functions: Functions) -> None:
        self.functions = functions
        self.number = next(_numbers)
        self.permit = f"P-{self.number}"
        self.holder = f"holder-{self.number}"
        self.account = f"parkside-{self.number}"
        self.neighbour = f"riverside-{self.number}"
        self.ana = self.member("Ana", "owner")
        self.ben = self.member("Ben", *ALL)
        self.eva = self.member("Eva", *ALL)
        self.cleo = self.member("Cleo", *ALL, "autopilot_tasks")
        self.guest = self.member("Gil")
        self.dana = Person(functions, "Dana", self.neighbour, ["owner"])

    def member(self, name: str, *groups: str) -> Person:
        """Somebody of the first customer."""
        return Person(self.functions, name, self.account, groups)

    def game(self, place: int = 0, *, hour: int = 8, **changes: Any) -> dict[str, Any]:
        """A reservation: each place has a day of its own, and each hour its own time."""
        day = f"2027-{place // 28 % 12 + 1:02d}-{place % 28 + 1:02d}"
        return {
            # The same in every town: by its name it is dealt out to a lane.
            "facility": f"Field {place % 7}",
            "starts_at": f"{day}T{hour:02d}:00",
            "ends_at": f"{day}T{hour + 1:02d}:00",
            "amount_cents": 1_000 + place,
            "event": "Game",
            **changes,
        }

    def games(self, number: int) -> list[dict[str, Any]]:
        """As many that do not overlap."""
        return [self.game(place) for place in range(number)]

    def save(self, games: Iterable[dict[str, Any]], **more: Any) -> dict[str, Any]:
        """What a save of these sends."""
        return {"holder": self.holder, "reservations": list(games), **more}

    def saved(self, number: int, person: Person | None = None) -> Answer:
        """A permit with as many reservations, saved at once."""
        return (person or self.ana).launch(
            "PUT", f"/v1/permits/{self.permit}", self.save(self.games(number))
        )

    def stored(self, number: int, account: str | None = None) -> None:
        """A permit with as many reservations, put straight into the records table."""
        rows: list[tuple[Key, Item]] = [
            (permit_key(self.permit), permit_item(self.permit, self.holder, {}))
        ]
        for game in self.games(number):
            reservation = Reservation(permit=self.permit, **game)
            rows.append((reservation_key(self.permit, reservation.id), to_item(reservation)))
        self.functions.aws.database.records.put_many(
            (in_account(account or self.account, key), item) for key, item in rows
        )

    def csv(self, games: Iterable[dict[str, Any]]) -> str:
        """These as a file to import."""
        names = ("event", "facility", "starts_at", "ends_at", "amount_cents")
        rows = [",".join([self.permit, *(str(game[name]) for name in names)]) for game in games]
        return "\n".join([HEADER, *rows, ""])

    def uploaded(self, body: str | bytes, account: str | None = None) -> str:
        """The id of a file that somebody has posted."""
        upload = f"upload{next(_numbers)}"
        content = body if isinstance(body, bytes) else body.encode()
        self.functions.aws.put_file(incoming_key(account or self.account, upload), content)
        return upload

    def imported(
        self, games: Iterable[dict[str, Any]], person: Person | None = None, **said: Any
    ) -> str:
        """The path of a task that imports these; it is queued and nothing more."""
        launch = {**self.importing(self.csv(games)), **said}
        launched = (person or self.ana).launch("POST", "/v1/tasks", launch)
        assert launched.status == 202, launched.text
        return launched.headers["location"]

    def importing(self, body: str | bytes, **more: Any) -> dict[str, Any]:
        """What a launch of the import of a file sends."""
        params = {"entity": "reservations", "upload_id": self.uploaded(body), **more}
        return {"kind": "import_records", "params": params}
