"""Signed links: whoever holds one may do what it says, and nothing else."""

import pytest

from legwork.domain.errors import NotFound
from legwork.testing.signing_keys import MemoryKeys
from legwork.usecases.sign_link import read, sign

SECRET, WORDS = "a secret", ["parkside", "F17"]


def test_its_words_are_read() -> None:
    assert read(MemoryKeys(SECRET), b"one\n", sign(SECRET, b"one\n", WORDS)) == WORDS


def test_one_that_was_signed_for_something_else_is_none() -> None:
    with pytest.raises(NotFound):
        read(MemoryKeys(SECRET), b"other\n", sign(SECRET, b"one\n", WORDS))
