"""The counts of a task's progress, in the order in which they are shown."""

from typing import Literal

Count = Literal["succeeded", "warnings", "errors", "skipped", "remaining", "not_attempted"]
DONE: tuple[Count, ...] = ("succeeded", "warnings", "errors", "skipped")
"""The counts of targets that were worked on."""
COUNTS: tuple[Count, ...] = (*DONE, "remaining", "not_attempted")
MailCount = Literal["sent", "discarded", "in_doubt", "refused", "staged"]
MAIL_COUNTS: tuple[MailCount, ...] = ("sent", "discarded", "in_doubt", "refused", "staged")
