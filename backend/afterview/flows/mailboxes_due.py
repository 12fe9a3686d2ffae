"""Every few minutes: what is new in somebody's mailbox, as far as it concerns their search.

A mailbox is read, never changed. Of an inbox only mail is kept that belongs to a known
conversation, comes from a known address or an employer's own domain, or names an employer and an
application in its subject; the rest of somebody's mail is none of our business and is not stored.
A folder that was set aside for the search is taken whole: what matches nothing there waits to be
assigned.
"""

import logging
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, and_, bindparam, or_, select, update
from sqlalchemy.exc import DataError, SQLAlchemyError
from sqlmodel import Session, col

from afterview.core.clock import Clock, Now
from afterview.core.crypto import SecretUnreadable, vault_of
from afterview.core.db import find, transaction
from afterview.core.errors import DomainError
from afterview.core.settings import Settings
from afterview.flows import message_answered
from afterview.flows.reply_received import receive
from afterview.jobs.queue import put
from afterview.mail import imap
from afterview.mail.incoming import parse
from afterview.mail.models import MailAccount
from afterview.mail.service import imap_server
from afterview.mail.smtp import MailError, Server
from afterview.replies import matching
from afterview.replies.models import ReceivedFrom

UTC = ZoneInfo("UTC")
POLL = "poll_mailbox"
EVERY = timedelta(minutes=5)
AFTER_FAILURE = timedelta(hours=1)
"""A server that says no is left alone for longer: too many refusals lock people out."""
ROUNDS = 10
"""Batches read at one time; the rest follows at the next."""
MAILBOXES = 500
FIRST_TIME = timedelta(days=7)
INBOX = "INBOX"
BROKEN = "A message could not be taken in and was passed over; the operator's log says which."
log = logging.getLogger(__name__)

_DUE = (
    select(col(MailAccount.id))
    .where(
        col(MailAccount.imap_host).is_not(None),
        or_(
            col(MailAccount.polled_at).is_(None),
            and_(
                col(MailAccount.poll_failure) == "", col(MailAccount.polled_at) <= bindparam("at")
            ),
            col(MailAccount.polled_at) <= bindparam("after_failure"),
        ),
    )
    .order_by(col(MailAccount.polled_at), col(MailAccount.id))
    .limit(MAILBOXES)
)


def queue_polls(engine: Engine, clock: Clock, settings: Settings) -> int:
    """Queue a look into each mailbox that has not been looked into lately; return how many."""
    now = Now(clock(), UTC)
    times = {"at": now.at - EVERY, "after_failure": now.at - AFTER_FAILURE}
    with transaction(engine, now) as session:
        due = session.scalars(_DUE, times).all()
        for identity in due:
            put(session, POLL, f"mailbox-{identity}-{_slot(now.at)}", str(identity))
    return len(due)


def _slot(at: datetime) -> int:
    """A number that stays the same for as long as one look is enough."""
    return int(at.timestamp() // EVERY.total_seconds())


def poll(engine: Engine, clock: Clock, settings: Settings, mail_account_id: str) -> None:
    """Take in what is new in one mailbox; what goes wrong is written on the mail account.

    Each message is taken in, and the place read up to moved on, in one transaction: a crash loses
    none, and reading one twice makes no second row.
    """
    identity = UUID(mail_account_id)
    with transaction(engine, Now(clock(), UTC)) as session:
        account = find(session, MailAccount, id=identity)
        if account is None or account.imap_host is None:
            return
        _note(session, identity, polled_at=clock())
    try:
        server, password = imap_server(account, vault_of(settings), settings)
        failure = _read(engine, clock, account, server, password)
    except (MailError, SecretUnreadable) as error:
        failure = error.detail
    with transaction(engine, Now(clock(), UTC)) as session:
        _note(session, identity, poll_failure=failure[:1_000])


def _read(engine: Engine, clock: Clock, account: MailAccount, server: Server, password: str) -> str:
    """Batch by batch; return what went wrong, in words, or nothing."""
    validity, last, failure = account.imap_uid_validity, account.imap_last_uid, ""
    for _ in range(ROUNDS):
        found = imap.fetch_new(
            server,
            password,
            folder=account.imap_folder,
            after_uid=last,
            uid_validity=validity,
            since=_since(account),
        )
        if found.uid_validity != validity:
            validity, last = found.uid_validity, 0
            with transaction(engine, Now(clock(), UTC)) as session:
                _note(session, account.id, imap_uid_validity=validity, imap_last_uid=0)
        for message in found.messages:
            failure = _take_in(engine, clock, account, message, validity) or failure
            last = message.uid
        if len(found.messages) < imap.MESSAGES:
            break
    return failure


def _since(account: MailAccount) -> date:
    return (account.imap_since or account.created_at - FIRST_TIME).date()


def _take_in(
    engine: Engine, clock: Clock, account: MailAccount, message: imap.Fetched, validity: int
) -> str:
    """One message and the place it lies at, together; one that cannot be read is passed over."""
    failure = ""
    try:
        with transaction(engine, Now(clock(), UTC)) as session:
            _keep_if_ours(session, account, message.raw)
            _advance(session, account.id, message.uid, validity)
            return failure
    except DomainError:
        log.info("a mail was passed over", extra={"uid": message.uid})
    except Exception as error:  # whatever a stranger's mail makes of us
        if isinstance(error, SQLAlchemyError) and not isinstance(error, DataError):
            raise  # the database was away, or somebody else was quicker: it is read again
        log.exception("a mail could not be taken in", extra={"uid": message.uid})
        failure = BROKEN
    with transaction(engine, Now(clock(), UTC)) as session:
        _advance(session, account.id, message.uid, validity)
    return failure


def _keep_if_ours(session: Session, account: MailAccount, raw: bytes) -> None:
    incoming = parse(raw)
    written = message_answered.written_before(session, account.owner_id, incoming)
    match = matching.match(session, account.owner_id, incoming, written)
    if match is None and account.imap_folder.upper() == INBOX:
        return
    receive(
        session,
        account.owner_id,
        incoming,
        source=ReceivedFrom.MAILBOX,
        now=session.info["now"],
        match=match,
    )


def _advance(session: Session, identity: UUID, uid: int, validity: int) -> None:
    """Move the place read up to, unless somebody has set it back or moved it further."""
    session.execute(
        update(MailAccount)
        .where(
            col(MailAccount.id) == identity,
            col(MailAccount.imap_uid_validity) == validity,
            col(MailAccount.imap_last_uid) < uid,
        )
        .values(imap_last_uid=uid)
        .execution_options(synchronize_session=False)
    )


def _note(session: Session, identity: UUID, **values: Any) -> None:
    """Write down how it went; the settings themselves, and so their version, stay as they are."""
    session.execute(
        update(MailAccount)
        .where(col(MailAccount.id) == identity)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
