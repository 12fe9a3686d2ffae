"""Every read asks the database a fixed number of questions, however much there is."""

from contextlib import contextmanager

from sqlalchemy import event

from tests.factories.story import stage
from tests.factories.world import build

AT_MOST = {
    "GET /api/v1/today": 12,
    "GET /api/v1/board": 3,
    "GET /api/v1/interviews/{interview_id}/ending": 16,
    "GET /api/v1/applications/{application_id}/pressure": 5,
    "GET /api/v1/follow-ups/{follow_up_id}": 6,
    "GET /api/v1/follow-ups/{follow_up_id}/draft": 18,  # everything known around one message
    "GET /api/v1/follow-ups": 5,  # one of them says what an approved mail waits for
    "GET /api/v1/references": 6,
    "GET /api/v1/references/{reference_id}": 7,
    "GET /api/v1/references/{reference_id}/readiness": 8,
    "GET /api/v1/references/expected-calls": 6,
    "GET /api/v1/applications/{application_id}/reference-set": 13,
    "GET /api/v1/briefings/{briefing_id}": 11,
    # whoever has no account is let in only while there is consent and the application goes on
    "GET /api/v1/referee-pages/{code}": 12,
    "GET /api/v1/referee-pages/{code}/attachments/{attachment_id}/content": 7,
    "GET /api/v1/contacts/{contact_id}/data": 85,  # every table there is
    "GET /api/v1/contacts/{contact_id}/data.txt": 85,
}
LIST, ONE = 4, 4
SIGN_IN = ("FROM account JOIN api_token", "FROM account JOIN browser_session")
DATA = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "(SELECT")


@contextmanager
def counting(app):
    """The statements on data that run meanwhile, short of finding out who asks."""
    found = []
    engine = app.state.gate.engine

    def note(_connection, _cursor, statement, *_):
        text = " ".join(statement.split())
        if text.startswith(DATA) and not any(mark in text for mark in SIGN_IN):
            found.append(text)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def counts(app, world, operations):
    """How many statements each read takes, by operation."""
    found = {}
    for operation in operations:
        if operation.method == "GET":
            with counting(app) as statements:
                answer = world.call(operation)
            assert answer.status_code == 200, f"{operation}: {answer.text}"
            found[str(operation)] = len(statements)
    return found


def test_reads_take_few_statements_and_no_more_when_there_is_more(app, world, operations):
    before = counts(app, world, operations)
    grow(world)
    after = counts(app, world, operations)
    assert after == before
    lists = {str(operation) for operation in operations if operation.is_list}
    too_many = {
        name: count
        for name, count in after.items()
        if count > AT_MOST.get(name, LIST if name in lists else ONE)
    }
    assert too_many == {}


def grow(world):
    """Three times as much of everything, and more inside what there was."""
    api, ids = world.person.api, world.ids
    for _ in range(2):
        build(world.person)
    for number in range(5):
        api.made("/organizations", {"name": f"Employer {number}"})
        questions = f"/interviews/{ids['interview_id']}/capture/questions"
        api.made(questions, {"question": f"Question {number}?"})
    for status in ("reviewing", "offered", "rejected", "on_hold"):
        body = {"to_stage_id": stage(api, status)}
        api.made(f"/applications/{ids['application_id']}/moves", body)
    people = [{"name": f"Person {number}"} for number in range(6)]
    path = f"/interviews/{ids['interview_id']}/interviewers"
    assert api.put(path, {"interviewers": people}, if_match="*").status_code == 200


def test_the_count_counts(app, world):
    """A list that asked once per row would be noticed."""
    with counting(app) as statements:
        world.person.api.get("/organizations")
    assert len(statements) == 1
