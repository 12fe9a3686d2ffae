"""Stories over HTTP: signing up, ending an interview, the demo world."""

from fastapi import APIRouter
from sqlalchemy import select

from afterview import __version__
from afterview.accounts import service as accounts
from afterview.accounts.deps import BrowserDep, CurrentUser, NowDep
from afterview.accounts.models import Account
from afterview.accounts.schemas import AccountCreate, AccountRead
from afterview.core import etag
from afterview.core.answers import Answer
from afterview.core.db import columns
from afterview.core.errors import NotFound, problems
from afterview.core.etag import IfMatch
from afterview.core.routing import DRY_RUN, ApiRoute, SessionDep, ThreadedRoute
from afterview.core.settings import Signups
from afterview.flows import (
    account_opened,
    application_changed,
    application_deleted,
    demo,
    ending_read,
    ending_undone,
    interview_deleted,
    interview_ended,
    next_step_changed,
    organization_changed,
)
from afterview.flows.schemas import (
    DemoRead,
    EndingCreate,
    EndingRead,
    InstanceRead,
    NextStepPatch,
    NextStepRead,
    UnrecordedEndingCreate,
)
from afterview.followups import queries as follow_ups
from afterview.followups.messages import OnItsWay
from afterview.followups.models import FollowUpPlan
from afterview.followups.planning import PromisedInFuture
from afterview.people.deps import OwnedOrganization
from afterview.people.schemas import OrganizationPatch, OrganizationRead
from afterview.people.service import Anonymised
from afterview.pipeline import queries as pipeline_queries
from afterview.pipeline import service as pipeline
from afterview.pipeline.deps import HeldInterview, OwnedApplication, OwnedInterview
from afterview.pipeline.interview_service import TwiceInOneRoom
from afterview.pipeline.schemas import ApplicationPatch, ApplicationRead, MoveCreate, MoveRead

router = APIRouter(prefix="/api/v1", route_class=ApiRoute)
threaded = APIRouter(prefix="/api/v1", route_class=ThreadedRoute)


@router.get("/instance", response_model=InstanceRead, tags=["Accounts"])
def read_instance(session: SessionDep, browser: BrowserDep) -> InstanceRead:
    """What a visitor may know before signing in: whether an account can be made here."""
    anybody = session.connection().execute(select(columns(Account).id).limit(1)).scalar()
    occupied = anybody is not None
    return InstanceRead(
        version=__version__,
        has_accounts=occupied,
        signups_open=not occupied or browser.settings.signups is Signups.OPEN,
    )


@threaded.post(
    "/accounts",
    response_model=AccountRead,
    status_code=201,
    tags=["Accounts"],
    responses=problems(accounts.SignupsClosed, accounts.EmailTaken),
)
def create_account(session: SessionDep, browser: BrowserDep, data: AccountCreate) -> Answer:
    """Sign up.

    The first account of an instance can always be made; whether others can is the operator's
    choice. It comes with a board and a menu of activities, and the answer signs the browser in.
    """
    account = account_opened.open_account(session, browser.settings, data)
    _, secret = accounts.open_browser_session(
        session, account, browser.settings, browser.device, now=session.info["now"]
    )
    return Answer(
        AccountRead.model_validate(account),
        location="/api/v1/me",
        headers=(browser.set_cookie(secret, browser.settings.session_days),),
    )


@router.patch(
    "/organizations/{organization_id}",
    response_model=OrganizationRead,
    tags=["People"],
    responses=problems(NotFound),
)
def update_organization(
    session: SessionDep,
    now: NowDep,
    organization: OwnedOrganization,
    data: OrganizationPatch,
    if_match: IfMatch = None,
) -> OrganizationRead:
    """Change an organization.

    Plans made so far keep their days; `do_not_contact` ends what is owed there, and taking it back
    revives it. `no_calls` has what was to be said by phone go another way, and taking it back by
    phone again.
    """
    etag.check(organization, if_match)
    changed = organization_changed.update_organization(session, organization, data, now=now)
    return OrganizationRead.model_validate(changed)


