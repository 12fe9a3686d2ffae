"""Everything an operator can set, read once from the environment."""

from enum import StrEnum
from pathlib import Path

from pydantic import Field, computed_field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SHORTEST_SECRET_KEY = 32


class Signups(StrEnum):
    """Who may open an account once the first one exists."""

    OPEN = "open"
    CLOSED = "closed"


class Settings(BaseSettings):
    """Operator settings; each is an environment variable with the prefix `AFTERVIEW_`."""

    model_config = SettingsConfigDict(env_prefix="AFTERVIEW_", extra="ignore")

    data_dir: Path = Field(
        default=Path("data"),
        description="Folder for the SQLite file and everything else that is kept on disk.",
    )
    database_url: str = Field(
        default="",
        description="Database to use instead of the SQLite file in the data folder, "
        "for example `postgresql://afterview@db/afterview`.",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on.")
    public_url: str = Field(
        default="",
        description="Address people type, for example `https://afterview.example.org`. "
        "With https, cookies become `Secure` and browsers are told to stay on https.",
    )
    signups: Signups = Field(
        default=Signups.CLOSED,
        description="`open` lets anybody who reaches the page make an account; `closed` only "
        "the first one. The `afterview user` command works either way.",
    )
    security_contact: str = Field(
        default="",
        pattern=r"^(|(mailto:|https://|tel:)\S+)$",
        description="Whom to tell about a weakness of this instance, for example "
        "`mailto:security@example.org`; published in `/.well-known/security.txt`. Empty: there "
        "is none.",
    )
    connections: int = Field(
        default=4,
        ge=1,
        le=64,
        description="PostgreSQL connections of one process, and so the number of requests it "
        "works on at the same time. SQLite always uses one.",
    )
    max_body_bytes: int = Field(
        default=1_000_000, ge=10_000, description="Largest request body that is read, in bytes."
    )
    max_attachment_bytes: int = Field(
        default=10_000_000,
        ge=100_000,
        le=100_000_000,
        description="Largest file that can be attached, in bytes; it is held in memory while it "
        "is received and sent.",
    )
    session_days: int = Field(
        default=30, ge=1, le=365, description="Days after which a browser has to sign in again."
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses of reverse proxies whose `X-Forwarded-For` is believed, "
        "separated by commas. Empty: the header is ignored.",
    )
    secret_key: str = Field(
        default="",
        repr=False,
        description="What the passwords of mail accounts and the addresses of reminders are "
        "encrypted with; 32 characters or more that nobody can guess. Empty: a key file in the "
        "data folder, made when it is first needed.",
    )
    allowed_hosts: str = Field(
        default="",
        description="Hosts on private networks that mail and reminders may be sent to all the "
        "same, as `host:port`, separated by commas. Everything else has to be public.",
    )
    ca_file: Path | None = Field(
        default=None,
        description="File with certificates of further authorities to trust, in PEM: for a mail "
        "or push server of your own.",
    )
    log_level: str = Field(
        default="warning",
        pattern="^(debug|info|warning|error)$",
        description="`info` adds one line a request; `warning` keeps to what needs attention.",
    )

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, key: str) -> str:
        if key and len(key) < SHORTEST_SECRET_KEY:
            raise ValueError(
                f"{SHORTEST_SECRET_KEY} characters or more, or none; openssl rand -base64 48 "
                "makes one"
            )
        return key

    @computed_field  # type: ignore[prop-decorator]  # mypy cannot see through pydantic's decorator
    @property
    def url(self) -> str:
        """The database address in SQLAlchemy's spelling, driver included."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir.resolve() / 'afterview.db'}"
        scheme, separator, rest = self.database_url.partition("://")
        if scheme in ("postgres", "postgresql"):
            return f"postgresql+psycopg{separator}{rest}"
        return self.database_url

    @property
    def allowed(self) -> frozenset[str]:
        """The exceptions of `allowed_hosts`, in lower case."""
        named = (part.strip().lower() for part in self.allowed_hosts.split(","))
        return frozenset(name.replace("[", "").replace("]", "") for name in named if name)

    @property
    def own_url(self) -> str:
        """Where people find this instance, for links that are sent to them."""
        return self.public_url.rstrip("/") or f"http://localhost:{self.port}"

    @property
    def secure(self) -> bool:
        """Whether people reach this instance over https."""
        return self.public_url.startswith("https://")
