"""Mail through SES v2: fifty destinations a call, each mail complete as it will be read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from legwork.adapters.aws_errors import NO_ANSWER, NOT_REACHED, code_of, transient
from legwork.domain.errors import Throttled, Transient
from legwork.domain.notice import NOTICES_OF_CALL, Message
from legwork.ports import MaybeSent, NothingSent

if TYPE_CHECKING:
    from mypy_boto3_sesv2.client import SESV2Client
    from mypy_boto3_sesv2.type_defs import EmailTemplateContentTypeDef

MAIL_BYTES: Final = 200_000
"""Longest mail: SES takes 262,144 characters of data for a destination, and refuses the whole call
for one that has more; fifty of these are a request of ten megabytes."""
TOO_LONG: Final = f"the mail is longer than {MAIL_BYTES:,} bytes"
_PARTS = ("subject", "text", "html")
_WHOLE: EmailTemplateContentTypeDef = {
    # The parts are written before they get here, hence taken as they are: three braces.
    "Subject": "{{{subject}}}",
    "Text": "{{{text}}}",
    "Html": "{{{html}}}",
}


class SesMailer:
    """Sends through SES.

    Args:
        client: of SES v2, without retries of its own: SES sends a repeated call twice.
        configuration_set: through which SES tells of bounces and complaints.
    """

    def __init__(self, client: SESV2Client, *, configuration_set: str) -> None:
        self._client = client
        self._configuration_set = configuration_set

    def send(self, messages: Sequence[Message], *, account: str) -> list[str | None]:
        """Send up to fifty mails of one sender in one call.

        Raises:
            ValueError: more than fifty, or of several senders.
            Throttled: nothing was sent; the same call may succeed a moment later.
            NothingSent: nothing was sent, and never will be.
            MaybeSent: nobody knows.
        """
        senders = {message.sender for message in messages}
        if len(messages) > NOTICES_OF_CALL or len(senders) != 1:
            raise ValueError("one call takes up to fifty mails of one sender")
        entries = {
            place: entry
            for place, message in enumerate(messages)
            if (entry := _entry(message)) is not None
        }
        refusals: list[str | None] = [TOO_LONG] * len(messages)
        if entries:
            results = self._send(senders.pop(), account, [*entries.values()])
            if len(results) != len(entries):
                raise MaybeSent("SES did not say what became of each mail")
            for place, result in zip(entries, results, strict=True):
                refusals[place] = _refusal(result)
        return refusals

    def _send(self, sender: str, account: str, entries: Sequence[Any]) -> Sequence[Any]:
        try:
            answer = self._client.send_bulk_email(
                FromEmailAddress=sender,
                ConfigurationSetName=self._configuration_set,
                DefaultEmailTags=[{"Name": "account", "Value": account}],
                DefaultContent={
                    "Template": {
                        "TemplateContent": _WHOLE,
                        "TemplateData": json.dumps(dict.fromkeys(_PARTS, "")),
                    }
                },
                BulkEmailEntries=entries,
            )
        except ClientError as error:
            raise _meaning(error) from error
        except NOT_REACHED as error:
            raise Throttled(f"SES was not reached: {error}") from error
        except NO_ANSWER as error:
            raise MaybeSent(str(error)) from error
        return answer["BulkEmailEntryResults"]


def _entry(message: Message) -> dict[str, Any] | None:
    """The mail as SES takes it; nothing when it is longer than that."""
    data = json.dumps({part: getattr(message, part) for part in _PARTS}, ensure_ascii=False)
    if len(data.encode(errors="replace")) > MAIL_BYTES:
        return None
    entry: dict[str, Any] = {
        "Destination": {"ToAddresses": [message.to]},
        "ReplacementEmailContent": {
            "ReplacementTemplate": {
                "ReplacementTemplateData": data,
            }
        },
    }
    if message.unsubscribe:
        entry["ReplacementHeaders"] = [
            {"Name": "List-Unsubscribe", "Value": f"<{message.unsubscribe}>"},
            {"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"},
        ]
    return entry


def _meaning(error: ClientError) -> Exception:
    meaning = transient(error)
    if isinstance(meaning, Throttled):
        return meaning
    if isinstance(meaning, Transient):
        return MaybeSent(code_of(error))
    said = error.response.get("Error", {}).get("Message") or code_of(error)
    return NothingSent(said)


def _refusal(result: Any) -> str | None:
    if result.get("Status") == "SUCCESS":
        return None
    return str(result.get("Error") or result.get("Status") or "refused")
