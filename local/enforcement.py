"""What MiniStack gets wrong when it enforces IAM, and a list of everything that roles asked for.

Like `gaps.py`, this is there for MiniStack 1.5.33. It runs in the emulator's own process, and only
when `LEGWORK_ENFORCE_IAM` asks for it.
"""

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final

from ministack.core import iam_actions, iam_evaluator  # type: ignore[import-untyped]

SENDING: Final = ("/v2/email/outbound-emails", "/v2/email/outbound-bulk-emails")

# AWS allows a batch by the action on one message; the batch has no action of its own.
SINGLE: Final = {
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
}

Function = Callable[..., Any]


def install(asked: Path) -> None:
    """Bridge the gaps in this process, and note what is asked for in `asked`."""
    iam_actions.extract_iam_action = with_single_actions(iam_actions.extract_iam_action)
    iam_actions.extract_resource_arn = with_resources(iam_actions.extract_resource_arn)
    iam_actions.dynamodb_transaction_checks = once_each(iam_actions.dynamodb_transaction_checks)
    iam_evaluator.enforce = noting(iam_evaluator.enforce, asked)


def with_single_actions(extract: Function) -> Function:
    """Name a batch of messages by the action that AWS allows it by.

    Args:
        extract: What MiniStack finds the action of a request by.
    """

    @wraps(extract)
    def extract_action(*request: Any) -> str | None:
        action: str | None = extract(*request)
        return SINGLE.get(action, action) if action else action

    return extract_action


def with_resources(extract: Function) -> Function:
    """Find the resource that AWS asks for, where MiniStack finds another one.

    - Mail: the identity that it is sent by; MiniStack asks for every resource there is.
    - A schedule: in its group; MiniStack takes every one for the default group's.
    - A secret: by its name, since that is what MiniStack's CloudFormation writes into a policy
      where AWS writes the ARN.

    Args:
        extract: What MiniStack finds the resource of a request by.
    """

    @wraps(extract)
    def extract_arn(service: str, method: str, path: str, *rest: Any) -> str:
        arn: str = extract(service, method, path, *rest)
        _headers, body, query, region, account = rest
        if service == "ses" and path in SENDING:
            sender = json.loads(body).get("FromEmailAddress", "")
            return f"arn:aws:ses:{region}:{account}:identity/{sender}"
        if service == "scheduler" and path.startswith("/schedules/"):
            asked = json.loads(body) if body else {}
            [group] = query.get("groupName") or [asked.get("GroupName", "default")]
            return arn.replace(":schedule/default/", f":schedule/{group}/")
        if service == "secretsmanager" and ":secret:" in arn:
            return arn.partition(":secret:")[2].rpartition("-")[0]
        return arn

    return extract_arn


def once_each(checks: Function) -> Function:
    """Ask once whether a transaction may write to a table, not again for each of its writes.

    Args:
        checks: What MiniStack lists actions and tables by, one pair for each part of a transaction.
    """

    @wraps(checks)
    def different_checks(*request: Any) -> list[tuple[str, str]]:
        return [*dict.fromkeys(checks(*request))]

    return different_checks


def noting(enforce: Function, asked: Path) -> Function:
    """Write down once what each role asks for, and whether it may.

    Args:
        enforce: What MiniStack decides by; answers None when the request is allowed.
        asked: The file, one JSON object a line: `role`, `action`, `resource`, `allowed`.
    """
    known: set[tuple[str, str, str, bool]] = set()

    @wraps(enforce)
    def enforce_and_note(key: str, action: str, *rest: Any, **named: Any) -> Any:
        refusal = enforce(key, action, *rest, **named)
        caller = iam_evaluator.resolve_caller_identity(key) or {}
        arn = caller.get("userArn", "")
        if ":assumed-role/" in arn:
            role = arn.split(":assumed-role/")[1].split("/")[0]
            entry = (role, action, named.get("resource_arn", "*"), refusal is None)
            if entry not in known:
                known.add(entry)
                names = ("role", "action", "resource", "allowed")
                with asked.open("a") as file:
                    file.write(json.dumps(dict(zip(names, entry, strict=True))) + "\n")
        return refusal

    return enforce_and_note
