from hypothesis import given
from hypothesis import strategies as st

from legwork.domain.ledger import LETTERS, decode, encode
from legwork.domain.outcome import MESSAGE_LENGTH, Counts, Outcome, Verdict

VERDICTS = st.lists(
    st.builds(
        Verdict,
        st.sampled_from(sorted(LETTERS)),
        st.sampled_from(["", "conflict"]),
        st.text(max_size=MESSAGE_LENGTH),
    ),
    max_size=98,
)


@given(VERDICTS)
def test_a_row_gives_back_the_verdicts(verdicts: list[Verdict]) -> None:
    letters, notes = encode(verdicts)
    assert decode(letters, notes) == tuple(verdicts)
    assert len(letters) == len(verdicts)
    assert len(notes) == sum(bool(v.code or v.message) for v in verdicts)


def test_every_outcome_but_not_attempted_has_a_letter_of_its_own() -> None:
    assert set(LETTERS) == set(Outcome) - {Outcome.NOT_ATTEMPTED}
    assert len(set(LETTERS.values())) == len(LETTERS)


@given(VERDICTS, VERDICTS)
def test_counts_add_up(some: list[Verdict], more: list[Verdict]) -> None:
    assert Counts.of(some) + Counts.of(more) == Counts.of([*some, *more])
    assert Counts.of(some).done == len(some)


def test_a_long_sentence_is_cut_for_the_ledger() -> None:
    assert Verdict(message="x" * 300).short().message == "x" * 300
    cut = Verdict(Outcome.ERROR, "conflict", "x" * 301).short()
    assert cut == Verdict(Outcome.ERROR, "conflict", "x" * 299 + "…")
