"""The command line. Every command imports what it needs when it runs: `serve` has to start fast."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from threading import Event

    from sqlmodel import Session

    from afterview.core.settings import Settings


class Plainly(TyperGroup):
    """Says what went wrong in a sentence where the operator can do something about it."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:  # whatever it is: without a sentence for it, it goes on up
            sentence = _sentence(error)
            if sentence is None:
                raise
            _say(sentence, "red", to_errors=True)
            raise typer.Exit(1) from error


app = typer.Typer(
    cls=Plainly,
    help="Afterview: everything that comes after a job interview.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
user = typer.Typer(
    help="Make, list and remove accounts, whatever AFTERVIEW_SIGNUPS says.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(user, name="user")

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="Mail address of the account.")]
FromStdin = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password from standard input."),
]


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on, instead of AFTERVIEW_HOST.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on, instead of AFTERVIEW_PORT; 0: any.")
    ] = None,
    *,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Leave background work to `afterview worker`.")
    ] = False,
) -> None:
    """Bring the database up to date, then serve the page and the API until stopped."""
    gc.disable()  # nearly all that a start makes stays; `serving.run` lets the collector begin

    from afterview.core import serving

    settings = _settings(host=host, port=port)
    with serving.listen(settings.host, settings.port) as listener:
        _announce(settings, serving.address(listener))
        _upgrade(settings, serving=True)

        from afterview.main import create_app

        def work(stop: "Event") -> None:
            from afterview import worker as background

            background.work(settings, stop)

        beside = None if no_worker else serving.beside(work)
        status = serving.run(create_app(settings, beside=beside), listener, settings)
    raise typer.Exit(status)


def _announce(settings: "Settings", address: str) -> None:
    from afterview.core.doctor import CLIENT, NO_CLIENT

    _say(f"Afterview is at {settings.public_url or address}", "bold")
    _say(f"Your data is in {_place(settings)}")
    if not CLIENT.is_file():
        _say(f"But {NO_CLIENT}", "yellow")
    _say("Stop it with Ctrl-C.", "dim")


@app.command()
def worker(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Do the housekeeping now, say what it did, and end.")
    ] = False,
) -> None:
    """Do the background work until stopped; `serve` does it too, unless told not to."""
    import signal
    from threading import Event

    from afterview import worker as background
    from afterview.core import logs

    settings = _settings()
    logs.configure(settings.log_level)
    _upgrade(settings, serving=True)
    if once:
        _table(
            ("Forgotten", "Number"),
            [(kind, str(rows)) for kind, rows in background.clean_up(settings).items()],
        )
        return
    _say(f"The worker looks after {_place(settings)}")
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    background.work(settings, stop)


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    settings = _settings()
    _upgrade(settings)
    _say(f"The database is up to date: {_place(settings)}")


@app.command()
def doctor() -> None:
    """Look the installation over; ends with status 1 when something is broken."""
    from afterview.attachments import housekeeping as attachments
    from afterview.core.doctor import Verdict, examine

    findings = list(examine(_settings(), rooms=[attachments.examine]))
    _table(
        ("", "Checked", "Found"),
        [(str(finding.verdict), finding.subject, finding.detail) for finding in findings],
    )
    if any(finding.verdict is Verdict.BROKEN for finding in findings):
        raise typer.Exit(1)


@app.command()
def demo(
    email: Annotated[
        str | None,
        typer.Argument(metavar="[EMAIL]", help="Whose account; not needed when there is one only."),
    ] = None,
    *,
    remove: Annotated[bool, typer.Option("--remove", help="Take it away again.")] = False,
) -> None:
    """Fill an account with an invented job search, to look around in."""
    from afterview.accounts import operating
    from afterview.core.clock import Now, system_clock
    from afterview.flows import demo as world

    with _session() as session:
        account = operating.named(session, email) if email else operating.only(session)
        owner = operating.acting_for(account)
        if remove:
            world.remove(session, owner.id)
        else:
            world.fill(session, owner, now=Now(system_clock(), owner.zone))
        done = "is gone from" if remove else "is in"
        _say(f"The demo {done} the account {account.email}.")


@user.command("add")
def add_user(
    email: Email,
    *,
    name: Annotated[str, typer.Option(help="How to address them.")] = "",
    password_stdin: FromStdin = False,
) -> None:
    """Make an account."""
    from afterview.accounts.schemas import AccountCreate
    from afterview.flows.account_opened import add_account

    data = AccountCreate(email=email, name=name, password=_password(from_stdin=password_stdin))
    with _session() as session:
        account = add_account(session, data)
        _say(f"There is now an account {account.email}.")


