"""Reservations to save and to import."""

import csv
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
HEADER = "permit,event,facility,starts_at,ends_at,amount_cents"


def sample(name: str, label: str) -> list[dict[str, Any]]:
    """Reservations of a sample, at facilities of their own."""
    with (SAMPLES / name).open(newline="") as file:
        return [
            {
                "facility": f"{row['facility']} ({label})",
                "starts_at": row["starts_at"],
                "ends_at": row["ends_at"],
                "amount_cents": int(row["amount_cents"]),
                "event": row["event"],
            }
            for row in csv.DictReader(file)
        ]


def games(number: int, label: str) -> list[dict[str, Any]]:
    """As many that do not overlap."""
    return [
        {
            "facility": f"Field {place % 5} ({label})",
            "starts_at": f"2027-{place // 28 % 12 + 1:02d}-{place % 28 + 1:02d}T08:00",
            "ends_at": f"2027-{place // 28 % 12 + 1:02d}-{place % 28 + 1:02d}T09:00",
            "amount_cents": 1_000 + place,
            "event": "Game",
        }
        for place in range(number)
    ]


def as_csv(reservations: list[dict[str, Any]], permit: str) -> list[str]:
    """The lines of a file to import."""
    names = HEADER.split(",")[1:]
    rows = [",".join([permit, *(str(one[name]) for name in names)]) for one in reservations]
    return [HEADER, *rows]
