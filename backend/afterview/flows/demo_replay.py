"""Living the demo world through again, every step at its own instant of the past.

Everything goes through the rooms' services, as if it had been typed in at the time; so the
timeline, the journal, the ratings and Today agree with one another.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from operator import itemgetter

from sqlalchemy import select
from sqlmodel import Session, col

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.days import add_business_days, at_local, is_business_day, public_holidays
from afterview.core.db import owned
from afterview.debriefs import queries as debriefs
from afterview.debriefs import service as debrief_service
from afterview.debriefs.schemas import DebriefPatch, DebriefStatus
from afterview.flows import (
    application_changed,
    demo_interviews,
    demo_search,
    demo_world,
    interview_ended,
)
from afterview.flows.demo_shapes import (
    Candidacy,
    Conversation,
    Ending,
    FollowUpStep,
    Moment,
    Move,
    Person,
    ToDo,
)
from afterview.flows.schemas import EndingCreate
from afterview.followups import service as follow_up_service
from afterview.followups.models import FollowUp
from afterview.followups.replanning import replan, replan_after
from afterview.followups.schemas import DeliveryCreate
from afterview.people import service as people
from afterview.people.models import Contact, Organization
from afterview.people.schemas import ContactCreate, OrganizationCreate
from afterview.pipeline import interview_service
from afterview.pipeline import queries as pipeline_queries
from afterview.pipeline import service as pipeline
from afterview.pipeline.interview_schemas import InterviewCreate, InterviewerWrite
from afterview.pipeline.models import Application, Interview, Stage
from afterview.pipeline.schemas import ApplicationCreate, ApplicationPatch, MoveCreate
from afterview.pipeline.vocabulary import CATEGORY, Category, Status
from afterview.tasks import queries as tasks
from afterview.tasks import service as task_service
from afterview.tasks.models import Task
from afterview.tasks.schemas import TaskCreate
from afterview.touchpoints import service as touchpoints
from afterview.touchpoints.vocabulary import Direction, TouchChannel
from afterview.winddown import capture_service
from afterview.winddown import queries as winddown
from afterview.winddown import service as winddown_service
from afterview.winddown.capture_schemas import CapturePatch, CaptureStatus, QuestionCreate
from afterview.winddown.models import WindDown, WindDownStep
from afterview.winddown.rules import Slot
from afterview.winddown.schemas import StepPatch, StepStatus, WindDownPatch

Beat = tuple[datetime, Callable[[], None]]
ON_THE_WAY_OUT = timedelta(minutes=2)
A_GLASS_OF_WATER = timedelta(minutes=6)
A_QUESTION = timedelta(minutes=2)
NOT_YET = frozenset({Status.ACCEPTED, Status.HIRED})
"""Nothing in the demo got this far, so these stages stand in for no other."""


class Replay:
    """One account's demo in the making, and everything made so far by its key."""

    def __init__(self, session: Session, user: User, present: Now) -> None:
        self.session = session
        self.user = user
        self.now = present
        self.holidays = public_holidays(user.region)
        self.today = present.today
        self.past = [self.today]
        self.stages = [
            stage
            for stage in pipeline_queries.stages(session, user.id)
            if not stage.retired and stage.status not in NOT_YET
        ]
        self.organizations: dict[str, Organization] = {}
        self.contacts: dict[str, Contact] = {}
        self.applications: dict[str, Application] = {}
        self.interviews: dict[str, Interview] = {}
        self.tasks: dict[str, Task] = {}

    def possible(self) -> bool:
        """Whether there is a stage to put anything in."""
        return stage_for(Status.DRAFT, self.stages) is not None

    def run(self, others: Iterable[Beat]) -> None:
        """Live through all of it, in the order in which it happened; then return to today."""
        present = self.now
        try:
            for at, beat in sorted([*self._beats(), *others], key=itemgetter(0)):
                self._go_to(at)
                beat()
            self._go_to(present.at - timedelta(minutes=1))
            for application in self.applications.values():
                replan(self.session, application, now=self.now, why="its time has passed")
        finally:
            self._go_to(present.at)

    def _go_to(self, at: datetime) -> None:
        """Make `at` the present, for the services and for the stamps on the rows."""
        self.now = self.session.info["now"] = Now(at, self.user.zone)

    def day(self, working_days: int) -> date:
        """The day so many working days from today; today itself may be a Sunday."""
        if working_days >= 0:
            return add_business_days(self.today, working_days, self.holidays)
        while len(self.past) <= -working_days:
            day = self.past[-1] - timedelta(days=1)
            while not is_business_day(day, self.holidays):
                day -= timedelta(days=1)
            self.past.append(day)
        return self.past[-working_days]

    def at(self, moment: Moment) -> datetime:
        """The instant of a moment of the story."""
        working_days, clock = moment
        return at_local(self.day(working_days), time.fromisoformat(clock), self.user.zone)

    def _beats(self) -> Iterator[Beat]:
        for person in demo_world.PEOPLE:
            yield self.at(person.met), partial(self._meet, person)
        for candidacy in demo_search.APPLICATIONS:
            yield self.at(candidacy.moves[0].at), partial(self._apply, candidacy)
            for move in candidacy.moves[1:]:
                yield self.at(move.at), partial(self._move, candidacy.key, move)
        for talk in demo_interviews.INTERVIEWS:
            yield self.at(talk.planned), partial(self._plan, talk)
            if talk.ending is not None:
                yield from self._ending_beats(talk, talk.ending)
        for to_do in demo_world.TO_DOS:
            yield from self._to_do_beats(to_do)

    def _ending_beats(self, talk: Conversation, ending: Ending) -> Iterator[Beat]:
        ended_at = self.at(talk.starts) + timedelta(minutes=ending.after_minutes)
        yield ended_at + ON_THE_WAY_OUT, partial(self._end, talk.key, ended_at, ending)
        for step in ending.messages:
            yield self.at(step.at), partial(self._settle, talk.key, step)
        if ending.answered is not None:
            at, reason = ending.answered
            yield self.at(at), partial(self._hear, talk.key, reason)
        if ending.tasks_done is not None:
            yield self.at(ending.tasks_done), partial(self._do_tasks, talk.key)
        if ending.debrief is not None:
            at, written = ending.debrief
            yield self.at(at), partial(self._look_back, talk.key, DebriefPatch(**written))

    def _to_do_beats(self, to_do: ToDo) -> Iterator[Beat]:
        yield self.at(to_do.written), partial(self._write_down, to_do)
        if to_do.done is not None:
            yield self.at(to_do.done), partial(self._tick_off, to_do.title)
        if to_do.skipped is not None:
            at, reason = to_do.skipped
            yield self.at(at), partial(self._skip, to_do.title, reason)

    def _organization(self, key: str) -> Organization:
        """An organization of the demo's own, even where the user has one of that name."""
        if key not in self.organizations:
            data = OrganizationCreate(**demo_world.ORGANIZATIONS[key])
            self.organizations[key] = people.create_organization(self.session, self.user, data)
        return self.organizations[key]

    def _meet(self, person: Person) -> None:
        employer = self._organization(person.organization) if person.organization else None
        data = ContactCreate(**person.fields, organization_id=employer.id if employer else None)
        self.contacts[person.key] = people.create_contact(self.session, self.user, data)

    def _apply(self, candidacy: Candidacy) -> None:
        first = candidacy.moves[0]
        stage = stage_for(Status(first.status), self.stages)
        assert stage is not None  # a live stage was found before anything began
        agency = self._organization(candidacy.agency) if candidacy.agency else None
        data = ApplicationCreate(
            **candidacy.fields,
            organization_id=self._organization(candidacy.organization).id,
            agency_id=agency.id if agency else None,
            stage_id=stage.id,
            applied_at=self.now.at if first.status == Status.SUBMITTED else None,
            date_posted=self.day(candidacy.posted) if candidacy.posted is not None else None,
            valid_through=self.day(candidacy.closes) if candidacy.closes is not None else None,
        )
        self.applications[candidacy.key], _ = pipeline.create_application(
            self.session, self.user, data, now=self.now
        )

    def _move(self, key: str, move: Move) -> None:
        application = self.applications[key]
        if move.status == Status.SUBMITTED:
            patch = ApplicationPatch(applied_at=self.now.at)
            pipeline.update_application(self.session, self.user, application, patch, now=self.now)
        stage = stage_for(Status(move.status), self.stages)
        if stage is None or stage.id == application.stage_id:
            return  # this board has no place of its own for it
        data = MoveCreate(to_stage_id=stage.id, reason=move.reason)
        application_changed.move_application(
            self.session, self.user, application, data, now=self.now
        )

    def _plan(self, talk: Conversation) -> None:
        data = InterviewCreate(
            **talk.fields,
            application_id=self.applications[talk.application].id,
            starts_at=self.at(talk.starts),
            interviewers=[
                InterviewerWrite(contact_id=self.contacts[key].id, role=self.contacts[key].role)
                for key in talk.people
            ],
        )
        self.interviews[talk.key] = interview_service.create_interview(
            self.session, self.user, data, now=self.now
        )

    def _end(self, key: str, ended_at: datetime, ending: Ending) -> None:
        """Out of the door, and through the whole wind-down that was laid out."""
        interview = self.interviews[key]
        promised = ending.decision_by
        data = EndingCreate(
            **ending.said,
            ended_at=ended_at,
            decision_by=None if promised is None else self.day(promised),
        )
        interview_ended.end_interview(self.session, self.user, interview, data, now=self.now)
        plan = winddown.wind_down_of(self.session, interview.id)
        assert plan is not None  # the ending has just laid it out
        self._go_to(ended_at + A_GLASS_OF_WATER)
        winddown_service.keep_seven_minute_rule(self.session, plan, now=self.now)
        for step in winddown.steps(self.session, plan.id):
            if reason := ending.skipped.get(step.slot):
                self._change(plan, step, StepPatch(status=StepStatus.SKIPPED, skip_reason=reason))
                continue
            self._change(plan, step, StepPatch(status=StepStatus.RUNNING))
            done_at = self.now.at + timedelta(minutes=step.minutes)
            if step.slot is Slot.CAPTURE:
                self._capture(interview, ending, done_at)
            self._go_to(done_at)
            self._change(plan, step, StepPatch(status=StepStatus.DONE))
        rating = WindDownPatch(tension_after=ending.tension_after)
        winddown_service.rate_wind_down(self.session, plan, rating)

    def _change(self, plan: WindDown, step: WindDownStep, patch: StepPatch) -> None:
        winddown_service.update_step(self.session, plan, step, patch, now=self.now)

    def _capture(self, interview: Interview, ending: Ending, done_at: datetime) -> None:
        """A question every two minutes, and the rest at the end."""
        capture = winddown.capture_of(self.session, interview.id)
        assert capture is not None  # the ending has just opened it
        for question, answer, follow_up in ending.questions:
            self._go_to(self.now.at + A_QUESTION)
            asked = QuestionCreate(question=question, answer=answer, follow_up=follow_up)
            capture_service.add_question(self.session, self.user, capture, asked, now=self.now)
        self._go_to(done_at)
        patch = CapturePatch(**ending.captured, status=CaptureStatus.DONE)
        capture_service.update_capture(self.session, capture, patch, now=self.now)

    def _owed(self, key: str) -> list[FollowUp]:
        statement = select(FollowUp).where(col(FollowUp.interview_id) == self.interviews[key].id)
        return list(self.session.execute(statement).scalars())

    def _settle(self, key: str, step: FollowUpStep) -> None:
        """Send a message, or let it go with a reason."""
        for message in self._owed(key):
            if (message.purpose, message.sequence) != (step.purpose, step.sequence):
                continue
            if step.waived_reason:
                follow_up_service.waive(self.session, message, step.waived_reason, now=self.now)
            else:
                follow_up_service.record_delivery(
                    self.session, message, DeliveryCreate(), now=self.now
                )
                replan_after(self.session, message, now=self.now, why="a message went out")

    def _hear(self, key: str, note: str) -> None:
        """An answer has come: what was still to be asked is answered."""
        application = owned(
            self.session, Application, self.interviews[key].application_id, self.user.id
        )
        touchpoints.log(
            self.session,
            owner_id=self.user.id,
            application_id=application.id,
            direction=Direction.INBOUND,
            channel=TouchChannel.EMAIL,
            purpose=None,
            at=self.now.at,
            substantive=True,
            note=note,
        )
        replan(self.session, application, now=self.now, why="they answered")

    def _do_tasks(self, key: str) -> None:
        for task in tasks.of_interview(self.session, self.interviews[key].id):
            task_service.complete_task(self.session, task, now=self.now)

    def _look_back(self, key: str, written: DebriefPatch) -> None:
        debrief = debriefs.debrief_of(self.session, self.interviews[key].id)
        assert debrief is not None  # the ending has opened it
        debrief_service.update_debrief(self.session, debrief, written, now=self.now)
        done = DebriefPatch(status=DebriefStatus.DONE)
        debrief_service.update_debrief(self.session, debrief, done, now=self.now)

    def _write_down(self, to_do: ToDo) -> None:
        application = self.applications[to_do.application] if to_do.application else None
        interview = self.interviews[to_do.interview] if to_do.interview else None
        data = TaskCreate(
            title=to_do.title,
            notes=to_do.notes,
            due_at=self.at(to_do.due) if to_do.due else None,
            application_id=application.id if application else None,
            interview_id=interview.id if interview else None,
        )
        self.tasks[to_do.title] = task_service.create_task(self.session, self.user, data)

    def _tick_off(self, title: str) -> None:
        task_service.complete_task(self.session, self.tasks[title], now=self.now)

    def _skip(self, title: str, reason: str) -> None:
        task_service.skip_task(self.session, self.tasks[title], reason, now=self.now)


def stage_for(status: Status, stages: Sequence[Stage]) -> Stage | None:
    """The stage that means this, or the one that comes nearest; an end is never a beginning."""
    order, closed = list(Status), CATEGORY[status] is Category.CLOSED

    def distance(stage: Stage) -> tuple[bool, int, float]:
        apart = abs(order.index(stage.status) - order.index(status))
        return (CATEGORY[stage.status] is not CATEGORY[status], apart, stage.position)

    same_kind = [stage for stage in stages if (CATEGORY[stage.status] is Category.CLOSED) == closed]
    return min(same_kind, key=distance, default=None)
