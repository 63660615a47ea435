"""S3 that throttles, fails and stops half way."""

from collections.abc import Callable
from io import BytesIO

import pytest
from botocore.exceptions import ClientError
from botocore.response import StreamingBody

from legwork.adapters.files import S3Files
from legwork.domain.errors import Throttled, Transient
from legwork.ports import Files
from tests.conformance.aws import Aws
from tests.conformance.faults import Answer, Body, error, fault, no_answer
from tests.conformance.places import on_moto

KEY = "uploads/parkside/01J"

pytestmark = on_moto


@pytest.fixture
def files(aws: Aws) -> S3Files:
    files = S3Files(aws.s3, bucket=aws.bucket())
    files.write(KEY, b"one\ntwo\n", content_type="text/csv")
    return files


CALLS: list[tuple[str, Callable[[Files], object]]] = [
    ("GetObject", lambda files: list(files.lines(KEY))),
    ("GetObject", lambda files: files.slices(KEY, [(0, 3)])),
    ("GetObject", lambda files: list(files.whole([KEY]))),
    ("HeadObject", lambda files: files.size(KEY)),
    ("HeadObject", lambda files: files.keep(KEY, source="incoming/parkside/01J")),
    ("CopyObject", lambda files: files.keep(KEY, source=KEY)),
    ("ListObjectsV2", lambda files: files.delete("uploads/")),
]


@pytest.mark.parametrize(("operation", "call"), CALLS)
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (error("SlowDown", status=503), Throttled),
        (error("503", status=503), Transient),
        (no_answer, Transient),
        (error("AccessDenied", status=403), ClientError),
    ],
)
def test_a_call_that_failed_says_so(
    aws: Aws,
    files: S3Files,
    operation: str,
    call: Callable[[Files], object],
    answer: Answer,
    expected: type[Exception],
) -> None:
    with fault(aws.s3, operation, answer), pytest.raises(expected):
        call(files)

    assert files.size(KEY) == 8


def test_an_answer_that_breaks_off_is_not_the_end_of_the_file(aws: Aws, files: S3Files) -> None:
    def half(_asked: Body) -> tuple[int, Body]:
        return 206, {"Body": StreamingBody(BytesIO(b"one\n"), 8)}

    with fault(aws.s3, "GetObject", half), pytest.raises(Transient):
        list(files.lines(KEY))


def test_files_that_s3_kept_are_told(aws: Aws, files: S3Files) -> None:
    def kept(_asked: Body) -> tuple[int, Body]:
        return 200, {"Errors": [{"Key": KEY, "Code": "InternalError"}]}

    with fault(aws.s3, "DeleteObjects", kept), pytest.raises(Throttled, match="InternalError"):
        files.delete("uploads/")
