"""Damage to the rows of tasks: to counts, plans, ledgers and notices."""

from legwork.store import keys
from tests.e2e.fire.damage import Damage, Scene, more, without


def a_count_taken_twice_by_a_lane(scene: Scene) -> Damage:
    key, lane = scene.row("import", "LANE")
    return {key: more(lane, succeeded=1)}


def a_count_taken_twice_and_shown(scene: Scene) -> Damage:
    (lane_key, lane), (key, task) = scene.row("import", "LANE"), scene.row("import", "TASK#")
    counts = more(task["counts"], succeeded=1)
    return {lane_key: more(lane, succeeded=1), key: {**task, "counts": counts}}


def a_count_after_the_cancel(scene: Scene) -> Damage:
    key, task = scene.row("bill-out", "TASK#")
    return {key: {**task, "counts": more(task["counts"], succeeded=1)}}


def a_batch_not_in_the_ledger(scene: Scene) -> Damage:
    key, _ = scene.row("import", "LEDGER#")
    return {key: None}


def a_batch_not_in_the_plan(scene: Scene) -> Damage:
    key, _ = scene.planned("import")
    return {key: None}


def a_target_worked_off_twice(scene: Scene) -> Damage:
    key, batch = scene.planned("import")
    first, _, *others = batch["targets"]
    return {key: {**batch, "targets": [first, first, *others]}}


def an_outcome_without_an_excuse(scene: Scene) -> Damage:
    key, entry = scene.row("import", "LEDGER#")
    notes = [[0, "strange", "Nobody knows why."]]
    return {key: {**entry, "outcomes": f"e{entry['outcomes'][1:]}", "notes": notes}}


def a_task_that_has_not_ended(scene: Scene) -> Damage:
    key, task = scene.row("save", "TASK#")
    return {key: {**task, "state": "running"}}


def a_bill_out_that_failed(scene: Scene) -> Damage:
    key, task = scene.row("retry", "TASK#")
    return {key: {**without(task, "result"), "state": "failed", "failure": "It had to be."}}


def a_notification_missing(scene: Scene) -> Damage:
    _, task = scene.row("blast", "TASK#")
    user = task["launcher"]["id"]
    return {keys.notification(scene.works.account, user, scene.id("blast")): None}


def a_mail_discarded_that_left(scene: Scene) -> Damage:
    row, lane, task = (scene.row("cancellation", sort) for sort in ("NOTICE#", "LANE", "TASK#"))
    notices = more(task[1]["notices"], sent=-1, discarded=1)
    return {
        row[0]: {**row[1], "fates": f"x{row[1]['fates'][1:]}"},
        lane[0]: more(lane[1], notices_sent=-1, notices_discarded=1),
        task[0]: {**task[1], "notices": notices},
    }


def a_mail_sent_without_a_claim(scene: Scene) -> Damage:
    key, row = scene.row("blast", "NOTICE#")
    return {key: {**without(row, "fates", "attempt", "claimed_at"), "state": "staged"}}


def a_mail_whose_sender_died(scene: Scene) -> Damage:
    key, row = scene.row("blast", "NOTICE#")
    return {key: {**without(row, "fates"), "state": "claimed"}}


def a_mail_that_was_never_staged(scene: Scene) -> Damage:
    key, row = scene.row("cancellation", "NOTICE#")
    return {key: {**row, "notices": row["notices"][1:], "fates": row["fates"][1:]}}


def a_mail_in_doubt_that_counts_as_sent(scene: Scene) -> Damage:
    key, row = scene.row("blast", "NOTICE#")
    return {key: {**row, "fates": f"d{row['fates'][1:]}"}}
