"""One account with a long search behind it, written straight into the tables.

Everything that a request would have written is there: words, first steps, journal lines. What an
ending lays out is left to the service itself, which is asked for endings before it is measured.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, Table, insert
from sqlmodel import Session

from afterview import tables
from afterview.accounts.models import ApiToken
from afterview.accounts.passwords import digest, new_secret
from afterview.accounts.schemas import AccountCreate
from afterview.core.clock import Now
from afterview.core.db import reading, transaction
from afterview.core.ids import new_id
from afterview.core.words import normal
from afterview.flows.account_opened import add_account
from afterview.pipeline import queries
from afterview.pipeline.models import Stage
from afterview.pipeline.vocabulary import CATEGORY, Category

LIVE = 200
COMING, HELD, TO_END = 15, 45, 1000
"""Interviews ahead, interviews that are ended before anything is measured, and those whose
ending is what is measured."""
BATCH = 2_000
JOBS = ("Bingo caller", "Night porter", "Usher", "Data engineer", "Warehouse lead", "Nurse")
POSTING = "Shifts from four until midnight; the last bus is at ten past. Uniform provided. " * 5


@dataclass(frozen=True)
class Search:
    """What the measures need to know about the data."""

    token: str
    applications: list[str]
    stage: str
    """A closed stage with a sixth of all applications in it."""
    employers: list[str]
    held: list[str]
    to_end: list[str]


def fill(engine: Engine, size: int) -> Search:
    """Write an account with `size` applications into an empty, migrated database."""
    now = Now(datetime.now(UTC), ZoneInfo("UTC"))
    with transaction(engine, now) as session:
        account = add_account(
            session, AccountCreate(email="bench@example.org", password="correct horse battery")
        )
        token = _token(session, account.id, now.at)
        stages = queries.stages(session, account.id)
        employers = [f"Employer {number:05d}" for number in range(size // 5)]
        writer = _Writer(session, account.id, now.at)
        employer_ids = writer.employers(employers)
        applications = writer.applications(
            list(zip(employers, employer_ids, strict=True)), stages, size
        )
        held, to_end = writer.interviews(applications[-LIVE:], employer_ids[0])
    _settle(engine)
    return Search(
        token=token,
        applications=[str(identity) for identity in applications],
        stage=str(_closed(stages)[1].id),
        employers=employers,
        held=held,
        to_end=to_end,
    )


def _settle(engine: Engine) -> None:
    """What PostgreSQL does by itself before long, and the service at night on SQLite."""
    if engine.dialect.name == "postgresql":
        with reading(engine).connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
        return
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def _token(session: Session, owner_id: UUID, at: datetime) -> str:
    secret = f"avt_{new_secret()}"
    session.add(
        ApiToken(
            owner_id=owner_id,
            name="Bench",
            prefix=secret[:8],
            secret_hash=digest(secret),
            scopes=["read", "write"],
            created_at=at,
            used_at=at,
        )
    )
    session.flush()
    return secret


def _closed(stages: Sequence[Stage]) -> list[Stage]:
    return [stage for stage in stages if CATEGORY[stage.status] is Category.CLOSED]


class _Writer:
    """Writes rows of one owner, many at a time."""

    def __init__(self, session: Session, owner_id: UUID, at: datetime) -> None:
        self.connection = session.connection()
        self.owner_id, self.at = owner_id, at
        self.random = random.Random(42)

    def employers(self, names: list[str]) -> list[UUID]:
        rows = [
            self._versioned(name=name, name_key=name.casefold(), role="employer") for name in names
        ]
        self._insert(tables.people.Organization, rows)
        return [row["id"] for row in rows]

    def applications(
        self, employers: list[tuple[str, UUID]], stages: Sequence[Stage], size: int
    ) -> list[UUID]:
        """Applications, oldest first, the last ones alive; with step, words and journal line."""
        closed = _closed(stages)
        live = [stage for stage in stages if stage not in closed]
        made = []
        for first in range(0, size, BATCH):
            numbers = range(first, min(first + BATCH, size))
            batch = [
                self._application(
                    number,
                    self.at - timedelta(minutes=(size - number)),
                    employers[number % len(employers)],
                    live[number % len(live)]
                    if number >= size - LIVE
                    else closed[number % len(closed)],
                )
                for number in numbers
            ]
            self._insert(tables.pipeline.Application, [row for row, _ in batch])
            self._insert(tables.pipeline.Move, [self._first_step(row) for row, _ in batch])
            self._insert(tables.journal.Event, [self._line(row) for row, _ in batch])
            self._insert(tables.words.WordEntry, [self._words(row, name) for row, name in batch])
            made += [row["id"] for row, _ in batch]
        return made

    def interviews(
        self, applications: list[UUID], employer_id: UUID
    ) -> tuple[list[str], list[str]]:
        """Interviews ahead, and past ones that nobody has ended yet; two people in each."""
        people = [
            self._versioned(
                organization_id=employer_id, name=f"Person {number}", role="interviewer"
            )
            for number in range(40)
        ]
        self._insert(tables.people.Contact, people)
        self._insert(
            tables.people.ContactAddress,
            [self._address(person["id"], number) for number, person in enumerate(people)],
        )
        coming = [timedelta(days=1 + number % 12, hours=number) for number in range(COMING)]
        held = [timedelta(days=-2 - 2 * number) for number in range(HELD)]
        to_end = [timedelta(days=-100)] * TO_END
        rows = [
            self._versioned(
                application_id=applications[number % len(applications)],
                round=1,
                format="video_live",
                starts_at=self.at + away,
                duration_minutes=60,
                zone="Europe/London",
                preparation="",
                status="scheduled",
            )
            for number, away in enumerate(coming + held + to_end)
        ]
        self._insert(tables.pipeline.Interview, rows)
        self._insert(
            tables.pipeline.Interviewer,
            [
                self._owned(
                    interview_id=row["id"],
                    contact_id=people[(number + seat) % len(people)]["id"],
                    position=seat,
                    role="interviewer",
                )
                for number, row in enumerate(rows)
                for seat in range(2)
            ],
        )
        ids = [str(row["id"]) for row in rows]
        return ids[COMING : COMING + HELD], ids[COMING + HELD :]

    def _application(
        self, number: int, at: datetime, employer: tuple[str, UUID], stage: Stage
    ) -> tuple[dict[str, Any], str]:
        row = self._versioned(
            organization_id=employer[1],
            stage_id=stage.id,
            title=f"{self.random.choice(JOBS)} {number}",
            description=POSTING,
            url=f"https://jobs.example/{number}",
            url_key=f"jobs.example/{number}",
            job_location="Leeds",
            source="job_board",
            tags=["nights", f"bus {number % 40}"],
            desirability=number % 10 + 1,
            fallback=number % 9 == 0,
            applied_at=at,
            notes="Ask for Tuesday.",
            board_position=-float(number),
            stage_entered_at=at,
            last_activity_at=at,
        )
        return row | {"created_at": at, "updated_at": at}, employer[0]

    def _first_step(self, application: dict[str, Any]) -> dict[str, Any]:
        return self._owned(
            application_id=application["id"],
            to_stage_id=application["stage_id"],
            at=application["applied_at"],
            reason="",
            created_at=application["applied_at"],
        )

    def _line(self, application: dict[str, Any]) -> dict[str, Any]:
        return self._owned(
            at=application["applied_at"],
            action="application.created",
            subject_id=application["id"],
            application_id=application["id"],
            summary=f"{application['title']} added",
            data={},
        )

    def _words(self, application: dict[str, Any], employer: str) -> dict[str, Any]:
        texts = [application["title"], employer, "Leeds", *application["tags"]]
        return {
            "owner_id": self.owner_id,
            "owner_key": f"o{self.owner_id.hex[1:]}",
            "kind": "kapplication",
            "row_id": application["id"],
            "words": normal(" ".join(texts)),
        }

    def _address(self, contact_id: UUID, number: int) -> dict[str, Any]:
        return self._owned(
            contact_id=contact_id,
            position=0,
            channel="email",
            value=f"person{number}@example.org",
            value_key=f"person{number}@example.org",
            given_by_them=True,
            do_not_contact=False,
        )

    def _owned(self, **values: Any) -> dict[str, Any]:
        return {"id": new_id(), "owner_id": self.owner_id, **values}

    def _versioned(self, **values: Any) -> dict[str, Any]:
        return self._owned(version=1, created_at=self.at, updated_at=self.at, **values)

    def _insert(self, kind: type[tables.Row], rows: list[dict[str, Any]]) -> None:
        table: Table = kind.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
        self.connection.execute(insert(table), [dict(_filled(table, row)) for row in rows])


def _filled(table: Table, row: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The row with what a table's own defaults would have put into it."""
    for column in table.columns:
        if column.name in row:
            yield column.name, row[column.name]
        elif not column.nullable and not column.primary_key:
            yield column.name, False if column.type.python_type is bool else ""
