"""When a debrief happens, and how much of it there is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from afterview.core.days import as_utc

# EV-01. Debriefs lift later performance by a fifth to a quarter (Tannenbaum & Cerasoli 2013;
# HIGH). The hours, the time box and the limit are house choices.
OPENS_AFTER = timedelta(hours=12)
REMINDER_AFTER = timedelta(hours=24)
NAGS_STOP_AFTER = timedelta(days=7)
TIME_BOX = timedelta(minutes=20)
MAX_CHANGES = 3


@dataclass(frozen=True, slots=True)
class DebriefWindow:
    """The life of a debrief, as UTC instants. The user may open it early; nobody is hurried."""

    opens_at: datetime
    reminder_at: datetime
    nags_stop_at: datetime


def debrief_window(ended_at: datetime) -> DebriefWindow:
    """Return when the debrief opens, when it is mentioned, and when that stops (EV-01).

    It opens after a night's sleep and stays open for good; only the reminders end. Days
    here are 24 hours long.

    Raises:
        ValueError: `ended_at` has no zone.
    """
    ended_at = as_utc(ended_at)
    return DebriefWindow(
        opens_at=ended_at + OPENS_AFTER,
        reminder_at=ended_at + REMINDER_AFTER,
        nags_stop_at=ended_at + NAGS_STOP_AFTER,
    )
