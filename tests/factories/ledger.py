"""For tests that hold every operation to something, and name all that fall short at once."""

from typing import Any

import httpx2

from tests.factories.openapi import PROBLEM


class Ledger:
    """Collects what is wrong with each answer, so that one run names every offender."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def expect(
        self, operation: object, answer: httpx2.Response, status: int, code: str | None = None
    ) -> None:
        found = (answer.status_code, code and document_of(answer).get("code"))
        if found != (status, code):
            self.note(operation, f"{found}, not {(status, code)}: {answer.text[:200]}")
        elif code and set(document_of(answer)) < {"type", "title", "status", "detail"}:
            self.note(operation, "no problem document")

    def note(self, operation: object, fault: object) -> None:
        self.faults.append(f"{operation}: {fault}")

    def close(self) -> None:
        listed = "\n".join(self.faults[:50])
        assert not self.faults, f"{len(self.faults)} faults\n{listed}"


def document_of(answer: httpx2.Response) -> dict[str, Any]:
    """The problem document that was answered; one that says so if it is none."""
    is_problem = answer.headers.get("Content-Type") == PROBLEM
    return answer.json() if is_problem else {"code": f"no problem: {answer.text[:80]}"}
