"""Publishes the console's files on the embedded stack."""

import json
import mimetypes
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from infra import pages
from local.emulator import REGION
from local.state import ROOT

if TYPE_CHECKING:
    from boto3 import Session

BUILT: Final = ROOT / "console" / "dist"


def is_built() -> bool:
    """Whether there is a console to publish."""
    return (BUILT / "index.html").exists()


def publish(session: "Session", endpoint_url: str, outputs: dict[str, str], url: str) -> None:
    """Bring the bucket of the console up to date with what was built last.

    Args:
        session: The emulator's account.
        endpoint_url: Where the emulated services are, the sign-in among them.
        outputs: Outputs of the stack by name.
        url: The address of the console on this machine; its API is below the same one.
    """
    bucket = session.resource("s3", endpoint_url=endpoint_url).Bucket(outputs["ConsoleBucket"])
    config = pages.config(
        api_url=url,
        authority=f"https://cognito-idp.{REGION}.amazonaws.com/{outputs['UserPoolId']}",
        client_id=outputs["ConsoleClientId"],
        sign_in_domain=endpoint_url,
        stage="local",
    )
    files = dict(_files())
    files[pages.CONFIG] = json.dumps(config).encode()
    for path, content in files.items():
        bucket.put_object(
            Key=path,
            Body=content,
            CacheControl=pages.cache_control(path),
            ContentType=mimetypes.guess_type(path)[0] or "application/octet-stream",
        )
    for left in bucket.objects.all():
        if left.key not in files:
            left.delete()


def _files() -> Iterator[tuple[str, bytes]]:
    for path in sorted(BUILT.rglob("*")):
        inner = path.relative_to(BUILT)
        if path.is_file() and not inner.parts[0].startswith("."):
            yield inner.as_posix(), path.read_bytes()
