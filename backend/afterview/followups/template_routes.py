"""Templates over HTTP."""

from fastapi import APIRouter

from afterview.accounts.deps import CurrentUser
from afterview.core import etag
from afterview.core.errors import NotFound, problems
from afterview.core.etag import IfMatch
from afterview.core.routing import ApiRoute, SessionDep
from afterview.core.schema import ReadSchema
from afterview.followups import templates
from afterview.followups.deps import OwnedTemplate
from afterview.followups.template_schemas import (
    TemplateCreate,
    TemplatePatch,
    TemplateRead,
    VariableRead,
)

router = APIRouter(prefix="/api/v1", tags=["Follow-ups"], route_class=ApiRoute)


class Templates(ReadSchema):
    """Every wording there is; few enough for one answer."""

    items: list[TemplateRead]


class Variables(ReadSchema):
    """Everything a template can have filled in."""

    items: list[VariableRead]


@router.get("/templates", response_model=Templates)
def list_templates(session: SessionDep, user: CurrentUser) -> Templates:
    """Every wording: those that come with Afterview, and yours in place of theirs.

    A draft is filled from the one for its purpose, its medium and the employer's country.
    """
    return Templates(items=templates.templates(session, user.id))


@router.get("/template-variables", response_model=Variables)
def list_template_variables(user: CurrentUser) -> Variables:
    """What `{{ … }}` in a template can stand for."""
    return Variables(
        items=[VariableRead.model_validate(variable) for variable in templates.variables()]
    )


@router.post(
    "/templates",
    response_model=TemplateRead,
    status_code=201,
    responses=problems(templates.TemplateExists, templates.UnknownVariable, templates.StrayBraces),
)
def create_template(session: SessionDep, user: CurrentUser, data: TemplateCreate) -> TemplateRead:
    """Put your own wording in place of the one that comes with Afterview."""
    return templates.template_read(templates.create_template(session, user, data))


@router.get("/templates/{template_id}", response_model=TemplateRead, responses=problems(NotFound))
def read_template(template: OwnedTemplate) -> TemplateRead:
    """One of your own wordings."""
    return templates.template_read(template)


@router.patch(
    "/templates/{template_id}",
    response_model=TemplateRead,
    responses=problems(NotFound, templates.UnknownVariable, templates.StrayBraces),
)
def update_template(
    session: SessionDep, template: OwnedTemplate, data: TemplatePatch, if_match: IfMatch = None
) -> TemplateRead:
    """Word it differently. Drafts that exist keep their words."""
    etag.check(template, if_match)
    return templates.template_read(templates.update_template(session, template, data))


@router.delete(
    "/templates/{template_id}",
    status_code=204,
    response_model=None,
    responses=problems(NotFound),
)
def delete_template(session: SessionDep, template: OwnedTemplate, if_match: IfMatch = None) -> None:
    """Go back to the wording that comes with Afterview."""
    etag.check(template, if_match)
    session.delete(template)
