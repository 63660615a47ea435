"""Prepare an upload: a form that the store itself enforces the size limit of."""

from __future__ import annotations

from legwork.domain.permission import Caller
from legwork.ports import Files, Ids, UploadForm
from legwork.store.files import incoming_key


def prepare_upload(
    *, content_type: str, max_bytes: int, caller: Caller, files: Files, ids: Ids
) -> tuple[str, UploadForm]:
    """The id of a new upload of the caller's account, and the form to post the file with."""
    upload = ids.new()
    key = incoming_key(caller.account, upload)
    return upload, files.upload_form(key, content_type=content_type, max_bytes=max_bytes)
