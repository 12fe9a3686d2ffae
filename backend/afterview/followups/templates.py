"""Wordings: the ones that come with Afterview, and somebody's own in their place (FU-08)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from afterview.accounts.user import User
from afterview.core.errors import Conflict, Invalid
from afterview.followups import packs, rendering
from afterview.followups.models import Template
from afterview.followups.rendering import Medium
from afterview.followups.rules import Purpose
from afterview.followups.template_schemas import (
    TemplateCreate,
    TemplatePatch,
    TemplateRead,
)

_OWN = select(Template).order_by(col(Template.purpose), col(Template.medium), col(Template.region))


class TemplateExists(Conflict):
    code = "template-exists"


class UnknownVariable(Invalid):
    code = "unknown-variable"


class StrayBraces(Invalid):
    code = "stray-braces"


def templates(session: Session, owner_id: UUID) -> list[TemplateRead]:
    """Every wording there is, one's own in place of the one it replaces."""
    own = {
        (found.purpose, found.medium, found.region): found
        for found in session.scalars(_OWN.where(col(Template.owner_id) == owner_id))
    }
    found = []
    for pack in packs.PACKS:
        mine = own.pop((pack.purpose, pack.medium, pack.region), None)
        found.append(template_read(mine) if mine else _built_in(pack))
    return found + [template_read(mine) for mine in own.values()]


def template_read(template: Template) -> TemplateRead:
    """One's own wording as it is sent."""
    pack = packs.choose(template.purpose, template.medium, template.region)
    fields = template.model_dump() | {"own": True, "note": pack.note}
    return TemplateRead.model_validate(fields)


def _built_in(pack: packs.Pack) -> TemplateRead:
    nothing: dict[str, datetime | int | UUID | None] = {
        "id": None,
        "version": None,
        "created_at": None,
        "updated_at": None,
    }
    return TemplateRead.model_validate(
        nothing
        | {
            "purpose": pack.purpose,
            "medium": pack.medium,
            "region": pack.region,
            "subject": pack.subject,
            "body": pack.body,
            "note": pack.note,
            "own": False,
        }
    )


def effective(
    session: Session, owner_id: UUID, purpose: Purpose, medium: Medium, region: str
) -> TemplateRead:
    """The wording for an occasion: one's own for the country, one's own for anywhere, ours."""
    country = region[:2]
    own = {
        found.region: found
        for found in session.scalars(
            _OWN.where(
                col(Template.owner_id) == owner_id,
                col(Template.purpose) == purpose,
                col(Template.medium) == medium,
                col(Template.region).in_([country, ""]),
            )
        )
    }
    mine = own.get(country) or own.get("")
    return template_read(mine) if mine else _built_in(packs.choose(purpose, medium, country))


def create_template(session: Session, user: User, data: TemplateCreate) -> Template:
    """Put one's own wording in place of the one that came with Afterview.

    Raises:
        TemplateExists: there is one for this occasion; change that.
        UnknownVariable: it asks for something nobody knows.
        StrayBraces: it has braces around no variable.
    """
    refuse_unknown(data.subject, data.body)
    known = session.scalars(
        _OWN.where(
            col(Template.owner_id) == user.id,
            col(Template.purpose) == data.purpose,
            col(Template.medium) == data.medium,
            col(Template.region) == data.region,
        )
    ).first()
    if known is not None:
        raise TemplateExists("You have a wording for this occasion already; change that one.")
    template = Template(owner_id=user.id, **data.model_dump())
    session.add(template)
    session.flush()
    return template


def update_template(session: Session, template: Template, data: TemplatePatch) -> Template:
    """Word it differently.

    Raises:
        UnknownVariable: it asks for something nobody knows.
        StrayBraces: it has braces around no variable.
    """
    for name, value in data.sent().items():
        setattr(template, name, value)
    refuse_unknown(template.subject, template.body)
    session.flush()
    return template


def refuse_unknown(subject: str, body: str) -> None:
    """Refuse a wording that asks for what nobody knows, or holds braces that ask for nothing."""
    for name, text in (("subject", subject), ("body", body)):
        try:
            rendering.variables_of(text)
            rendering.refuse_stray_braces(text)
        except rendering.UnknownVariable as error:
            raise UnknownVariable(str(error), pointer=f"/{name}") from error
        except rendering.StrayBraces as error:
            raise StrayBraces(str(error), pointer=f"/{name}") from error


def variables() -> list[dict[str, Any]]:
    """What templates can have filled in, as documented."""
    return [
        {
            "name": variable.name,
            "meaning": variable.meaning,
            "example": variable.example,
            "optional": variable.optional,
        }
        for variable in rendering.VARIABLES
    ]
