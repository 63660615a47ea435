"""A batch of targets about sessions: what cancelling and restoring both read and watch over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from legwork.domain.effect import Check, Effect, Key, Update, applied
from legwork.domain.notice import Notice
from legwork.domain.record import ReadAhead, Records
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import session as sessions
from legwork.trade.classes.class_ import Class, class_key
from legwork.trade.classes.rules.session_params import Asked
from legwork.trade.classes.rules.session_range import Place
from legwork.trade.classes.session import Session, session_key
from legwork.trade.families.family import family_key
from legwork.trade.mail import sender as senders
from legwork.trade.mail.deliverability import Contact, contacts_of

KEPT = 2_000
"""Families of which it is held in memory how to tell them."""
_KEPT_AS = "contacts"


def _kept(asked: Asked, families: set[str]) -> dict[str, Contact]:
    """How to tell families, as an earlier batch of the slice has read it.

    Seconds later that is as good: whoever unsubscribes is asked for once more before a mail leaves.
    What is decided again is read again.
    """
    known: dict[str, Contact] = {} if asked.again else asked.kept.get(_KEPT_AS, {})
    if len(known) + len(families) > KEPT:
        known = {}
    asked.kept[_KEPT_AS] = known
    return known


class SessionBatch:
    """The sessions of a batch as its targets leave them one after the other, and who to tell.

    Args:
        places: the targets.
        families: those that the targets are about.
        asked: what is to be done.
        records: the account's; what is needed of them is read in one request.
        keys: of what is to be read with them.
    """

    def __init__(
        self,
        places: Sequence[Place],
        families: Iterable[str],
        asked: Asked,
        records: ReadAhead,
        keys: Iterable[Key] = (),
    ) -> None:
        families = set(families)
        of_sessions = {session_key(place.class_id, place.slot) for place in places}
        of_classes = {class_key(place.class_id) for place in places}
        kept = _kept(asked, families)
        unknown = families - kept.keys()
        of_mail = {senders.key_of(asked.sender), *map(family_key, unknown)}
        records.load({*of_sessions, *of_classes, *(of_mail if asked.notify else ()), *keys})
        found = records.get(of_sessions)
        read = (sessions.from_item(key, item) for key, item in found.items())
        self._sessions = {(session.class_id, session.slot): session for session in read}
        self._names = classes.find({place.class_id for place in places}, records)
        if asked.notify and unknown:
            kept.update(contacts_of(unknown, records))
        self._contacts: Mapping[str, Contact] = kept
        self._sender = senders.resolve(asked.sender, records) if asked.notify else None
        self._notify = asked.notify
        self._watched: set[tuple[str, str]] = set()

    @property
    def can_tell(self) -> bool:
        """Whether there is a sender, where one is needed."""
        return not self._notify or self._sender is not None

    def session(self, place: Place) -> Session | None:
        """The session of a target, as the targets before it leave it."""
        return self._sessions.get((place.class_id, place.slot))

    def change(self, session: Session, update: Update) -> Update:
        """Take a change of a session into account."""
        where = (session.class_id, session.slot)
        item = applied(update, sessions.to_item(session)) or {}
        self._sessions[where] = sessions.from_item(update.key, item)
        self._watched.add(where)
        return update

    def watch(self, session: Session, check: Check | None = None) -> list[Effect]:
        """Refuse the batch if somebody changes the session before it commits: once is enough.

        Args:
            session: that something is decided on.
            check: what must not change of it; whether it takes place, unless something else.
        """
        where = (session.class_id, session.slot)
        if where in self._watched:
            return []
        self._watched.add(where)
        return [check or sessions.unchanged(session)]

    def class_of(self, place: Place) -> Class:
        """The class of a target, as far as it is known."""
        return self._names.get(place.class_id, Class(id=place.class_id))

    def find_class(self, class_id: str, records: Records) -> Class:
        """Another class that something is to be said of."""
        if class_id not in self._names:
            self._names |= classes.find([class_id], records)
        return self._names.get(class_id, Class(id=class_id))

    def contact(self, family: str) -> Contact | None:
        """How to tell a family, if it is to be told."""
        return self._contacts[family] if self._notify else None

    def notice(self, place: Place, contact: Contact, **said: Sequence[str]) -> Notice:
        """A message about a session.

        Args:
            place: of the session, or in it.
            contact: whom to tell.
            said: lists of names that it needs to be written.
        """
        data = {
            "session": place.in_words(self.class_of(place).name),
            "sender": self._sender or "",
            **{name: ", ".join(listed) for name, listed in said.items() if listed},
        }
        return Notice(contact.email, data)
