"""Keys that sign links: rotated without a deploy, read seldom, not lost for a bad moment."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legwork.adapters.signing_keys import AGAIN_AFTER, STALE_AFTER, SecretKeys, keys_of
from legwork.domain.errors import Transient
from legwork.testing.clock import FrozenClock
from tests.conformance.aws import Aws
from tests.conformance.faults import error, fault, no_answer
from tests.conformance.places import on_aws

SECOND = timedelta(seconds=1)


@dataclass
class Vault:
    """A secret, and the keys that are read from it."""

    client: Any
    arn: str
    clock: FrozenClock
    keys: SecretKeys

    def put(self, value: str) -> None:
        self.client.put_secret_value(SecretId=self.arn, SecretString=value)


@pytest.fixture
def vault(aws: Aws) -> Vault:
    client = aws.client_of_its_own("secretsmanager")
    arn = client.create_secret(Name=f"keys-{aws.number}", SecretString="one")["ARN"]
    clock = FrozenClock()
    return Vault(client, arn, clock, SecretKeys(client, secret=arn, clock=clock))


@on_aws
def test_a_single_key_is_read_as_it_has_always_been(vault: Vault) -> None:
    assert vault.keys.current() == ("one",)


@on_aws
def test_of_a_list_the_newest_comes_first(vault: Vault) -> None:
    vault.put('["two", "one"]')

    assert vault.keys.current() == ("two", "one")


@on_aws
def test_a_rotation_arrives_within_a_quarter_of_an_hour(vault: Vault) -> None:
    vault.keys.current()
    vault.put('["two", "one"]')

    vault.clock.advance(STALE_AFTER - SECOND)
    assert vault.keys.current() == ("one",)
    vault.clock.advance(SECOND)
    assert vault.keys.current() == ("two", "one")


@on_aws
def test_a_signature_that_no_key_has_made_asks_again_but_not_at_once(vault: Vault) -> None:
    vault.keys.current()
    vault.put('["two", "one"]')

    vault.clock.advance(AGAIN_AFTER - SECOND)
    assert vault.keys.fresh() == ("one",)
    vault.clock.advance(SECOND)
    assert vault.keys.fresh() == ("two", "one")
    assert vault.keys.current() == ("two", "one")


@on_aws
@pytest.mark.parametrize("broken", ["[]", "[7]", "[", '[""]', '["one", null]', " "])
def test_a_slip_in_the_secret_leaves_the_keys_as_they_were(vault: Vault, broken: str) -> None:
    vault.keys.current()
    vault.put(broken)

    vault.clock.advance(STALE_AFTER)

    assert vault.keys.current() == ("one",)
    vault.put('["two"]')
    vault.clock.advance(STALE_AFTER)
    assert vault.keys.current() == ("two",)


@on_aws
@pytest.mark.parametrize("answer", [error("ThrottlingException"), error("AccessDenied"), no_answer])
def test_a_bad_moment_of_the_service_does_not_either(vault: Vault, answer: Any) -> None:
    vault.keys.current()
    vault.clock.advance(STALE_AFTER)

    with fault(vault.client, "GetSecretValue", answer):
        assert vault.keys.current() == ("one",)


@on_aws
def test_without_any_key_there_is_nothing_to_sign_with(vault: Vault) -> None:
    vault.put("[]")

    with pytest.raises(Transient):
        vault.keys.current()
    vault.put("one")
    assert vault.keys.current() == ("one",)


@on_aws
def test_a_secret_that_is_gone_says_so(vault: Vault) -> None:
    vault.client.delete_secret(SecretId=vault.arn, ForceDeleteWithoutRecovery=True)

    with pytest.raises(Transient):
        vault.keys.current()


KEYS = st.text(min_size=1).filter(str.strip)


@given(st.lists(KEYS, min_size=1))
def test_a_list_is_read_as_it_was_written(keys: list[str]) -> None:
    assert keys_of(json.dumps(keys)) == tuple(keys)


@given(st.text(), st.sampled_from(["", "[", '["', "[[", "[7"]))
def test_whatever_is_in_the_secret_none_of_it_is_in_what_is_said(text: str, begin: str) -> None:
    said = ""
    try:
        keys = keys_of(begin + text)
    except ValueError as refused:
        said, keys = str(refused), ("none",)

    assert said in {"", "the secret is no JSON list", "the secret holds a list, but not of keys"}
    assert keys
    assert all(keys)
