"""What a call of the permission matrix finds: two accounts that nothing else is done in."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from typing import Any

from legwork import bootstrap
from legwork.domain.effect import Delete, Effect, Put
from legwork.domain.outcome import Counts
from legwork.domain.task import Launcher, Status, Subject, Task, TaskRef, TaskState, Via
from legwork.domain.webhook import WebhookEvent
from legwork.domain.webhook_call import Happening
from legwork.store import notifications, task_rows, tasks, webhook_calls, webhooks
from legwork.store.files import incoming_key
from legwork.store.records import effects_in_account, in_account
from legwork.trade.classes.class_ import class_entry
from legwork.trade.classes.enrollment import enrollment_key
from legwork.trade.classes.instructor import Instructor, instructor_entry, instructor_key
from legwork.trade.classes.instructor import to_item as to_item_of_staff
from legwork.trade.classes.makeup_token import MakeupToken, token_key
from legwork.trade.classes.makeup_token import to_item as to_item_of_token
from legwork.trade.families import saved_list
from legwork.trade.families.family import family_entry
from legwork.trade.families.keyword import KeywordType, keyword_key
from legwork.trade.families.saved_list import SavedList, list_entry, list_key
from legwork.trade.families.student import Student, student_entry, student_key
from legwork.trade.families.student import to_item as to_item_of_student
from legwork.trade.mail import sender as senders
from legwork.trade.money.account import Account
from legwork.trade.money.book import Book
from legwork.trade.money.payment_method import PaymentMethod, method_item, wallet_key
from legwork.trade.money.posting import Posting, PostingType
from legwork.trade.permits import receipt as receipts
from legwork.trade.permits.permit import permit_entry, permit_item, permit_key
from legwork.trade.permits.reservation import Reservation, reservation_key, to_item
from tests.functions.invoking import Functions
from tests.matrix.person import Person
from tests.matrix.roles import PARKSIDE, RIVERSIDE, Role, Whose
from tests.unit import families as school

CALLER, COLLEAGUE = "caller", "colleague"
PERMIT, HOLDER, RECEIPT, UPLOAD = "P-1", "holder", "receipt1", "upload1"
POSTING, OTHER_CLASS = "CALL-1", "C-2"
METHOD = "card"
CLASS, FAMILY, STUDENT, STAFF, DAY = "C-1", "F-1", "S-1", "I-1", "2026-03-02"
LATER = "2099-03-02"
OFFICE = "office@parkside.example"
GAME: dict[str, Any] = {
    "facility": "Meadow Field 1",
    "starts_at": "2027-05-01T09:00",
    "ends_at": "2027-05-01T11:00",
    "amount_cents": 1_600,
    "event": "Game",
}
KEPT = 10
"""Scenes that are left standing: each has accounts of its own."""
KEYWORD, LIST = "donor", "board"
BOARD = SavedList(id=LIST, type=KeywordType.FAMILY, ids=(FAMILY,))
_scenes = count(1)


@dataclass(frozen=True)
class Scene:
    """The caller, and both accounts.

    Args:
        functions: answer the calls.
        role: who calls.
        groups: of the caller's token.
        via: whether the caller is a program.
    """

    functions: Functions
    role: Role
    groups: tuple[str, ...]
    via: Via = Via.STAFF
    number: int = field(default_factory=lambda: next(_scenes))

    @property
    def caller(self) -> Person:
        """Who calls."""
        account = self.role.account
        return self._person(CALLER, account and self._named(account), self.groups, self.via)

    def owner_of(self, whose: Whose) -> Person:
        """An owner of the account that a thing is in: sets up what only owners can."""
        return self._person("owner", self.account_of(whose), ("owner",))

    def account_of(self, whose: Whose) -> str:
        """The account that a thing is in."""
        return self._named(RIVERSIDE if whose is Whose.RIVERSIDE else PARKSIDE)

    def task(self, whose: Whose, state: TaskState = TaskState.QUEUED, **changes: Any) -> Task:
        """A bill-out with two targets, one of which is left over when it has ended."""
        now = bootstrap.clock().now()
        ended = now if state.ended else None
        left_over = Counts(succeeded=1, errors=int(state is TaskState.COMPLETED))
        task = Task(
            ref=TaskRef(self.account_of(whose), bootstrap.ids().new()),
            number=1,
            kind="permit_billout",
            params={"permit": PERMIT, "reservations": None},
            title=f"Bill out permit {PERMIT}",
            launched_by=_launcher(whose, self.via),
            created_at=now,
            subject=Subject("permit", PERMIT),
            state=state,
            total=2,
            counts=left_over if state.ended else Counts(),
            ended_at=ended,
            expires_at=ended and ended + timedelta(days=1),
        ).evolve(**changes)
        row = (tasks.key_of(task.ref), task_rows.to_row(task))
        self.functions.aws.database.tasks.put_many([row])
        return task

    def notification(self, whose: Whose) -> str:
        """The id of the notification that a task has ended."""
        task = self.task(whose, TaskState.COMPLETED)
        at = task.ended_at or task.created_at
        database = self.functions.aws.database
        database.tasks.write(notifications.of_end(task, Status.ERRORS, at, at + timedelta(days=1)))
        return task.ref.id

    def permit(self, whose: Whose, *, billed: bool = False) -> None:
        """A permit with one reservation; billed on a receipt, if that is asked for."""
        account, database = self.account_of(whose), self.functions.aws.database
        reservation = Reservation(permit=PERMIT, **GAME)
        reservation = reservation.billed(RECEIPT) if billed else reservation
        rows = {
            permit_key(PERMIT): permit_item(PERMIT, HOLDER, {}),
            reservation_key(PERMIT, reservation.id): to_item(reservation),
        }
        database.records.put_many((in_account(account, key), row) for key, row in rows.items())
        entries = [*permit_entry(PERMIT, HOLDER).put(), *receipts.holder_entry(HOLDER).put()]
        database.transact(records=effects_in_account(account, entries))
        if billed:
            receipt = receipts.Receipt(
                id=RECEIPT,
                permit=PERMIT,
                holder=HOLDER,
                total_cents=reservation.amount_cents,
                lines=1,
                outstanding={},
                at=bootstrap.clock().now(),
            )
            database.transact(records=effects_in_account(account, receipts.post(receipt)))

    def upload(self, whose: Whose) -> None:
        """A file of one reservation."""
        names = ("permit", *GAME)
        row = ",".join([PERMIT, *map(str, GAME.values())])
        key = incoming_key(self.account_of(whose), UPLOAD)
        self.functions.aws.put_file(key, f"{','.join(names)}\n{row}\n".encode())

    def school(self, whose: Whose) -> None:
        """A class with one session and one student of one family, and an address to send from."""
        account, database = self.account_of(whose), self.functions.aws.database
        made = [
            *school.class_(CLASS),
            *school.session(CLASS, DAY),
            *school.enrolled(CLASS, FAMILY, STUDENT, email="home@parkside.example"),
            *class_entry(CLASS, "").put(),
            *family_entry(FAMILY, "home@parkside.example").put(),
            *student_entry(STUDENT).put(),
            Put(keyword_key(KEYWORD), {"name": KEYWORD, "type": "family"}),
            Put(list_key(LIST), saved_list.to_item(BOARD)),
            *list_entry(LIST, "").put(),
            Put(instructor_key(STAFF), to_item_of_staff(Instructor(id=STAFF))),
            *instructor_entry(STAFF, "").put(),
            *senders.verified(OFFICE, default=True),
            *_charged(),
            Put(wallet_key(FAMILY), {f"method#{METHOD}": method_item(_card())}),
        ]
        effects = effects_in_account(account, made)
        database.records.put_many((one.key, one.item) for one in effects if isinstance(one, Put))
        for effect in effects:
            if not isinstance(effect, Put):
                database.records.write(effect)

    def token(self, whose: Whose) -> str:
        """The id of a makeup token of the student, and a session of another class to come to."""
        now = bootstrap.clock().now()
        token = MakeupToken(id="T-1", student=STUDENT, expires_on=None, made_by=UPLOAD, made_at=now)
        holding = Student(id=STUDENT, family=FAMILY, open_tokens={token.id: ""})
        made = [
            Put(token_key(STUDENT, token.id), to_item_of_token(token)),
            Put(student_key(STUDENT), to_item_of_student(holding)),
            *school.session(CLASS, LATER),
            Delete(enrollment_key(CLASS, FAMILY, STUDENT)),
        ]
        account, database = self.account_of(whose), self.functions.aws.database
        for effect in effects_in_account(account, made):
            database.records.write(effect)
        return token.id

    def other_class(self, whose: Whose) -> None:
        """Another class, without anybody in it."""
        database = self.functions.aws.database
        for effect in effects_in_account(self.account_of(whose), school.class_(OTHER_CLASS)):
            database.records.write(effect)

    def workflow(self, whose: Whose) -> str:
        """The id of a workflow of Autopilot."""
        self.permit(whose)
        return str(self.owner_of(whose).ask("POST", "/v1/autopilots", WORKFLOW).body["id"])

    def credential(self, whose: Whose) -> str:
        """The id of a program's login."""
        made = self.owner_of(whose).ask("POST", "/v1/credentials", {"name": "Till"})
        return str(made.body["id"])

    def webhook(self, whose: Whose) -> str:
        """The id of a webhook."""
        return str(self.owner_of(whose).ask("POST", "/v1/webhooks", HOOK).body["id"])

    def delivery(self, whose: Whose) -> tuple[str, str]:
        """A webhook, and what it was called for."""
        account, webhook = self.account_of(whose), self.webhook(whose)
        now, database = bootstrap.clock().now(), self.functions.aws.database
        happening = Happening(
            account=account, id="t.ended", event=WebhookEvent.TASK_ENDED, at=now, body="{}"
        )
        found = webhooks.load(database, account, webhook)
        return webhook, webhook_calls.add(database, found, happening, now).id

    def strike(self) -> None:
        """Forget every row now and then: moto takes the longer the more there have been."""
        if self.number % KEPT == 0:
            self.functions.aws.clear_rows()

    def _named(self, account: str) -> str:
        return f"{account}-{self.number}"

    def _person(
        self, id_: str, account: str | None, groups: tuple[str, ...], via: Via = Via.STAFF
    ) -> Person:
        return Person(functions=self.functions, account=account, id=id_, groups=groups, via=via)