@router.delete(
    "/interviews/{interview_id}",
    status_code=204,
    response_model=None,
    tags=["Interviews"],
    responses=problems(NotFound, OnItsWay),
)
def delete_interview(
    session: SessionDep, now: NowDep, interview: OwnedInterview, if_match: IfMatch = None
) -> None:
    """Delete an interview with everything its ending laid out."""
    etag.check(interview, if_match)
    interview_deleted.delete_interview(session, interview, now=now)


_ENDING_PROBLEMS = problems(
    NotFound,
    interview_ended.AlreadyEnded,
    interview_ended.NotHeld,
    interview_ended.EndedInFuture,
    interview_ended.EndedBeforeStart,
    TwiceInOneRoom,
    Anonymised,
)


@router.post(
    "/interviews/{interview_id}/ending",
    response_model=EndingRead,
    status_code=201,
    tags=["The ending"],
    dependencies=[DRY_RUN],
    responses=_ENDING_PROBLEMS
    | {200: {"model": EndingRead, "description": "It had ended then already; nothing changed."}},
)
def end_interview(
    session: SessionDep,
    user: CurrentUser,
    now: NowDep,
    interview: HeldInterview,
    data: EndingCreate,
) -> Answer:
    """I'm out: one call lays out everything that comes after an interview.

    The Seven-Minute Rule, a wind-down that fits your minutes, a capture while it is fresh, the
    quiet window, thanks to every interviewer, check-ins in the employer's business days, the day
    an answer is due, a debrief for tomorrow, and one search action. All in one transaction; the
    same ending told again answers 200 with the same plan.
    """
    laid_out = interview_ended.end_interview(session, user, interview, data, now=now)
    plan = ending_read.read_ending(session, interview, now=now, laid_out=laid_out)
    return Answer(plan, status=201 if laid_out else 200)


@router.get(
    "/interviews/{interview_id}/ending",
    response_model=EndingRead,
    tags=["The ending"],
    responses=problems(NotFound),
)
def read_ending(session: SessionDep, interview: OwnedInterview, now: NowDep) -> EndingRead:
    """The whole plan after an interview, as it stands now."""
    return ending_read.read_ending(session, interview, now=now)


@router.delete(
    "/interviews/{interview_id}/ending",
    status_code=204,
    response_model=None,
    tags=["The ending"],
    responses=problems(NotFound, ending_undone.AlreadySent),
)
def undo_ending(
    session: SessionDep, user: CurrentUser, now: NowDep, interview: HeldInterview
) -> None:
    """Take an ending back, as long as nothing was sent. What you wrote down is kept."""
    ending_undone.undo_ending(session, user, interview, now=now)


@router.get(
    "/interviews/{interview_id}/next-step",
    response_model=NextStepRead,
    tags=["The ending"],
    responses=problems(NotFound),
)
def read_next_step(session: SessionDep, interview: OwnedInterview) -> NextStepRead:
    """What they said about the next step, and until when their silence is ordinary."""
    return next_step_changed.read_next_step(session, _plan(session, interview))


@router.patch(
    "/interviews/{interview_id}/next-step",
    response_model=NextStepRead,
    tags=["The ending"],
    responses=problems(NotFound, PromisedInFuture),
)
def update_next_step(
    session: SessionDep,
    user: CurrentUser,
    now: NowDep,
    interview: OwnedInterview,
    data: NextStepPatch,
    if_match: IfMatch = None,
) -> NextStepRead:
    """Say what they said after all: the day, the person, the way.

    Whatever you have not sent, waived or approved is planned anew from it. The plan as it was
    stays in the journal.
    """
    plan = _plan(session, interview)
    etag.check(plan, if_match)
    next_step_changed.change_next_step(session, user, plan, interview, data, now=now)
    return next_step_changed.read_next_step(session, plan)


def _plan(session: SessionDep, interview: OwnedInterview) -> FollowUpPlan:
    plan = follow_ups.plan_of(session, interview.id)
    if plan is None:
        raise NotFound("This interview has no ending yet.")
    return plan


