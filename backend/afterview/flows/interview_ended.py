"""An interview has ended: the whole plan for what comes after it, in one transaction.

This is the product's main story. Each part is a room's own; here they only follow one another.
"""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.days import at_local, public_holidays
from afterview.core.errors import Conflict, Invalid
from afterview.debriefs import service as debrief_service
from afterview.debriefs.models import Debrief
from afterview.flows.ending_read import LaidOut
from afterview.flows.referees_warmed import END_OF_DAY, warm_referees
from afterview.flows.schemas import EndingCreate, UnrecordedEndingCreate
from afterview.followups import planning
from afterview.followups.replanning import Aftermath, aftermaths, replan
from afterview.journal import events
from afterview.journal.models import Action
from afterview.people import service as people
from afterview.people.models import Contact, ContactRole, Organization
from afterview.pipeline import interview_service
from afterview.pipeline import rules as pipeline_rules
from afterview.pipeline import service as pipeline
from afterview.pipeline.interview_schemas import InterviewCreate
from afterview.pipeline.models import Application, Interview, Interviewer, Stage
from afterview.pipeline.schemas import ApplicationCreate
from afterview.pipeline.vocabulary import InterviewStatus, Status
from afterview.tasks import service as task_service
from afterview.tasks.models import Task, TaskKind
from afterview.winddown import capture_service
from afterview.winddown import rules as winddown_rules
from afterview.winddown import service as winddown_service
from afterview.winddown.models import Capture, WindDown

CLOCK_SKEW = timedelta(minutes=5)


class AlreadyEnded(Conflict):
    code = "interview-already-ended"


class EndedInFuture(Invalid):
    code = "ended-in-future"


class EndedBeforeStart(Invalid):
    code = "ended-before-start"


class NotHeld(Conflict):
    code = "interview-not-held"


def end_interview(
    session: Session, user: User, interview: Interview, data: EndingCreate, *, now: Now
) -> LaidOut | None:
    """Lay out everything that follows from the end of an interview that the caller holds.

    Telling the same ending again changes nothing, and gives nothing back.

    Raises:
        AlreadyEnded: it has ended at another time; undo that first.
        NotHeld: it was called off.
        EndedInFuture, EndedBeforeStart: the time cannot be right.
    """
    if interview.ended_at is not None:
        if interview.ended_at == data.ended_at:
            return None
        raise AlreadyEnded(
            "This interview has ended at another time. Undo that ending first.",
            pointer="/ended_at",
        )
    _refuse_impossible(interview, data, now)
    application, organization, stage, capture, debrief = _around(session, user, interview)
    interviewers = _interviewers(session, user, interview)
    interview_service.mark_ended(interview, data.ended_at)
    with events.gathered(session):
        capture = _open_capture(session, interview, capture)
        debrief = _open_debrief(session, interview, debrief)
        wind_down, steps = winddown_service.plan_wind_down(
            session,
            interview,
            budget_minutes=data.minutes_to_spare,
            tension=data.tension,
            travel_mode=data.travel_mode,
            drives_within_hours=data.drives_within_hours,
            now=now,
        )
        others = aftermaths(session, application.id)
        owed = _plan_follow_ups(
            session, user, interview, application, organization, interviewers, others, data
        )
        afterwards = [*others, owed]
        replan(session, application, now=now, why="an interview ended", afterwards=afterwards)
        to_do = _plan_tasks(session, user, interview, application, stage, wind_down, now)
        pipeline.note_activity(session, application.id, now.at)
        events.record(
            session,
            Action.INTERVIEW_ENDED,
            interview,
            f"Interview {interview.round} with {organization.name} ended",
            application_id=application.id,
            at=data.ended_at,
        )
        session.flush()
    return LaidOut(wind_down, steps, capture, owed.plan, debrief, to_do)


def end_unrecorded_interview(
    session: Session, user: User, data: UnrecordedEndingCreate, *, now: Now
) -> Interview:
    """Write down an interview nobody had planned here, with its application, and end it."""
    known = _live_application(session, user, data)
    if known is None:
        known, _ = pipeline.create_application(
            session,
            user,
            ApplicationCreate(
                title=data.title,
                organization_name=data.organization_name,
                status=Status.FIRST_INTERVIEW,
            ),
            now=now,
        )
    interview = interview_service.create_interview(
        session,
        user,
        InterviewCreate(
            application_id=known.id,
            starts_at=data.ended_at - timedelta(minutes=data.duration_minutes),
            duration_minutes=data.duration_minutes,
            format=data.format,
            interviewers=data.interviewers,
        ),
        now=now,
    )
    end_interview(session, user, interview, data, now=now)
    return interview


_THERE = (
    select(Contact)
    .join(Interviewer, col(Interviewer.contact_id) == col(Contact.id))
    .where(
        col(Interviewer.interview_id) == bindparam("interview"),
        col(Contact.owner_id) == bindparam("owner"),
        col(Contact.anonymised_at).is_(None),
    )
    .order_by(col(Interviewer.position))
)
"""Whoever held an interview and can be thanked, in the order of their seats."""
_AROUND: Any = (
    select(Application, Organization, Stage, Capture, Debrief)
    .select_from(Interview)
    .join(Application, col(Application.id) == col(Interview.application_id))
    .join(Organization, col(Organization.id) == col(Application.organization_id))
    .join(Stage, col(Stage.id) == col(Application.stage_id))
    .outerjoin(Capture, col(Capture.interview_id) == col(Interview.id))
    .outerjoin(Debrief, col(Debrief.interview_id) == col(Interview.id))
    .where(
        col(Interview.id) == bindparam("interview"), col(Interview.owner_id) == bindparam("owner")
    )
)