HOOK = {"url": "https://hooks.example.com/", "events": ["task.ended"]}
WORKFLOW = {
    "name": "Nightly bill-out",
    "kind": "permit_billout",
    "params": {"permit": PERMIT},
    "schedule": "rate(1 day)",
}


def _card() -> PaymentMethod:
    return PaymentMethod(
        id=METHOD, customer="cus_1", token="pm_1", brand="visa", last4="4242", expires="2099-12"
    )


def _charged() -> list[Effect]:
    """A charge of the family, and a payment that is not applied to it."""
    book = Book(Account(family=FAMILY))
    charge = Posting(
        id=POSTING,
        family=FAMILY,
        type=PostingType.CHARGE,
        category="costume",
        amount_cents=100,
        at=bootstrap.clock().now(),
        day=DAY,
    )
    book.charge(charge)
    book.pay(replace(charge, id="CALL-2", type=PostingType.PAYMENT, amount_cents=-10))
    return book.take()


def _launcher(whose: Whose, via: Via) -> Launcher:
    if whose is Whose.COLLEAGUE:
        # A program's colleague is even a staff member of the same id.
        return Launcher(COLLEAGUE if via is Via.STAFF else CALLER, COLLEAGUE)
    return Launcher(CALLER, CALLER, Via.AUTOPILOT if whose is Whose.AUTOPILOT else via)
