"""The debrief of the interview in the path, or 404."""

from typing import Annotated

from afterview.core.errors import NotFound
from afterview.core.routing import Needs, SessionDep
from afterview.debriefs import queries
from afterview.debriefs.models import Debrief
from afterview.pipeline.deps import OwnedInterview


def owned_debrief(session: SessionDep, interview: OwnedInterview) -> Debrief:
    found = queries.debrief_of(session, interview.id)
    if found is None:
        raise NotFound("This interview has no ending yet, and so no debrief.")
    return found


OwnedDebrief = Annotated[Debrief, Needs(owned_debrief)]
