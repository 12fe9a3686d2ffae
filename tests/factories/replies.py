"""Mail as employers write it, and how it is handed in."""

from typing import Any

from tests.factories.api import Api

PRIYA = "Priya Nair <priya.nair@mecca.example>"


def letter(text: str, **headers: str) -> str:
    """A mail; underscores in the names of headers are hyphens."""
    given = {"From": PRIYA, "Subject": "Re: Tuesday", "Date": "Wed, 03 Jun 2026 09:00:00 +0100"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    return "".join(f"{name}: {value}\r\n" for name, value in given.items()) + f"\r\n{text}"


def invitation(method: str = "REQUEST", **changes: str) -> str:
    """A mail with an invitation for Tuesday 9 June, a quarter past ten in London."""
    said = {
        "UID": "second-round@mecca.example",
        "DTSTART;TZID=Europe/London": "20260609T101500",
        "DTEND;TZID=Europe/London": "20260609T110000",
        "SUMMARY": "Second interview",
        "LOCATION": "https://meet.example/mecca-42",
        "ORGANIZER;CN=Priya Nair": "mailto:priya.nair@mecca.example",
    } | changes
    lines = [f"{name}:{value}" for name, value in said.items() if value]
    calendar = "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            f"METHOD:{method}",
            "BEGIN:VEVENT",
            *lines,
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    )
    body = (
        "--cut\r\nContent-Type: text/plain\r\n\r\nWould this suit you?\r\n"
        f"--cut\r\nContent-Type: text/calendar; method={method}\r\n\r\n{calendar}\r\n--cut--\r\n"
    )
    return letter(body, Content_Type="multipart/alternative; boundary=cut")


def received(api: Api, raw: str, **changes: Any) -> dict[str, Any]:
    """Paste a mail."""
    return api.made("/received-messages", {"raw": raw} | changes)
