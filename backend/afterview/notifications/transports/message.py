"""What every way out is given, and how each says that it did not work."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """A reminder, ready to be shown."""

    title: str
    body: str
    href: str
    """Where a tap leads: a path in the client, absolute where the operator gave an address."""
    tag: str
    """The same for the same reminder, so that a repeated one replaces itself."""


class TransportError(Exception):
    """It did not go out.

    `permanent` means that trying the same again is pointless; `gone`, that the place itself is no
    more, and will not come back; `unknown`, that it may have gone out after all. `detail` is for
    the person whose channel it is, and never holds its address.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        permanent: bool,
        gone: bool = False,
        unknown: bool = False,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.permanent = permanent
        self.gone = gone
        self.unknown = unknown
