"""Getting back on the wagon, and noticing that a job is already on the board."""

import re
import unicodedata
from collections.abc import Container
from datetime import date
from difflib import get_close_matches
from urllib.parse import SplitResult, parse_qsl, urlsplit

from afterview.core.days import add_business_days
from afterview.core.patterns import regex

SEARCH_ACTION_DAYS = 1  # business days; DESIGN


def search_action_due_on(ended_on: date, holidays: Container[date] = ()) -> date:
    """Return the day by which one more search action is due after an interview (PL-06).

    An application, a request for a referral or a networking message; `ended_on` is the
    candidate's local day.
    """
    return add_business_days(ended_on, SEARCH_ACTION_DAYS, holidays)


# The share of words two titles must have in common. At 0.85 one extra word is forgiven from
# three shared ones up ("Senior Python Engineer, London"), but never out of two, where the
# extra word tends to be the job ("Product Manager", "Product Marketing Manager"). DESIGN:
# the answer is only ever a warning.
SAME_TITLE = 0.85
SAME_WORD = 0.85  # forgives a typo or a plural; "product" and "project" are 0.71

SHORT_FORMS = {
    "sr": "senior",
    "snr": "senior",
    "jr": "junior",
    "jnr": "junior",
    "eng": "engineer",
    "engr": "engineer",
    "dev": "developer",
    "mgr": "manager",
    "asst": "assistant",
    "assoc": "associate",
    "exec": "executive",
    "admin": "administrator",
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
}
LEVELS = frozenset(
    {"intern", "trainee", "apprentice", "graduate", "junior", "associate", "mid", "senior"}
    | {"staff", "principal", "lead", "head", "director"}
    | {"1", "2", "3", "4"}
)
ASIDES = frozenset({"a", "an", "and", "of", "the", "remote", "hybrid", "onsite"})

_WORD = regex(r"[^\W_]+[+#]*")  # keeps C++ and C# apart
_COMPOUND = regex(r"\b(front|back|full)[\s-]+(end|stack)\b")
_GENDERS = regex(r"\b[mwfhdx](?:/[mwfhdx]){1,3}\b")  # "(m/w/d)" in German and French ads


def similar_titles(a: str, b: str) -> bool:
    """Return whether two job titles probably name the same job.

    Case, punctuation, word order, short forms ("Sr.", "Eng II") and small typos are
    forgiven. Two titles that each name a level, and not the same one, are two jobs.
    """
    words, others = sorted((_words(a), _words(b)), key=lambda title: (len(title), title))
    levels, other_levels = LEVELS.intersection(words), LEVELS.intersection(others)
    if not words or (levels and other_levels and levels != other_levels):
        return False
    total = len(words) + len(others)
    shared = len(words)
    for word in words:
        if 2 * shared / total < SAME_TITLE:
            return False
        match = [word] if word in others else get_close_matches(word, others, 1, SAME_WORD)
        if match:
            others.remove(match[0])
        else:
            shared -= 1
    return 2 * shared / total >= SAME_TITLE


def _words(title: str) -> list[str]:
    text = unicodedata.normalize("NFKC", title).casefold()
    text = _COMPOUND.sub(r"\1\2", _GENDERS.sub(" ", text))
    words = (SHORT_FORMS.get(word, word) for word in _WORD.findall(text))
    return [word for word in words if word not in ASIDES]


# Parameters that say where a visitor came from. `ref` is not among them: councils and
# universities use it for the number of the vacancy.
TRACKING = frozenset(
    {"fbclid", "gclid", "dclid", "msclkid", "igshid", "yclid", "_ga", "_gl", "mc_cid", "mc_eid"}
    | {"refid", "referrer", "source", "src", "trk", "trackingid"}
    | {"gh_src", "lever-source", "lever-origin"}
)
TRACKING_PREFIX = "utm_"
DEFAULT_PORTS = (None, 80, 443)

_SCHEME = regex(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def same_posting(url_a: str, url_b: str) -> bool:
    """Return whether two addresses lead to the same job advertisement.

    The scheme, `www.`, a trailing slash, the fragment, the order of parameters and those
    that only track a visitor are ignored. A fragment that is a route of its own (`#/jobs/7`,
    `#!jobs`) counts. An address that cannot be read is the same as no other.
    """
    key = posting_key(url_a)
    return key is not None and key == posting_key(url_b)


def posting_key(url: str) -> str | None:
    """Return text that two addresses of the same posting share; None for an unreadable one."""
    try:
        return repr(_address(url))
    except ValueError:
        return None


def _address(url: str) -> tuple[object, ...]:
    """Return what identifies a page, comparable with `==`."""
    url = url.strip()
    parts = urlsplit(url if _SCHEME.match(url) else f"//{url}")
    if not parts.hostname:
        raise ValueError(f"no host in {url!r}")
    return (
        parts.hostname.removeprefix("www.").rstrip("."),
        None if parts.port in DEFAULT_PORTS else parts.port,
        parts.path.rstrip("/"),
        _telling_parameters(parts),
        parts.fragment if parts.fragment.startswith(("/", "!")) else "",
    )


def _telling_parameters(parts: SplitResult) -> list[tuple[str, str]]:
    return sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in TRACKING and not name.lower().startswith(TRACKING_PREFIX)
    )