@router.patch(
    "/applications/{application_id}",
    response_model=ApplicationRead,
    tags=["Pipeline"],
    responses=problems(NotFound),
)
def update_application(
    session: SessionDep,
    user: CurrentUser,
    now: NowDep,
    application: OwnedApplication,
    data: ApplicationPatch,
    if_match: IfMatch = None,
) -> ApplicationRead:
    """Change what is known about an application. Its stage changes through a move.

    `quiet_until`, `legal_dispute` and the employer decide what is owed: follow-ups are planned
    anew when they change.
    """
    etag.check(application, if_match)
    application_changed.update_application(session, user, application, data, now=now)
    found = pipeline_queries.application(session, application.id, user.id)
    assert found is not None
    return found


@router.delete(
    "/applications/{application_id}",
    status_code=204,
    response_model=None,
    tags=["Pipeline"],
    responses=problems(NotFound, OnItsWay),
)
def delete_application(
    session: SessionDep,
    user: CurrentUser,
    application: OwnedApplication,
    now: NowDep,
    if_match: IfMatch = None,
) -> None:
    """Delete an application with its interviews, plans and timeline.

    Whoever was named, called or told about it and has not heard how it ended is owed a word: that
    stays in the ledger. Not while a mail about it is on its way, or may have arrived: say first
    what became of it.
    """
    etag.check(application, if_match)
    application_deleted.give_up(session, user, application, now=now)


@router.post(
    "/applications/{application_id}/moves",
    response_model=MoveRead,
    status_code=201,
    tags=["Pipeline"],
    responses=problems(
        NotFound,
        pipeline.StageChanged,
        pipeline.AlreadyThere,
        pipeline.StageRetired,
        pipeline.MovedInFuture,
    ),
)
def create_move(
    session: SessionDep,
    user: CurrentUser,
    now: NowDep,
    application: OwnedApplication,
    data: MoveCreate,
) -> Answer:
    """Move an application to another stage, forwards or back, now or in the past.

    History is only ever appended to; a past step takes its place in it. Send `from_stage_id` to
    be sure nobody moved it meanwhile. An outcome ends the check-ins that are still owed.
    """
    move = application_changed.move_application(session, user, application, data, now=now)
    stages = pipeline_queries.stages(session, user.id)
    briefs = {stage.id: pipeline_queries.brief(stage) for stage in stages}
    return Answer(
        pipeline_queries.move_read(move, briefs),
        location=f"/api/v1/applications/{application.id}/moves",
    )


@router.post(
    "/endings",
    response_model=EndingRead,
    status_code=201,
    tags=["The ending"],
    dependencies=[DRY_RUN],
    responses=_ENDING_PROBLEMS,
)
def end_unrecorded_interview(
    session: SessionDep, user: CurrentUser, now: NowDep, data: UnrecordedEndingCreate
) -> Answer:
    """Just out of an interview that was never planned here? Say where, what and when.

    Makes the organization, the application (unless a live one fits), the interview with its
    people, and ends it: the same plan as ending a planned one.
    """
    interview = interview_ended.end_unrecorded_interview(session, user, data, now=now)
    plan = ending_read.read_ending(session, interview, now=now)
    return Answer(plan, location=f"/api/v1/interviews/{interview.id}/ending")


@router.get("/demo", response_model=DemoRead, tags=["Demo world"])
def read_demo(session: SessionDep, user: CurrentUser) -> DemoRead:
    """Whether the demo world is in your account."""
    return demo.read(session, user.id)


@threaded.post(
    "/demo",
    response_model=DemoRead,
    status_code=201,
    tags=["Demo world"],
    responses=problems(demo.AlreadyThere, demo.NoStage),
)
def fill_demo(session: SessionDep, user: CurrentUser, now: NowDep) -> DemoRead:
    """Fill your account with a believable search: four months, two dozen applications.

    Everything in it is invented, and `DELETE` takes all of it away again.
    """
    demo.fill(session, user, now=now)
    return demo.read(session, user.id)


@threaded.delete(
    "/demo",
    status_code=204,
    response_model=None,
    tags=["Demo world"],
    responses=problems(OnItsWay),
)
def remove_demo(session: SessionDep, user: CurrentUser) -> None:
    """Take the demo world away. What you wrote yourself, elsewhere, stays.

    Not while a mail about it is on its way, or may have arrived: say first what became of it.
    """
    demo.remove(session, user.id)
