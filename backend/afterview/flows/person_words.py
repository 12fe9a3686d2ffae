"""Words that tell who somebody is: finding them in what was written, and putting nobody there.

A full name and every way to reach somebody tell who it is. A first name alone does not, outside
what was said to them or by them: only its writer knows whom it means.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from afterview.core import words
from afterview.people.models import Channel

NOBODY = "a former contact"
MACHINES = frozenset(
    (
        "zone",
        "region",
        "currency",
        "salary_currency",
        "media_type",
        "sha256",
        "text_hash",
        "href",
        "failure_code",
        "key",
        "name_key",
        "url_key",
        "value_key",
        "format",
    )
)
"""Columns, and fields of what is kept as JSON, that programs read: no name is looked for there."""
IDENTITIES = frozenset(("message_id", "in_reply_to", "references", "uid"))
"""What programs know a message or an invitation by. One may have a mail address in it."""
MAIL_ADDRESSES = frozenset(("to_email", "from_email", "organizer_email"))
LINKS = frozenset(("url", "website", "link"))
"""May be empty; what is left of one without somebody in it leads nowhere."""
FEWEST_DIGITS = 6
"""A shorter number could be any number."""
FEWEST_LETTERS = 4
"""A shorter address that is no mail address could be any word."""
_NO_DIGITS = bytes(code for code in range(128) if not chr(code).isdigit())
_BREAKS = r"[\s().\-/]*"


@dataclass(frozen=True, slots=True)
class Words:
    """What one person is told apart by, ready to be looked for."""

    texts: re.Pattern[str]
    """As people write it."""
    indexed: re.Pattern[str]
    """As the index of words has it."""
    addresses: frozenset[str]
    """Mail addresses, without regard to case."""
    hints: tuple[str, ...]
    """A part of each name and address; where none of them is, nothing has to be looked for."""
    numbers: tuple[str, ...]
    """Telephone numbers, their digits alone."""

    def without(self, value: Any, name: str) -> Any:
        """The same text, list or object with nobody in it; `name` is what it is called."""
        if isinstance(value, dict):
            return {key: self.without(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.without(inner, name) for inner in value]
        if not isinstance(value, str) or name in MACHINES:
            return value
        if name in IDENTITIES:
            return self._renamed(value)
        if name in MAIL_ADDRESSES:
            return "" if self.texts.search(value) else value
        if name in LINKS:
            return None if self.texts.search(unquote(value)) else value
        return self.texts.sub(_nobody, value)

    def is_all_of(self, text: str) -> bool:
        """Whether a text is their name or address, and nothing else."""
        return self.texts.fullmatch(text) is not None

    def _renamed(self, identity: str) -> str:
        """Another identity in place of one that has an address in it, always the same one.

        What refers to it is renamed alike, so threads hold together.
        """
        lower = identity.casefold()
        if not any(address in lower for address in self.addresses):
            return identity
        return f"{hashlib.sha256(lower.encode()).hexdigest()[:32]}@removed.invalid"


class Watch:
    """The words of several people at once: each text of an account is asked whose may be in it."""

    def __init__(self, several: Iterable[Words]) -> None:
        self._hints: dict[str, list[int]] = {}
        self._numbers: dict[str, list[int]] = {}
        for place, one in enumerate(several):
            for hint in one.hints:
                self._hints.setdefault(hint, []).append(place)
            for number in one.numbers:
                self._numbers.setdefault(number, []).append(place)

    def whose(self, text: str) -> list[int]:
        """Return whose words are worth looking for in a text: their places among the several."""
        lower, digits = plain(text), digits_of(text)
        found = {one for hint, theirs in self._hints.items() if hint in lower for one in theirs}
        found |= {one for part, theirs in self._numbers.items() if part in digits for one in theirs}
        return sorted(found)


def words_of(names: Iterable[str], addresses: Iterable[tuple[Channel, str]]) -> Words | None:
    """What to look for; None when nothing of it would be theirs for certain."""
    reached = sorted({(channel, value) for channel, value in addresses if _tells(channel, value)})
    named = sorted({" ".join(name.split()) for name in names if len(name.strip()) > 1})
    patterns = [_address(channel, value) for channel, value in reached]
    patterns += [_name(form) for name in _longest_first(named) for form in _spellings(name)]
    if not patterns:
        return None
    phones = [_number(value) for _, value in reached if _is_number(value)]
    indexed = _longest_first(words.normal(text) for text in (*named, *(v for _, v in reached)))
    forms = [*phones, *(re.escape(text) for text in indexed if text)]
    return Words(
        re.compile("|".join(patterns)),
        re.compile(rf"(?<![^ ])(?:{'|'.join(forms)})(?![^ ])" if forms else "(?!)"),
        frozenset(value.casefold() for channel, value in reached if channel is Channel.EMAIL),
        tuple(_hint(text) for text in (*named, *(v for _, v in reached if not _is_number(v)))),
        tuple(digits_of(value) for _, value in reached if _is_number(value)),
    )


def plain(text: str) -> str:
    """A text without regard to case, composed."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def digits_of(text: str) -> str:
    """Its digits alone, the fastest way there is: every text of an account is asked."""
    return text.encode("ascii", "ignore").translate(None, _NO_DIGITS).decode()


def _hint(text: str) -> str:
    return max(re.findall(r"\w+", plain(text)), key=len, default="")


def _tells(channel: Channel, value: str) -> bool:
    """Whether an address is one person's: an agency is everybody's."""
    bare = _bare(value)
    return channel is not Channel.VIA_AGENCY and (
        "@" in bare or _is_number(value) or len(bare) >= FEWEST_LETTERS
    )


def _bare(value: str) -> str:
    return re.sub(r"^(https?://)?(www\.)?|/$", "", value.strip(), flags=re.IGNORECASE)


def _longest_first(texts: Iterable[str]) -> list[str]:
    return sorted(set(texts), key=lambda text: (-len(text), text))


def _spellings(text: str) -> list[str]:
    """Composed and decomposed: both look alike, and are written by different machines."""
    return sorted({unicodedata.normalize(form, text) for form in ("NFC", "NFD")})


def _name(name: str) -> str:
    """A name with its words apart however far. One of a single word has to have its capitals:
    Will is a man, and will is not."""
    parts = [re.escape(part) for part in name.split()]
    if len(parts) == 1:
        return rf"(?<!\w){parts[0]}(?!\w)"
    apart = r"\s+".join(parts)
    return rf"(?<!\w)(?i:{apart})(?!\w)"


def _address(channel: Channel, value: str) -> str:
    if channel is Channel.EMAIL or "@" in value:
        return rf"(?<![\w.+-])(?i:{re.escape(value)})(?![\w-]|\.\w)"
    if _is_number(value):
        return rf"(?<!\w)\+?\(?{_number(value)}(?!\w)"
    parts = r"\s+".join(re.escape(part) for part in _bare(value).split())
    return rf"(?<!\w)(?i:(?:https?://)?(?:www\.)?{parts}/?)(?![\w-])"


def _is_number(value: str) -> bool:
    return (
        re.fullmatch(r"[0-9\s()+.\-/]+", value) is not None
        and len(digits_of(value)) >= FEWEST_DIGITS
    )


def _number(value: str) -> str:
    """A telephone number, however its digits are set apart."""
    return _BREAKS.join(digits_of(value))


def _nobody(found: re.Match[str]) -> str:
    """In place of a name: with a capital where a line begins."""
    begins = found.start() == 0 or found.string[found.start() - 1] == "\n"
    return NOBODY.capitalize() if begins else NOBODY
