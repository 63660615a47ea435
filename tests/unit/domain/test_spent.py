from legwork.domain.effect import Foreign, Key, Put, Update
from legwork.domain.spent import Cost, Spent, Tab, foreseen

KEY = Key("P", "S")


def test_a_cost_is_what_units_and_mails_are_sold_at() -> None:
    million = Spent(reads=1_000_000, writes=1_000_000)

    assert Cost(million).dollars == 0.125 + 0.625
    assert Cost(Spent(), mails=1_000).dollars == 0.1
    assert (Cost(million, 1) + Cost(million, 2)) == Cost(million + million, 3)


def test_a_transaction_takes_two_units_a_write_and_more_of_a_large_row() -> None:
    large = Put(KEY, {"text": "x" * 3_000})

    assert foreseen([Update(KEY), Put(KEY, {"a": 1})], 96) == Spent(writes=2 * 98)
    assert foreseen([large]) == Spent(writes=2 * 3)


def test_what_no_row_can_hold_is_not_ours_to_refuse() -> None:
    assert foreseen([Put(KEY, {"a": Foreign("float")}), Put(KEY, {"a": "x" * 500_000})]) == Spent(
        0, 4
    )


def test_what_was_foreseen_wrong_is_put_right_by_the_next_write() -> None:
    tab = Tab()
    tab.consume(Spent(reads=5))
    first = tab.due(Spent(writes=2))
    tab.pay(first)
    # It took ten.
    tab.consume(Spent(writes=10))
    second = tab.due(Spent(writes=10))
    tab.pay(second)
    tab.consume(Spent(writes=10))

    assert (first, second) == (Spent(5, 2), Spent(0, 18))
    assert tab.due(Spent()) == Spent()


def test_a_new_tab_knows_nothing_of_the_task_before() -> None:
    tab = Tab()
    tab.consume(Spent(3, 4))

    tab.open()

    assert tab.due(Spent()) == Spent()
