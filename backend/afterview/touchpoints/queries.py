"""Reading touchpoints, and collecting the facts that gauge and stops are decided on."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from afterview.accounts.models import Account
from afterview.core.days import at_local, public_holidays
from afterview.core.db import again, columns
from afterview.core.errors import NotFound
from afterview.core.pages import Page, by_instant, fetch
from afterview.people.models import Channel, Contact, ContactAddress, Organization
from afterview.pipeline.interview_queries import application_briefs
from afterview.pipeline.models import Application, Interview, Move, Stage
from afterview.pipeline.vocabulary import CATEGORY, Category, Status
from afterview.touchpoints import early
from afterview.touchpoints.facts import Facts
from afterview.touchpoints.gauge import Touch
from afterview.touchpoints.models import Touchpoint
from afterview.touchpoints.schemas import ContactName, TouchpointQuery, TouchpointRead
from afterview.touchpoints.stops import MONTH
from afterview.touchpoints.vocabulary import Direction, TouchChannel

LONGEST = 1_000
"""Touches of one application that count; older ones have long faded."""
REACHED_BY: Mapping[TouchChannel, tuple[Channel, ...]] = {
    TouchChannel.EMAIL: (Channel.EMAIL,),
    TouchChannel.PHONE: (Channel.PHONE,),
    TouchChannel.VOICEMAIL: (Channel.PHONE,),
    TouchChannel.SMS: (Channel.SMS, Channel.PHONE),
    TouchChannel.POST: (Channel.POST,),
    TouchChannel.LINKEDIN_MESSAGE: (Channel.LINKEDIN_MESSAGE,),
    TouchChannel.LINKEDIN_CONNECT: (Channel.LINKEDIN_MESSAGE,),
}
"""Which of somebody's addresses a channel uses: the first kind that is known."""
_REACHED = again(Stage)
_COLUMNS = columns(Touchpoint)
_TOUCHPOINTS: Any = select(*_COLUMNS, col(Contact.name).label("contact_name")).outerjoin(
    Contact, col(Contact.id) == col(Touchpoint.contact_id)
)
_ONE = _TOUCHPOINTS.where(col(Touchpoint.id) == bindparam("touchpoint"))
_HISTORY: Any = (
    select(
        *(
            getattr(_COLUMNS, name)
            for name in (
                "id",
                "at",
                "direction",
                "channel",
                "purpose",
                "substantive",
                "invited",
                "not_before",
            )
        )
    )
    .where(col(Touchpoint.application_id) == bindparam("application"))
    .order_by(col(Touchpoint.at).desc(), col(Touchpoint.id).desc())
    .limit(LONGEST)
)
_AT_EMPLOYER: Any = (
    select(*(getattr(_COLUMNS, name) for name in ("id", "at", "direction", "channel", "purpose")))
    .join(Application, col(Application.id) == col(Touchpoint.application_id))
    .where(
        col(Application.owner_id) == bindparam("owner"),
        col(Application.organization_id) == bindparam("organization"),
        col(Touchpoint.direction) == Direction.OUTBOUND,
        col(Touchpoint.at) > bindparam("since"),
    )
    .order_by(col(Touchpoint.at))
    .limit(LONGEST)
)
_OUTCOMES = [status for status in Status if CATEGORY[status] in (Category.OFFER, Category.CLOSED)]
_FIRST_OUTCOME = (
    select(func.min(col(Move.at)))
    .join(_REACHED, _REACHED.c.id == col(Move.to_stage_id))
    .where(col(Move.application_id) == col(Application.id), _REACHED.c.status.in_(_OUTCOMES))
    .correlate(Application)
    .scalar_subquery()
)
_LATEST_INTERVIEW = (
    select(func.max(col(Interview.ended_at)))
    .where(col(Interview.application_id) == col(Application.id))
    .correlate(Application)
    .scalar_subquery()
)
_AGENCY = again(Organization)
_SURROUNDINGS: Any = (
    select(
        col(Organization.name),
        col(Organization.do_not_contact),
        col(Organization.no_calls),
        _AGENCY.c.do_not_contact.label("agency_do_not_contact"),
        col(Organization.zone),
        col(Organization.region),
        col(Account.zone).label("own_zone"),
        col(Account.region).label("own_region"),
        col(Stage.status),
        _FIRST_OUTCOME.label("outcome_at"),
        _LATEST_INTERVIEW.label("interviewed_at"),
    )
    .select_from(Application)
    .join(Organization, col(Organization.id) == col(Application.organization_id))
    .outerjoin(_AGENCY, _AGENCY.c.id == col(Application.agency_id))
    .join(Stage, col(Stage.id) == col(Application.stage_id))
    .join(Account, col(Account.id) == col(Application.owner_id))
    .where(col(Application.id) == bindparam("application"))
)
_ADDRESSES: Any = (
    select(
        col(ContactAddress.channel),
        col(ContactAddress.given_by_them),
        col(ContactAddress.do_not_contact),
    )
    .select_from(Contact)
    .outerjoin(ContactAddress, col(ContactAddress.contact_id) == col(Contact.id))
    .where(col(Contact.id) == bindparam("contact"), col(Contact.owner_id) == bindparam("owner"))
)
_LEFT = (Status.WITHDRAWN, Status.DECLINED)


