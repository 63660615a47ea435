import pytest

from cli.views.task import cost_line


@pytest.mark.parametrize(
    ("mails", "said"),
    [
        (0, "$0.0014 (2,150 write units, 320 read units)"),
        (12, "$0.0014 (2,150 write units, 320 read units, 12 mails)"),
    ],
)
def test_a_cost_says_what_it_is_for(mails: int, said: str) -> None:
    cost = {"dollars": 0.0013838, "write_units": 2_150, "read_units": 320, "mails": mails}

    assert cost_line(cost) == said


def test_a_server_of_the_last_release_says_nothing_of_cost() -> None:
    assert cost_line(None) == ""
