"""Every list is walked page by page, in each of its orders, whatever its cursor holds."""

import base64
import json

from tests.factories.databases import on_sqlite
from tests.factories.openapi import resolve

HIDDEN_ORDERS = ("position", "-id", "at", "-at")
"""Orders of lists that offer no choice, as their cursors name them."""


def test_a_list_is_walked_without_loss_or_repeat(world, operations, ledger):
    for operation in operations:
        if operation.is_list:
            for sort in sorts(operation):
                walk(world, operation, {"sort": sort} if sort else {}, ledger)


def walk(world, operation, asked, ledger):
    whole = world.call(operation, params=asked | {"limit": 200}).json()
    found, cursor = [], None
    while True:
        page = world.call(
            operation, params=asked | {"limit": 1} | ({"cursor": cursor} if cursor else {})
        )
        if page.status_code != 200:
            return ledger.note(operation, f"{page.status_code} {page.text[:200]}")
        found += page.json()["items"]
        cursor = page.json()["next"]
        if (cursor is not None) != ('rel="next"' in page.headers.get("Link", "")):
            return ledger.note(operation, "Link and next disagree")
        if cursor is None:
            break
        following = world.person.api.get(page.headers["Link"].partition(">")[0].lstrip("<"))
        if following.json()["items"] == page.json()["items"]:
            return ledger.note(operation, "the next page is this one")
    if found != whole["items"] or len({item["id"] for item in found}) != len(found):
        ledger.note(operation, f"{asked}: {len(found)} by one, {len(whole['items'])} at once")
    return None


def sorts(operation):
    for parameter in operation.parameters:
        if parameter["name"] == "sort":
            return resolve(operation.document, parameter["schema"])["enum"]
    return [None]


@on_sqlite
def test_a_page_has_a_size(world, operations, ledger):
    for operation in operations:
        for limit in ("0", "-1", "201", "ten", "1.5", "") if operation.is_list else ():
            answer = world.call(operation, params={"limit": limit})
            ledger.expect(operation, answer, 422, "validation-failed")


@on_sqlite
def test_a_cursor_of_our_own_is_needed(world, operations, ledger):
    made_up = ("nonsense", "", "é", "bnVsbA", "W10", "WyJ4IiwieSIsInoiXQ")  # null, [], three words
    for operation in operations:
        for cursor in made_up if operation.is_list else ():
            answer = world.call(operation, params={"cursor": cursor})
            ledger.expect(operation, answer, 422, "cursor-invalid")


def test_a_forged_cursor_never_breaks_a_list(world, operations, ledger):
    """A cursor is opaque, not secret: what it holds can be unpacked, and changed."""
    values = ("\0", "\ud800", "x" * 900, "9" * 400, "nan", "-1e999", "0001-01-01T00:00+14:00", "")
    for operation in operations:
        if operation.is_list:
            for sort in sorts(operation):
                for order in [sort] if sort else HIDDEN_ORDERS:
                    for value in values:
                        asked = {"cursor": forged(order, value)} | ({"sort": sort} if sort else {})
                        answer = world.call(operation, params=asked)
                        if answer.status_code not in (200, 422):
                            fault = f"{answer.status_code} for {order} {value[:20]!r}"
                            ledger.note(operation, fault)


def forged(order, value):
    packed = json.dumps([order, value, "01890000-0000-7000-8000-000000000000"])
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")