def _sorts() -> dict[str, Any]:
    at, at_down = by_instant(col(Touchpoint.at), col(Touchpoint.id))
    updated, updated_down = by_instant(col(Touchpoint.updated_at), col(Touchpoint.id))
    return {"at": at, "-at": at_down, "updated_at": updated, "-updated_at": updated_down}


_SORTS = _sorts()


def touchpoints(session: Session, owner_id: UUID, query: TouchpointQuery) -> Page[TouchpointRead]:
    """A page of what was said."""
    table = Touchpoint
    statement = _TOUCHPOINTS.where(col(table.owner_id) == owner_id)
    for name in ("application_id", "contact_id", "direction", "channel", "purpose"):
        if asked := getattr(query, name):
            statement = statement.where(getattr(table, name).in_(asked))
    if query.at_from is not None:
        statement = statement.where(col(table.at) >= query.at_from)
    if query.at_to is not None:
        statement = statement.where(col(table.at) < query.at_to)
    if query.updated_since is not None:
        statement = statement.where(col(table.updated_at) >= query.updated_since)
    rows, after = fetch(session, statement, _SORTS, sort=query.sort, query=query)
    return Page(items=_reads(session, rows), next=after)


def touchpoint_read(session: Session, touchpoint_id: UUID) -> TouchpointRead:
    """One touch as it is sent. The caller has made sure whose it is."""
    rows = session.connection().execute(_ONE, {"touchpoint": touchpoint_id}).all()
    return _reads(session, rows)[0]


def touchpoint_reads(session: Session, ids: Sequence[UUID]) -> list[TouchpointRead]:
    """Several touches as they are sent, in order of time."""
    statement = _TOUCHPOINTS.where(col(Touchpoint.id).in_(ids)).order_by(
        col(Touchpoint.at), col(Touchpoint.id)
    )
    return _reads(session, session.connection().execute(statement).all())


def _reads(session: Session, rows: Sequence[Any]) -> list[TouchpointRead]:
    applications = application_briefs(session, [row.application_id for row in rows])
    return [
        TouchpointRead.model_validate(
            dict(row._mapping)
            | {
                "application": applications[row.application_id],
                "contact": row.contact_id and ContactName(id=row.contact_id, name=row.contact_name),
                "early": row.not_before is not None and row.at < row.not_before,
            }
        )
        for row in rows
    ]


def facts(session: Session, application: Application, at: datetime) -> tuple[Facts, str]:
    """Collect what gauge and stops are decided on, in three statements; and the region.

    Zone and region are the employer's, or the candidate's where the employer has none.
    """
    around = session.connection().execute(_SURROUNDINGS, {"application": application.id}).one()
    zone = ZoneInfo(around.zone or around.own_zone)
    region = around.region or around.own_region
    touches = history(session, application, zone, region, outcome_at=around.outcome_at)
    elsewhere = session.connection().execute(
        _AT_EMPLOYER,
        {
            "owner": application.owner_id,
            "organization": application.organization_id,
            "since": at - MONTH - timedelta(days=1),
        },
    )
    entered = application.stage_entered_at
    return (
        Facts(
            now=at,
            zone=zone,
            employer=around.name,
            application_href=f"/applications/{application.id}",
            do_not_contact=around.do_not_contact,
            no_calls=around.no_calls,
            agency_do_not_contact=bool(around.agency_do_not_contact),
            rejected_at=entered if around.status is Status.REJECTED else None,
            withdrew_at=entered if around.status in _LEFT else None,
            outcome_at=around.outcome_at,
            quiet_until=application.quiet_until,
            through_agency=application.go_between is not None,
            legal_dispute=application.legal_dispute,
            interviewed_at=around.interviewed_at,
            touches=touches,
            at_employer=[_bare(row) for row in elsewhere],
        ),
        region,
    )


def history(
    session: Session,
    application: Application,
    zone: ZoneInfo,
    region: str,
    *,
    outcome_at: datetime | None,
) -> list[Touch]:
    """Every touch of an application, the earliest first, each judged early or not."""
    rows = session.connection().execute(_HISTORY, {"application": application.id}).all()
    quiet = application.quiet_until
    return early.judged(
        [
            early.Logged(_bare(row), row.invited, row.substantive, row.not_before)
            for row in reversed(rows)
        ],
        zone,
        public_holidays(region),
        quiet_until=at_local(quiet, early.MIDNIGHT, zone) if quiet else None,
        outcome_at=outcome_at,
    )


def _bare(row: Any) -> Touch:
    return Touch(row.id, row.at, row.direction, row.channel, row.purpose)


def address_usable(
    session: Session, owner_id: UUID, contact_id: UUID, channel: TouchChannel
) -> bool:
    """Whether somebody may be reached this way (HS-06): unknown is not forbidden.

    Raises:
        NotFound: there is no such contact of theirs.
    """
    known = session.connection().execute(_ADDRESSES, {"contact": contact_id, "owner": owner_id})
    rows = known.all()
    if not rows:
        raise NotFound("There is no such contact.")
    for kind in REACHED_BY.get(channel, ()):
        if found := [row for row in rows if row.channel is kind]:
            return any(row.given_by_them and not row.do_not_contact for row in found)
    return True
