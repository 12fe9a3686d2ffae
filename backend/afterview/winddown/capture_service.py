"""What can happen to a capture. Every word counts from the first one that is kept."""

from sqlmodel import Session

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.db import owned
from afterview.journal import events
from afterview.journal.models import Action
from afterview.pipeline.models import Interview
from afterview.tasks import queries as tasks
from afterview.tasks import service as task_service
from afterview.tasks.models import TaskKind
from afterview.winddown.capture_schemas import (
    CapturePatch,
    CaptureStatus,
    QuestionCreate,
    QuestionPatch,
)
from afterview.winddown.models import Capture, CaptureQuestion


def open_capture(session: Session, interview: Interview) -> Capture:
    """Lay out an empty capture for an interview that has just ended; the caller flushes."""
    assert interview.ended_at is not None  # the flow has just ended it
    capture = Capture(
        owner_id=interview.owner_id, interview_id=interview.id, ended_at=interview.ended_at
    )
    session.add(capture)
    return capture


def update_capture(session: Session, capture: Capture, data: CapturePatch, *, now: Now) -> Capture:
    """Keep what is remembered, or say that this was all."""
    changes = data.sent()
    status = changes.pop("status", None)
    for name, value in changes.items():
        setattr(capture, name, value)
    if any(value not in ("", None) for value in changes.values()):
        _note_first_word(session, capture, now)
    if status is CaptureStatus.DONE and capture.finished_at is None:
        capture.finished_at = now.at
        _record(session, capture, Action.CAPTURE_FINISHED, "Captured while it was fresh")
        _tick_off(session, capture, now)
    elif status is CaptureStatus.OPEN:
        capture.finished_at = None
    session.flush()
    return capture


def _tick_off(session: Session, capture: Capture, now: Now) -> None:
    """Done is also the to-do that a plan too short for a capture has made of it (WD-03)."""
    for task in tasks.of_interview(session, capture.interview_id):
        if task.kind is TaskKind.CAPTURE and task.skipped_at is None:
            task_service.complete_task(session, task, now=now)


def add_question(
    session: Session, user: User, capture: Capture, data: QuestionCreate, *, now: Now
) -> CaptureQuestion:
    """Keep one question."""
    question = CaptureQuestion(owner_id=user.id, capture_id=capture.id, **data.model_dump())
    session.add(question)
    _note_first_word(session, capture, now)
    session.flush()
    return question


def update_question(
    session: Session, question: CaptureQuestion, data: QuestionPatch
) -> CaptureQuestion:
    """Put a question or its answer better."""
    for name, value in data.sent().items():
        setattr(question, name, value)
    session.flush()
    return question


def _note_first_word(session: Session, capture: Capture, now: Now) -> None:
    if capture.first_saved_at is None:
        capture.first_saved_at = now.at
        _record(session, capture, Action.CAPTURE_STARTED, "First words of the interview kept")


def _record(session: Session, capture: Capture, action: Action, summary: str) -> None:
    interview = owned(session, Interview, capture.interview_id, capture.owner_id)
    events.record(session, action, capture, summary, application_id=interview.application_id)
