"""Cost follows work: a target costs no more in a larger task."""

from dataclasses import replace

from bench import meter
from bench.counts import measure, scene_of
from bench.prices import bill
from bench.stack import AS_DEPLOYED, Stack


def test_a_mail_costs_no_more_when_more_mails_wait_behind_it() -> None:
    reads = [_mail_reads(targets) / targets for targets in (500, 2_000)]
    assert reads[1] <= reads[0] * 1.05


def _mail_reads(targets: int) -> int:
    stack = Stack(replace(AS_DEPLOYED, lanes_max=1))
    return measure(scene_of("email_blast"), targets, stack).by_part[meter.MAIL][meter.READS]


def test_a_reservation_costs_no_more_in_a_larger_bill_out() -> None:
    small, large = (measure(scene_of("permit_billout"), targets) for targets in (500, 4_000))
    assert bill(large.total).total / 4_000 <= bill(small.total).total / 500
