"""The restore, rehearsed: a copy of the tables in the middle of everything, and a new stack."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from local.emulator import ACCOUNT, REGION, SIGNATURE
from tests.e2e.bookings import as_csv, games, sample
from tests.e2e.money import check_money
from tests.e2e.own_stack import own_stack
from tests.e2e.park import Park
from tests.e2e.waiting import until
from tests.e2e.watchdog import watch

pytestmark = pytest.mark.emulator
ROOT = Path(__file__).resolve().parents[2]
TABLES = ("TasksTable", "RecordsTable")
STILL = 5
"""Looks in a row at which nothing has changed, where workers commit at almost every one."""
Restored = dict[str, list[dict[str, Any]]]


@pytest.fixture
def middle(park: Park) -> tuple[str, str, str, Restored, dict[str, bytes]]:
    """The permit, the paths of a bill-out half way and of an import that waits, rows and files."""
    permit = park.label("RESTORED")
    body = {"holder": permit.lower(), "reservations": sample("second_permit.csv", permit)}
    park.ana.ended(park.ana.launched("PUT", f"/v1/permits/{permit}", body))
    later = park.label("LATER")
    content = "\n".join([*as_csv(games(20, later), later), ""]).encode()
    with park.losing_messages("PlanningQueueUrl"):
        queued = park.ana.importing(content)
    with park.holding_messages("TokensQueueUrl"):
        billing = park.ana.launched("POST", f"/v1/permits/{permit}/billout")
        park.take_token()
        rows = _when_still(park)
        files = _files(park)
    park.ana.ask("POST", f"{queued}/cancel")
    return permit, billing, queued, rows, files


def test_a_restored_stack_comes_to_its_end(
    middle: tuple[str, str, str, Restored, dict[str, bytes]], tmp_path: Path
) -> None:
    permit, billing, queued, rows, files = middle
    at = datetime.now(UTC).isoformat(timespec="seconds")
    with own_stack(tmp_path, print) as new:
        for name in TABLES:
            _restore(new, f"restored-{name}", rows[name])
        for key, content in files.items():
            new.client("s3").put_object(
                Bucket=new.running.outputs["FilesBucket"], Key=key, Body=content
            )

        told = _recovered(new, at)

        assert told["troubled"] == told["ended"] == told["dead"] == {}
        assert {path.rsplit("/", 1)[1] for path in (billing, queued)} <= {*told["gone_on"]}
        # It comes each minute by itself, and finds what has not moved for as long as it allows.
        watch(new, lambda: bool(new.ana.get(billing)["ended_at"]), "the end of the bill-out")
        ended = new.ana.ended(billing)
        assert ended["progress"]["succeeded"] == ended["progress"]["total"] == 2_400
        check_money(new.ana, permit, ended)
        new.ana.agree(billing)
        assert new.ana.ended(queued)["progress"]["succeeded"] == 20
        new.ana.agree(queued)


def _when_still(park: Park) -> Restored:
    """The rows once workers have ended their slices: those of one moment, as a restore has them."""
    seen: list[Restored] = []

    def is_still() -> bool:
        seen.append({name: _rows(park, name) for name in TABLES})
        return len(seen) > STILL and all(one == seen[-1] for one in seen[-STILL:])

    until(is_still, "the workers to end their slices")
    return seen[-1]


def _rows(park: Park, name: str) -> list[dict[str, Any]]:
    pages = park.client("dynamodb").get_paginator("scan")
    table = park.running.outputs[name]
    return [
        row
        for page in pages.paginate(TableName=table, ConsistentRead=True)
        for row in page["Items"]
    ]


def _files(park: Park) -> dict[str, bytes]:
    client, bucket = park.client("s3"), park.running.outputs["FilesBucket"]
    return {
        found["Key"]: client.get_object(Bucket=bucket, Key=found["Key"])["Body"].read()
        for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        for found in page.get("Contents", ())
    }


def _restore(new: Park, name: str, rows: list[dict[str, Any]]) -> None:
    """A table as DynamoDB restores it: under a name of its own, beside those of the stack."""
    client = new.client("dynamodb")
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
    )
    for begin in range(0, len(rows), 25):
        puts = [{"PutRequest": {"Item": row}} for row in rows[begin : begin + 25]]
        client.batch_write_item(RequestItems={name: puts})


def _recovered(new: Park, at: str) -> dict[str, Any]:
    """What the command tells."""
    endpoint = new.running.endpoint_url
    rights = {
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": SIGNATURE,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ENDPOINT_URL_S3": endpoint,
    }
    words = ("--stack", "legwork-local", "--at", at)
    tables = [word for n in TABLES for word in (f"--{_of(n)}-from", f"restored-{n}")]
    done = subprocess.run(
        [Path(sys.executable).with_name("legwork"), "recover", *words, *tables],
        cwd=ROOT,
        env={**os.environ, **rights},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _of(name: str) -> str:
    return name.removesuffix("Table").lower()
