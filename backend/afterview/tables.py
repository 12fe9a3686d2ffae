"""Every table, imported once: for Alembic, the tests, and foreign keys between rooms."""

from afterview.accounts import models as accounts
from afterview.attachments import models as attachments
from afterview.core import idempotency, words
from afterview.core.db import Row
from afterview.debriefs import models as debriefs
from afterview.flows import models as flows
from afterview.followups import models as followups
from afterview.journal import models as journal
from afterview.mail import models as mail
from afterview.notifications import models as notifications
from afterview.people import models as people
from afterview.pipeline import models as pipeline
from afterview.references import models as references
from afterview.replies import models as replies
from afterview.tasks import models as tasks
from afterview.touchpoints import models as touchpoints
from afterview.winddown import models as winddown

__all__ = [
    "Row",
    "accounts",
    "attachments",
    "debriefs",
    "flows",
    "followups",
    "idempotency",
    "journal",
    "mail",
    "notifications",
    "people",
    "pipeline",
    "references",
    "replies",
    "tasks",
    "touchpoints",
    "winddown",
    "words",
]
