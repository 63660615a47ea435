"""Records that are read ahead are those that are asked for, and are read once."""

from legwork.domain.effect import Key, Put
from legwork.domain.record import ReadAhead
from tests.unit.account import Account

ONE, TWO, THREE, NONE = (Key("P", name) for name in ("1", "2", "3", "none"))


def test_they_are_as_they_were_when_they_were_read() -> None:
    account = Account()
    account.commit([Put(key, {"n": key.sort}) for key in (ONE, TWO, THREE)])
    ahead = ReadAhead(account.records, [ONE, NONE])
    account.commit([Put(key, {"n": "changed"}) for key in (ONE, TWO, NONE)])

    assert ahead.get([ONE, NONE]) == {ONE: {"n": "1"}}
    assert ahead.get([ONE, TWO]) == {ONE: {"n": "1"}, TWO: {"n": "changed"}}
    account.commit([Put(TWO, {"n": "again"})])
    ahead.load([TWO, THREE])
    assert ahead.get([TWO, THREE]) == {TWO: {"n": "changed"}, THREE: {"n": "3"}}


def test_ranges_and_files_are_read_as_ever() -> None:
    account = Account()
    account.commit([Put(ONE, {"n": 1}), Put(TWO, {"n": 2})])
    account.upload(b"a\nbc\n")
    ahead = ReadAhead(account.records, [ONE])

    assert [*ahead.query("P", first="2")] == [("2", {"n": 2})]
    assert ahead.upload_size("UP1") == 5
    assert [*ahead.upload_lines("UP1", offset=2)] == [b"bc\n"]
    assert ahead.upload_slices("UP1", [(0, 1)]) == [b"a"]
