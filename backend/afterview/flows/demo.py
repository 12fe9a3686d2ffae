"""A believable world to look around in, and to take away again."""

from uuid import UUID

from sqlmodel import Session

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.errors import Conflict
from afterview.flows.schemas import DemoRead


class AlreadyThere(Conflict):
    code = "demo-already-there"


def read(session: Session, owner_id: UUID) -> DemoRead:
    return DemoRead(present=False, applications=0)


def fill(session: Session, user: User, *, now: Now) -> None:
    pass


def remove(session: Session, owner_id: UUID) -> None:
    pass
