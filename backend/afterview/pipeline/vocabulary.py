"""The words of the pipeline, after the common ATS models and schema.org JobPosting."""

from enum import StrEnum


class Status(StrEnum):
    """Where a candidacy stands, in the words most applicant tracking systems share."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVIEWING = "reviewing"
    SCREENING = "screening"
    FIRST_INTERVIEW = "first_interview"
    SECOND_INTERVIEW = "second_interview"
    FINAL_INTERVIEW = "final_interview"
    BACKGROUND_CHECK = "background_check"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    ON_HOLD = "on_hold"
    HIRED = "hired"
    REJECTED = "rejected"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    GHOSTED = "ghosted"


class Category(StrEnum):
    """Statuses that belong together on a board."""

    SAVED = "saved"
    APPLIED = "applied"
    SCREENING = "screening"
    INTERVIEWING = "interviewing"
    CHECKS = "checks"
    OFFER = "offer"
    PAUSED = "paused"
    CLOSED = "closed"


CATEGORY = {
    Status.DRAFT: Category.SAVED,
    Status.SUBMITTED: Category.APPLIED,
    Status.REVIEWING: Category.APPLIED,
    Status.SCREENING: Category.SCREENING,
    Status.FIRST_INTERVIEW: Category.INTERVIEWING,
    Status.SECOND_INTERVIEW: Category.INTERVIEWING,
    Status.FINAL_INTERVIEW: Category.INTERVIEWING,
    Status.BACKGROUND_CHECK: Category.CHECKS,
    Status.OFFERED: Category.OFFER,
    Status.ACCEPTED: Category.OFFER,
    Status.ON_HOLD: Category.PAUSED,
    Status.HIRED: Category.CLOSED,
    Status.REJECTED: Category.CLOSED,
    Status.DECLINED: Category.CLOSED,
    Status.WITHDRAWN: Category.CLOSED,
    Status.CANCELLED: Category.CLOSED,
    Status.GHOSTED: Category.CLOSED,
}

DEFAULT_STAGES = (
    ("Saved", Status.DRAFT),
    ("Applied", Status.SUBMITTED),
    ("Under review", Status.REVIEWING),
    ("Screening", Status.SCREENING),
    ("First interview", Status.FIRST_INTERVIEW),
    ("Second interview", Status.SECOND_INTERVIEW),
    ("Final interview", Status.FINAL_INTERVIEW),
    ("Background check", Status.BACKGROUND_CHECK),
    ("Offer", Status.OFFERED),
    ("Accepted", Status.ACCEPTED),
    ("On hold", Status.ON_HOLD),
    ("Hired", Status.HIRED),
    ("Rejected", Status.REJECTED),
    ("Declined", Status.DECLINED),
    ("Withdrawn", Status.WITHDRAWN),
    ("Cancelled by employer", Status.CANCELLED),
    ("Gone quiet", Status.GHOSTED),
)
"""The stages a new account starts with, in the order of the board."""


class EmploymentType(StrEnum):
    """schema.org `employmentType`."""

    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    CONTRACTOR = "contractor"
    TEMPORARY = "temporary"
    INTERN = "intern"
    VOLUNTEER = "volunteer"
    PER_DIEM = "per_diem"
    OTHER = "other"


class JobLocationType(StrEnum):
    """Where the work is done; `telecommute` is schema.org's word for remote."""

    ON_SITE = "on_site"
    HYBRID = "hybrid"
    TELECOMMUTE = "telecommute"


class PayUnit(StrEnum):
    """schema.org `unitText`."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Source(StrEnum):
    """Where the posting was found."""

    JOB_BOARD = "job_board"
    CAREERS_PAGE = "careers_page"
    REFERRAL = "referral"
    AGENCY = "agency"
    RECRUITER_OUTREACH = "recruiter_outreach"
    NETWORK = "network"
    FAIR = "fair"
    OTHER = "other"


class InterviewFormat(StrEnum):
    """How an interview is held."""

    PHONE = "phone"
    VIDEO_LIVE = "video_live"
    VIDEO_ONE_WAY = "video_one_way"
    IN_PERSON = "in_person"
    PANEL = "panel"
    GROUP = "group"
    ASSESSMENT_CENTRE = "assessment_centre"
    PRESENTATION = "presentation"
    TECHNICAL = "technical"
    CASE = "case"
    WORK_SAMPLE = "work_sample"
    INFORMAL = "informal"


class InterviewStatus(StrEnum):
    """What became of an interview. `complete` is set by its ending."""

    SCHEDULED = "scheduled"
    AWAITING_FEEDBACK = "awaiting_feedback"
    COMPLETE = "complete"
    CANCELLED = "cancelled"
    RESCHEDULED = "rescheduled"
    NO_SHOW = "no_show"
