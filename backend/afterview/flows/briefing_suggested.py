"""True points for a briefing, from what the candidate wrote down after interviews (RF-02)."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from afterview.debriefs.models import Debrief
from afterview.pipeline import interview_queries
from afterview.pipeline.models import Interview
from afterview.references.briefing_schemas import PointSource, SuggestionRead, SuggestionsRead
from afterview.references.models import Briefing
from afterview.winddown.models import Capture, CaptureQuestion

SHOWN = 20
LOOKED_AT = 40
LONGEST = 200
"""A point is one line (`Point.text`)."""


def suggestions(session: Session, briefing: Briefing) -> SuggestionsRead:
    """What went well, and what was answered: of this application first, then of the newest."""
    found: list[tuple[Any, PointSource, str]] = []
    for row in session.execute(_debriefs(briefing)):
        found += [(row, PointSource.DEBRIEF, text) for text in row.went_well]
    for row in session.execute(_answers(briefing)):
        found.append((row, PointSource.CAPTURE, row.answer))
    found.sort(key=lambda one: (one[0].application_id != briefing.application_id, -_at(one[0])))
    said = {point["text"].casefold() for point in briefing.points}
    chosen = []
    for row, source, text in found:
        line = " ".join(text.split())[:LONGEST]
        if line and line.casefold() not in said:
            said.add(line.casefold())
            chosen.append((row, source, line))
    chosen = chosen[:SHOWN]
    briefs = interview_queries.application_briefs(
        session, [row.application_id for row, _, _ in chosen]
    )
    return SuggestionsRead(
        briefing_id=briefing.id,
        items=[
            SuggestionRead(
                text=line, source=source, application=briefs[row.application_id], at=row.ended_at
            )
            for row, source, line in chosen
        ],
    )


def _at(row: Any) -> float:
    at: float = row.ended_at.timestamp()
    return at


def _debriefs(briefing: Briefing) -> Any:
    return (
        select(col(Debrief.went_well), col(Interview.application_id), col(Interview.ended_at))
        .join(Interview, col(Interview.id) == col(Debrief.interview_id))
        .where(col(Debrief.owner_id) == briefing.owner_id, col(Interview.ended_at).is_not(None))
        .order_by(
            (col(Interview.application_id) == briefing.application_id).desc(),
            col(Interview.ended_at).desc(),
        )
        .limit(LOOKED_AT)
    )


def _answers(briefing: Briefing) -> Any:
    return (
        select(col(CaptureQuestion.answer), col(Interview.application_id), col(Interview.ended_at))
        .join(Capture, col(Capture.id) == col(CaptureQuestion.capture_id))
        .join(Interview, col(Interview.id) == col(Capture.interview_id))
        .where(
            col(CaptureQuestion.owner_id) == briefing.owner_id,
            col(CaptureQuestion.answer) != "",
            col(Interview.ended_at).is_not(None),
        )
        .order_by(
            (col(Interview.application_id) == briefing.application_id).desc(),
            col(Interview.ended_at).desc(),
        )
        .limit(LOOKED_AT)
    )