@user.command("list")
def list_users() -> None:
    """Show every account, oldest first."""
    from afterview.accounts import operating

    with _session() as session:
        _table(
            ("Account", "Name", "Since"),
            [
                (account.email, account.name, f"{account.created_at:%Y-%m-%d}")
                for account in operating.everyone(session)
            ],
        )


@user.command("password")
def set_password(email: Email, *, password_stdin: FromStdin = False) -> None:
    """Set a new password, and sign the account out everywhere."""
    from pydantic import TypeAdapter

    from afterview.accounts import operating
    from afterview.accounts.schemas import Password

    with _session() as session:
        operating.named(session, email)
    password = TypeAdapter(Password).validate_python(_password(from_stdin=password_stdin))
    with _session() as session:
        operating.set_password(session, operating.named(session, email), password)
        _say(f"The account {email} has a new password and is signed out everywhere.")


@user.command("remove")
def remove_user(
    email: Email,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete an account and everything in it. This cannot be undone."""
    from afterview.accounts import operating
    from afterview.attachments.storage import Store
    from afterview.flows.account_erased import remove_account

    with _session() as session:
        operating.named(session, email)
    if not yes:
        typer.confirm(f"Delete {email} and everything in it, for good?", abort=True)
    with _session() as session:
        remove_account(session, Store(_settings()), operating.named(session, email))
        _say(f"The account {email} is gone.")


def _settings(**given: Any) -> "Settings":
    """The settings of the environment, under those given on the command line."""
    from afterview.core.settings import Settings

    return Settings(**{name: value for name, value in given.items() if value is not None})


def _place(settings: "Settings") -> str:
    """Where the data lies, without a password."""
    from sqlalchemy import make_url

    if not settings.database_url:
        return str(settings.data_dir.resolve())
    return make_url(settings.url).render_as_string(hide_password=True)


def _upgrade(settings: "Settings", *, serving: bool = False) -> None:
    """Make the data folder, for its owner only, and bring the database to the newest schema."""
    from afterview.core import migrating

    if not settings.database_url:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        migrating.upgrade(settings.url)
    except migrating.MadeByNewerVersion as error:
        if not serving:
            raise
        _say(f"{error} Serving on it meanwhile.", "yellow", to_errors=True)


@contextmanager
def _session() -> "Iterator[Session]":
    """One transaction on the instance's database, which is brought up to date first."""
    from zoneinfo import ZoneInfo

    from afterview import tables  # noqa: F401  # foreign keys name tables of other rooms
    from afterview.core.clock import Now, system_clock
    from afterview.core.db import make_engine, transaction

    settings = _settings()
    _upgrade(settings)
    engine = make_engine(settings.url)
    try:
        with transaction(engine, Now(system_clock(), ZoneInfo("UTC"))) as session:
            session.info["engine"] = engine
            yield session
    finally:
        engine.dispose()


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password


def _say(text: str, style: str = "", *, to_errors: bool = False) -> None:
    """Print a line: in colour on a terminal, bare into a file or a pipe."""
    if not (sys.stderr if to_errors else sys.stdout).isatty():
        typer.echo(text, err=to_errors)
        return
    from rich.console import Console

    Console(stderr=to_errors, highlight=False, soft_wrap=True).print(
        text, style=style, markup=False
    )


def _table(titles: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Print rows: as a table on a terminal, separated by tabs into a file or a pipe."""
    if not sys.stdout.isatty():
        for row in rows:
            typer.echo("\t".join(row))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    colours = {"ok": "green", "warning": "yellow", "broken": "red"}
    table = Table(*titles, box=box.SIMPLE)
    for row in rows:
        table.add_row(*(Text(cell, colours.get(cell, "")) for cell in row))
    Console().print(table)


def _sentence(error: Exception) -> str | None:
    """What to tell the operator, or None for a bug of ours."""
    from pydantic import ValidationError
    from sqlalchemy.exc import OperationalError

    from afterview.core.errors import DomainError
    from afterview.core.migrating import MadeByNewerVersion, NoMigrations
    from afterview.core.serving import CannotListen

    if isinstance(error, DomainError | MadeByNewerVersion | NoMigrations | CannotListen):
        return str(error)
    if isinstance(error, OperationalError):
        return f"The database cannot be used: {str(error.orig).splitlines()[0]}"
    if isinstance(error, ValidationError):
        prefix = "AFTERVIEW_" if error.title == "Settings" else ""
        return "\n".join(_refusal(prefix, fault["loc"], fault["msg"]) for fault in error.errors())
    if isinstance(error, PermissionError):
        return f"Not allowed: {error.filename}"
    return None


def _refusal(prefix: str, place: tuple[int | str, ...], message: str) -> str:
    name = ".".join(str(step) for step in place) or "password"
    return f"{prefix + name.upper() if prefix else name}: {message}"
