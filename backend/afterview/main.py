"""The application: the only module that knows every room."""

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext

from anyio import CapacityLimiter
from fastapi import APIRouter, FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

from afterview import __version__, site, tables  # noqa: F401  # foreign keys need every table
from afterview.accounts import routes as accounts
from afterview.attachments import routes as attachments
from afterview.attachments.sniffing import PACKED
from afterview.core import errors, health
from afterview.core.clock import Clock, system_clock
from afterview.core.db import make_engine
from afterview.core.envelope import Envelope
from afterview.core.routing import Gate
from afterview.core.settings import Settings
from afterview.debriefs import routes as debriefs
from afterview.flows import (
    account_routes,
    briefing_routes,
    follow_up_routes,
    person_routes,
    referee_routes,
    reply_routes,
    touch_routes,
)
from afterview.flows import routes as flows
from afterview.followups import routes as followups
from afterview.followups import template_routes as templates
from afterview.mail import routes as mail
from afterview.notifications import routes as notifications
from afterview.people import routes as people
from afterview.pipeline import interview_routes as interviews
from afterview.pipeline import routes as pipeline
from afterview.references import ledger_routes as ledger
from afterview.references import naming_routes as namings
from afterview.references import readiness_routes as readiness
from afterview.references import routes as references
from afterview.replies import routes as replies
from afterview.tasks import routes as tasks
from afterview.today import routes as today
from afterview.touchpoints import routes as touchpoints
from afterview.winddown import routes as winddown

# The first match wins, and every pattern before it costs time: busy rooms come first.
ROUTERS: tuple[APIRouter, ...] = (
    pipeline.router,
    today.router,
    interviews.router,
    flows.router,
    flows.threaded,
    winddown.router,
    followups.router,
    follow_up_routes.router,
    follow_up_routes.outbound,
    templates.router,
    debriefs.router,
    touchpoints.router,
    touch_routes.router,
    namings.router,
    references.router,
    readiness.router,
    briefing_routes.router,
    referee_routes.router,
    referee_routes.downloads,
    replies.router,
    reply_routes.router,
    ledger.router,
    tasks.router,
    notifications.router,
    notifications.outbound,
    people.router,
    person_routes.router,
    person_routes.threaded,
    mail.router,
    mail.outbound,
    attachments.router,
    attachments.uploads,
    attachments.downloads,
    accounts.router,
    accounts.threaded,
    account_routes.threaded,
    health.router,
)


QUIET: TelemetryConfig = {"tracing": False, "metrics": False}
"""Nothing is reported to anybody, and not looking costs a twentieth of a request less."""


def create_app(
    settings: Settings | None = None,
    clock: Clock = system_clock,
    beside: AbstractContextManager[None] | None = None,
) -> FastAPI:
    """Build the service. Tables are made by migrations, not here.

    `beside` is entered when it starts and left when it stops: the worker, when it shares a process.
    """
    settings = settings or Settings()
    engine = make_engine(settings.url, settings.connections)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # One connection stays open: reads survive a full disk.
        with engine.connect(), beside or nullcontext():
            yield
        engine.dispose()

    app = FastAPI(
        title="Afterview",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        telemetry=QUIET,
    )
    app.state.settings = settings
    threads = CapacityLimiter(settings.connections) if engine.dialect.name != "sqlite" else None
    app.state.gate = Gate(
        engine, clock, threads, settings.max_body_bytes, settings.max_attachment_bytes
    )
    errors.install(app)
    for router in ROUTERS:
        app.router.routes.extend(router.routes)  # flat: nested inclusion costs every request
    site.install(app)
    app.add_middleware(
        GZipMiddleware,
        minimum_size=1000,
        compresslevel=1,
        exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, *PACKED),
    )
    app.add_middleware(Envelope, secure=settings.secure)
    return app
