"""Forms and links to S3: what a browser may do with them."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from legwork.adapters.files import S3Files
from legwork.ports import UploadForm
from tests.conformance.aws import Aws
from tests.conformance.places import on_aws, on_emulator

KEY = "uploads/parkside/01J"


@pytest.fixture
def bucket(aws: Aws) -> str:
    return aws.bucket()


@pytest.fixture
def files(aws: Aws, bucket: str) -> S3Files:
    return S3Files(aws.s3, bucket=bucket)


def _post(form: UploadForm, body: bytes, **fields: str) -> httpx.Response:
    return httpx.post(form.url, data={**form.fields, **fields}, files={"file": ("a.csv", body)})


@on_emulator
@pytest.mark.parametrize("body", [b"", "a,b\n1,ü\n".encode(), b"x" * 1000])
def test_a_form_uploads_a_file(aws: Aws, files: S3Files, bucket: str, body: bytes) -> None:
    form = files.upload_form(KEY, content_type="text/csv", max_bytes=1000)

    assert _post(form, body).is_success

    assert b"".join(files.lines(KEY)) == body
    assert aws.s3.head_object(Bucket=bucket, Key=KEY)["ContentType"] == "text/csv"


@on_emulator
def test_a_form_takes_no_larger_file(files: S3Files) -> None:
    form = files.upload_form(KEY, content_type="text/csv", max_bytes=1000)

    assert _post(form, b"x" * 1001).is_client_error

    assert files.size(KEY) is None


@on_emulator
@pytest.mark.parametrize("field", [{"key": "uploads/riverside/01J"}, {"Content-Type": "text/html"}])
def test_a_form_is_for_one_key_and_type(files: S3Files, field: dict[str, str]) -> None:
    form = files.upload_form(KEY, content_type="text/csv", max_bytes=1000)

    assert _post(form, b"x", **field).is_client_error

    assert files.size(KEY) is None
    assert files.size("uploads/riverside/01J") is None


@on_emulator
@pytest.mark.parametrize("filename", ["report.csv", 'Grüße; "1"\r\n.csv', "a b/c%.csv"])
def test_a_link_downloads_the_file_under_a_name(files: S3Files, filename: str) -> None:
    files.write(KEY, "ü".encode(), content_type="text/csv")

    response = httpx.get(files.link(KEY, filename=filename))

    assert response.content.decode() == "ü"
    disposition = response.headers["content-disposition"]
    assert re.fullmatch(r"attachment; filename\*=UTF-8''[\w.%~-]+", disposition)
    named = parse_qs(disposition.partition("; ")[2], strict_parsing=True)["filename*"]
    assert named == [f"UTF-8''{filename}"]


@on_aws
def test_a_link_is_good_for_five_minutes(files: S3Files) -> None:
    query = parse_qs(urlsplit(files.link(KEY, filename="a.csv")).query)

    assert query.get("X-Amz-Expires") == ["300"]
