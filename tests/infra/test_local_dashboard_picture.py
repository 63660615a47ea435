import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from legwork.adapters.chronicle import metric_line
from local.dashboard_picture import SECTIONS, keep, picture, read, series_of


def line(moment: str, at: int, **sums: float) -> str:
    about = {"moment": moment, "account": "a<b", "task": "t", "kind": "email_blast"}
    made = metric_line(about, sums)
    made["_aws"]["Timestamp"] = at * 1_000
    return f"[run_job] {json.dumps(made)}\n"


LOG = [
    "started\n",
    line("launched", 100),
    line("launched", 101),
    line("mailed", 130, MailsSent=50),
    '{"_aws": cut off',
]


def test_lines_of_metrics_are_found_among_all_others() -> None:
    assert [one["moment"] for one in read(LOG)] == ["launched", "launched", "mailed"]


def test_a_point_is_the_sum_of_five_seconds() -> None:
    launches = SECTIONS["Are users served?"][0]

    assert series_of(launches, list(read(LOG))) == {"email_blast": {20: 2.0}}


def test_the_picture_has_all_panels_and_says_what_it_is() -> None:
    drawn = picture(list(read(LOG)))

    texts = [one.text or "" for one in ET.fromstring(drawn).iter() if one.text]
    assert set(SECTIONS) <= set(texts)
    assert any("no picture of CloudWatch" in text for text in texts)


def test_what_is_kept_of_a_log_makes_the_same_picture(tmp_path: Path) -> None:
    kept = tmp_path / "new" / "fire.jsonl"

    assert keep(LOG, kept) == 3
    lines = kept.read_text().splitlines()
    assert len(lines) == 3
    assert picture(list(read(lines))) == picture(list(read(LOG)))


def test_what_is_measured_now_and_then_is_not_drawn_as_nothing_between() -> None:
    states = [
        {"_aws": {"Timestamp": at * 1_000}, "state": "running", "TasksInState": 8} for at in (0, 60)
    ]
    drawn = picture([*states, *read(LOG)])

    assert drawn.count("<circle") == len(states)


def test_a_log_without_metrics_makes_no_picture() -> None:
    with pytest.raises(ValueError, match="no line"):
        picture(list(read(["nothing"])))
