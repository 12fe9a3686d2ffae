"""Changes say which version they have seen, and nothing is sent twice to who has it."""

from tests.factories.world import reading


def test_what_has_a_version_asks_for_it(operations, ledger):
    """Every change of a resource whose representation has a version takes If-Match."""
    versioned = {
        operation.path
        for operation in operations
        if operation.method == "GET" and "version" in operation.answer.get("properties", ())
    }
    for operation in operations:
        changes = operation.method in ("PATCH", "PUT", "DELETE")
        if changes and operation.path in versioned and not operation.versioned:
            ledger.note(operation, "takes no If-Match")


def test_a_change_says_what_it_has_seen(world, operations, ledger):
    before = list(reading(operations, world))
    for operation in operations:
        if operation.versioned:
            missing = world.call(operation, if_match=None)
            ledger.expect(operation, missing, 428, "if-match-required")
            for stale in ('"999.00000000"', 'W/"999.00000000"', '"nonsense"', ""):
                ledger.expect(operation, world.call(operation, if_match=stale), 412, "stale")
    assert list(reading(operations, world)) == before


def test_a_refused_change_names_the_version_to_read(world, operations, ledger):
    for operation in operations:
        if operation.versioned and operation.method != "DELETE":
            stale = world.call(operation, if_match='"999.00000000"')
            body = {} if operation.method == "PATCH" else None
            again = world.call(operation, if_match=stale.headers.get("ETag", ""), json=body)
            ledger.expect(operation, again, 200)


def test_what_has_been_read_is_not_sent_again(world, operations, ledger):
    for operation in operations:
        if operation.method == "GET":
            read = world.call(operation)
            ledger.expect(operation, read, 200)
            tag = read.headers.get("ETag", "")
            for header in (tag, f"W/{tag}", f'"other", {tag}', "*"):
                again = world.call(operation, headers={"If-None-Match": header})
                if (again.status_code, again.content) != (304, b""):
                    ledger.note(operation, f"{again.status_code} for If-None-Match: {header}")
                elif again.headers.get("ETag") != tag:
                    ledger.note(operation, "304 without its ETag")
            fresh = world.call(operation, headers={"If-None-Match": '"other"'})
            ledger.expect(operation, fresh, 200)
