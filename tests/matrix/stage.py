"""The functions in this process, on an AWS in this process."""

from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import pytest
from moto import mock_aws

from legwork import bootstrap
from tests.functions.aws import Aws
from tests.functions.invoking import STAGE, Functions, forget_cold_start, set_up_process


@contextmanager
def functions_in_process() -> Iterator[Functions]:
    """Everything that the HTTPS API needs, as long as the context is open."""
    with pytest.MonkeyPatch.context() as patch:
        set_up_process(patch)
        with mock_aws():
            _forget()
            aws = Aws.make()
            boto3.client("scheduler").create_schedule_group(Name=STAGE["SCHEDULE_GROUP"])
            yield Functions(aws)
    _forget()


def _forget() -> None:
    forget_cold_start()
    bootstrap.schedules.cache_clear()
