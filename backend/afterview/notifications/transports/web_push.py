"""Web push: encrypted for one browser (RFC 8291), signed by this instance (RFC 8292).

The browser's maker carries the message and cannot read it. What it learns is that this instance
sent something, how much, and when.
"""

import base64
import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from afterview.core import http
from afterview.core.crypto import Vault
from afterview.core.settings import Settings
from afterview.notifications.transports.message import Message, TransportError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec

# The libraries are loaded by the functions that need them: a start needs none of them.

PAYLOAD_BYTES = 3_000  # push services take 4,096, encrypted
KEPT_SECONDS = 12 * 3600
"""How long the service keeps it for a browser that is off; a reminder is stale by then."""
TOKEN_LASTS = timedelta(hours=12)
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
GONE = (404, 410)
BROWSERS = {
    "googleapis.com": "Chrome",
    "mozilla.com": "Firefox",
    "push.apple.com": "Safari",
    "windows.com": "Edge",
}


def signing_key(vault: Vault) -> "ec.EllipticCurvePrivateKey":
    """This instance's VAPID key, always the same as long as its secret is."""
    from cryptography.hazmat.primitives.asymmetric import ec

    number = int.from_bytes(vault.derive("vapid")) % (ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def public_key(vault: Vault) -> str:
    """What a browser needs to subscribe: the uncompressed point, base64url."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = signing_key(vault).public_key()
    return _encode(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def is_point(text: str) -> bool:
    """Whether this is a public key a message can be encrypted for."""
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decode(text))
    except ValueError:
        return False
    return len(_decode(text)) == 65


def is_secret(text: str) -> bool:
    """Whether this is the secret a browser shares with us."""
    try:
        return len(_decode(text)) == 16
    except ValueError:
        return False


def label(endpoint: str) -> str:
    """Enough of an endpoint to recognise it by."""
    host = urlsplit(endpoint).hostname or ""
    known = (name for end, name in BROWSERS.items() if host.endswith(f".{end}") or host == end)
    return f"{next(known, host)} …{endpoint[-3:]}"


def send(
    subscription: dict[str, Any], message: Message, settings: Settings, vault: Vault, at: datetime
) -> None:
    """Hand one message to the push service of a browser.

    Raises:
        TransportError: it was not taken; `gone` when the subscription has ended.
    """
    from py_vapid import Vapid02  # type: ignore[import-untyped]

    endpoint: str = subscription["endpoint"]
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((at + TOKEN_LASTS).timestamp()),
        "sub": settings.public_url.rstrip("/") if settings.secure else "mailto:afterview@localhost",
    }
    signed = Vapid02(signing_key(vault), {"no-strict": True}).sign(claims)
    headers = {
        "Authorization": signed["Authorization"],
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_SECONDS),
        "Topic": message.tag.replace("-", "")[:32],
        "Urgency": "normal",
    }
    body = encrypt(payload(message), subscription["keys"])
    try:
        answer = http.request(
            "POST",
            endpoint,
            headers=headers,
            content=body,
            allowed=settings.allowed,
            ca_file=settings.ca_file,
        )
    except http.Refused as error:
        raise TransportError("address-refused", str(error), permanent=True) from error
    except http.Unreachable as error:
        raise TransportError("unreachable", str(error), permanent=False) from error
    _judge(answer.status)


def _judge(status: int) -> None:
    """RFC 8030: created or accepted; gone for good; busy; or a message that it will never take."""
    if status < 300:
        return
    if status in GONE:
        raise TransportError(
            "subscription-gone",
            "The browser has ended this subscription. Subscribe again on that device.",
            permanent=True,
            gone=True,
        )
    if status == 429 or status >= 500:
        raise TransportError(
            f"answered-{status}",
            f"The browser's push service answered {status}; it is tried again.",
            permanent=False,
        )
    raise TransportError(
        f"answered-{status}",
        f"The browser's push service refused it ({status}). Subscribe again on that device.",
        permanent=True,
    )


def payload(message: Message) -> bytes:
    """What the service worker is given; the body is cut where it would not fit."""
    body = message.body
    while True:
        document = {
            "title": message.title,
            "body": body,
            "href": message.href,
            "tag": message.tag,
        }
        written = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        if len(written) <= PAYLOAD_BYTES or not body:
            return written
        body = body[: len(body) * 3 // 4].rstrip() + "…" if len(body) > 8 else ""


def encrypt(content: bytes, keys: dict[str, str]) -> bytes:
    """RFC 8291: only the browser that made these keys can read it."""
    import http_ece  # type: ignore[import-untyped]
    from cryptography.hazmat.primitives.asymmetric import ec

    encrypted: bytes = http_ece.encrypt(
        content,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=_decode(keys["p256dh"]),
        auth_secret=_decode(keys["auth"]),
        version="aes128gcm",
    )
    return encrypted


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.b64decode(
        text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True
    )
