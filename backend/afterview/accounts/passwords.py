"""Passwords, and the secrets that stand in for them. Only hashes are ever stored."""

import hashlib
import secrets
from functools import lru_cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

# OWASP's second argon2id setting; 21 ms on the machine the design was measured on.
_HASHER = PasswordHash((Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1),))
TOKEN_PREFIX = "avt_"


def hash_password(password: str) -> str:
    return _HASHER.hash(password)


def matches(password: str, hashed: str | None) -> bool:
    """Whether the password is right; takes as long when there is no account to compare with."""
    return _HASHER.verify(password, hashed or _nobody()) and hashed is not None


@lru_cache(maxsize=1)
def _nobody() -> str:
    return hash_password(secrets.token_urlsafe(32))


def new_secret() -> str:
    """256 random bits for a cookie or a token."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """What is stored of a secret. It is random, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).digest()
