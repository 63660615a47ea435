"""Damage to records: to reservations, receipts, accounts and makeup tokens."""

from legwork.domain.effect import Key
from tests.e2e.fire.damage import Damage, Scene, without


def a_reservation_billed_for_more(scene: Scene) -> Damage:
    key, item = scene.reservation("bill-out")
    return {key: {**item, "amount_cents": item["amount_cents"] + 1}}


def a_reservation_billed_again(scene: Scene) -> Damage:
    key, item = scene.reservation("bill-out")
    return {key: {**item, "receipt": scene.id("retry")}}


def a_reservation_billed_after_the_cancel(scene: Scene) -> Damage:
    key, item = scene.reservation("retry")
    return {key: {**item, "receipt": scene.id("bill-out")}}


def a_reservation_on_no_receipt(scene: Scene) -> Damage:
    key, item = scene.reservation("bill-out")
    return {key: {**without(item, "receipt"), "status": "reserved"}}


def a_reservation_gone(scene: Scene) -> Damage:
    key, _ = scene.record(f"PERMIT#{scene.works.other}#", "RESERVATION#")
    return {key: None}


def a_reservation_saved_twice(scene: Scene) -> Damage:
    key, item = scene.record(f"PERMIT#{scene.works.other}#", "RESERVATION#")
    return {Key(key.partition, f"RESERVATION#{16 * 'f'}"): item}


def a_receipt_gone(scene: Scene) -> Damage:
    key, _ = scene.record(f"RECEIPT#{scene.id('retry')}", "RECEIPT")
    return {key: None}


def a_receipt_with_another_sum(scene: Scene) -> Damage:
    key, item = scene.record(f"RECEIPT#{scene.id('retry')}", "RECEIPT")
    return {key: {**item, "total_cents": item["total_cents"] + 1}}


def a_receipt_posted_twice(scene: Scene) -> Damage:
    holder = f"HOLDER#{scene.works.permit.lower()}"
    key, posting = scene.record(holder, "POSTING#")
    account, item = scene.record(holder, "HOLDER")
    return {
        Key(key.partition, "POSTING#again"): posting,
        account: {**item, "balance_cents": item["balance_cents"] + posting["amount_cents"]},
    }


def a_receipt_not_posted(scene: Scene) -> Damage:
    key, _ = scene.record(f"HOLDER#{scene.works.permit.lower()}", "POSTING#")
    return {key: None}


def a_balance_too_high(scene: Scene) -> Damage:
    key, item = scene.record(f"HOLDER#{scene.works.permit.lower()}", "HOLDER")
    return {key: {**item, "balance_cents": item["balance_cents"] + 1}}


def a_token_dropped(scene: Scene) -> Damage:
    key, _ = scene.record(f"STUDENT#{scene.works.school.name}-", "TOKEN#")
    return {key: None}


def a_token_doubled(scene: Scene) -> Damage:
    key, item = scene.record(f"STUDENT#{scene.works.school.name}-", "TOKEN#")
    return {Key(key.partition, f"{key.sort}-2"): {**item, "id": f"{item['id']}-2"}}


def a_token_for_another_session(scene: Scene) -> Damage:
    key, item = scene.record(f"STUDENT#{scene.works.school.name}-", "TOKEN#")
    return {key: {**item, "session": f"{scene.works.school.name}#2031-03-08T09:00"}}
