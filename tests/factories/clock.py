"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 6, 2, 9, tzinfo=UTC)
"""Tuesday 2 June 2026, 10:00 in London, in summer time."""


class TestClock:
    """Callable like the system's clock; `at` is the aware UTC instant it shows."""

    __test__ = False  # its name begins like a test's

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(self, by: timedelta) -> datetime:
        """Move on (or back, with a negative `by`); return the new instant."""
        self.at += by
        return self.at

    def set(self, at: datetime) -> None:
        """Show this instant from now on.

        Raises:
            ValueError: `at` has no offset.
        """
        if at.tzinfo is None:
            raise ValueError("a clock shows an instant: give the datetime an offset")
        self.at = at.astimezone(UTC)