def _refuse_impossible(interview: Interview, data: EndingCreate, now: Now) -> None:
    if interview.status in (InterviewStatus.CANCELLED, InterviewStatus.NO_SHOW):
        raise NotHeld("This interview was called off; put it back on first.")
    if data.ended_at > now.at + CLOCK_SKEW:
        raise EndedInFuture("An interview cannot have ended in the future.", pointer="/ended_at")
    if data.ended_at <= interview.starts_at:
        raise EndedBeforeStart(
            "It would have ended before it began; change its start first.", pointer="/ended_at"
        )


def _live_application(
    session: Session, user: User, data: UnrecordedEndingCreate
) -> Application | None:
    """The one live application this can be about: same employer, like title."""
    organization = people.find_organization(session, user, data.organization_name)
    if organization is None:
        return None
    for row in pipeline.live_applications(session, user.id, organization.id):
        if pipeline_rules.similar_titles(row.title, data.title):
            return row
    return None


def _around(
    session: Session, user: User, interview: Interview
) -> tuple[Application, Organization, Stage, Capture | None, Debrief | None]:
    """What an interview belongs to, and what an ending that was taken back had left words in."""
    found = session.execute(_AROUND, {"owner": user.id, "interview": interview.id}).one()
    application, organization, stage, capture, debrief = found
    return application, organization, stage, capture, debrief


def _interviewers(session: Session, user: User, interview: Interview) -> list[Contact]:
    return list(session.scalars(_THERE, {"owner": user.id, "interview": interview.id}))


def _open_capture(session: Session, interview: Interview, kept: Capture | None) -> Capture:
    if kept is None:
        return capture_service.open_capture(session, interview)
    kept.ended_at = interview.ended_at or kept.ended_at
    return kept


def _plan_follow_ups(
    session: Session,
    user: User,
    interview: Interview,
    application: Application,
    organization: Organization,
    interviewers: list[Contact],
    others: list[Aftermath],
    data: EndingCreate,
) -> Aftermath:
    contact = None
    if data.contact_person is not None:
        contact = _named(interviewers, data.contact_person) or people.find_or_create_contact(
            session,
            user,
            name=data.contact_person,
            email=None,
            role=ContactRole.RECRUITER,
            job_title=None,
            organization_id=organization.id,
        )
    return planning.plan_follow_ups(
        session,
        interview,
        application,
        planning.Employer(
            organization=organization,
            zone=ZoneInfo(organization.zone or interview.zone),
            region=organization.region or user.region,
            industry=organization.industry or application.industry,
            working_hours=(user.day_starts_at, user.day_ends_at),
        ),
        planning.Said(
            decision_by=data.decision_by,
            permission=data.follow_up_permission,
            preferred_channel=data.preferred_channel,
            contact=contact,
            next_stage=data.next_stage,
        ),
        interviewers,
        others,
    )


def _named(people_there: list[Contact], name: str) -> Contact | None:
    wanted = people.name_key(name)
    return next((who for who in people_there if people.name_key(who.name) == wanted), None)


def _open_debrief(session: Session, interview: Interview, kept: Debrief | None) -> Debrief:
    if kept is None:
        return debrief_service.open_debrief(session, interview)
    debrief_service.reopen_for(session, kept, interview)
    return kept


def _plan_tasks(
    session: Session,
    user: User,
    interview: Interview,
    application: Application,
    stage: Stage,
    wind_down: WindDown,
    now: Now,
) -> dict[TaskKind, Task]:
    """One search action (PL-06), a capture that the plan has no room for (WD-03), and a word to
    the referees when it gets serious (RF-08)."""
    assert interview.ended_at is not None  # it has just ended

    def plan(kind: TaskKind, title: str, due_at: datetime) -> Task:
        return task_service.plan_task(
            session,
            user.id,
            kind,
            title,
            due_at=due_at,
            application_id=application.id,
            interview_id=interview.id,
        )

    ended_on = interview.ended_at.astimezone(user.zone).date()
    due_on = pipeline_rules.search_action_due_on(ended_on, public_holidays(user.region))
    planned = [
        plan(
            TaskKind.SEARCH_ACTION,
            "One more iron in the fire: apply, ask for a referral, or write to somebody",
            at_local(due_on, END_OF_DAY, user.zone),
        )
    ]
    if winddown_rules.needs_capture_task(winddown_rules.plan(wind_down.budget_minutes)):
        due_at = max(winddown_rules.capture_due(interview.ended_at), wind_down.ends_at)
        title = "Write down what they asked, within the hour"
        planned.append(plan(TaskKind.CAPTURE, title, due_at))
    warm_up = warm_referees(
        session, user, application, stage, ended_on, now=now, interview_id=interview.id
    )
    return {task.kind: task for task in [*planned, *([warm_up] if warm_up else [])]}
