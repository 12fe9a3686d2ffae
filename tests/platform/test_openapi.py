"""The OpenAPI document is a surface people read: complete, exact, and committed."""

import json
import re

import pytest
from jsonschema import Draft202012Validator

from tests import refresh
from tests.factories.databases import on_sqlite
from tests.factories.openapi import JSON, PROBLEM, examples, resolve

PUBLIC = {
    "GET /api/v1/referee-pages/{code}",
    "GET /api/v1/referee-pages/{code}/attachments/{attachment_id}/content",
    "POST /api/v1/referee-pages/{code}/answer",
    "POST /api/v1/accounts",
    "POST /api/v1/session",
    "GET /api/v1/instance",
    "GET /health/live",
    "GET /health/ready",
}
OUT_OF_DATE = "is out of date; write it anew with: uv run python -m tests.refresh"


@pytest.fixture(scope="module")
def document():
    """The document as the service describes itself."""
    return json.loads(refresh.document())


@pytest.fixture(scope="module")
def described(document):
    """Every operation with its description, the operator's included."""
    return [
        (f"{method.upper()} {path}", operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
    ]


def test_the_committed_document_is_current():
    assert refresh.DOCUMENT.read_text("utf-8") == refresh.document(), (
        f"docs/openapi.json {OUT_OF_DATE}"
    )


def test_the_clients_types_are_current():
    assert refresh.TYPES.read_text("utf-8") == refresh.types(), f"schema.d.ts {OUT_OF_DATE}"


@on_sqlite
def test_the_document_is_served(client, document):
    answer = client.get("/openapi.json")
    assert answer.status_code == 200
    assert answer.json() == document
    assert document["openapi"].startswith("3.1.")


def test_every_operation_has_a_readable_name_of_its_own(described):
    names = [operation["operationId"] for _, operation in described]
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+)+", name)] == []
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_every_operation_says_what_it_is_for(document, described):
    tags = {tag["name"] for tag in document["tags"] if tag["description"]}
    wanting = [
        place
        for place, operation in described
        if not operation.get("summary")
        or not operation.get("description")
        or operation.get("tags", []) != [tag for tag in operation["tags"] if tag in tags][:1]
    ]
    assert wanting == []


def test_every_tag_is_used(document, described):
    used = {tag for _, operation in described for tag in operation["tags"]}
    assert {tag["name"] for tag in document["tags"]} == used


def test_it_says_who_may_call(described):
    assert {place for place, operation in described if operation["security"] == []} == PUBLIC


def test_every_refusal_is_declared_as_a_problem(document, described):
    wanting = []
    for place, operation in described:
        declared = {
            status
            for status, response in operation["responses"].items()
            if PROBLEM in resolve(document, response).get("content", {})
        }
        if missing := expected_refusals(place, operation) - declared:
            wanting.append(f"{place}: {sorted(missing)}")
    assert wanting == []


def expected_refusals(place, operation):
    """What any operation of this shape can answer, whatever it does."""
    if not place.partition(" ")[2].startswith("/api/"):
        return set()
    headers = {
        found["name"] for found in operation.get("parameters", ()) if found["in"] == "header"
    }
    expected = {"422"}
    if operation["security"]:
        expected |= {"401", "403"}
    if "{" in place:
        expected |= {"404"}
    if "requestBody" in operation:
        expected |= {"400", "413"}
    if "If-Match" in headers:
        expected |= {"412", "428"}
    return expected


def test_every_body_and_answer_has_an_example_that_fits(document, described):
    faults = []
    for place, operation in described:
        for label, media in media_types(document, operation):
            found = list(examples(media))
            if not found and PROBLEM not in label:
                faults.append(f"{place} {label}: no example")
            validator = Draft202012Validator(
                {**media["schema"], "components": document["components"]},
                format_checker=Draft202012Validator.FORMAT_CHECKER,
            )
            for example in found:
                faults += [
                    f"{place} {label} {'/'.join(map(str, error.path))}: {error.message[:150]}"
                    for error in validator.iter_errors(example)
                ]
    assert faults == []


def media_types(document, operation):
    body = operation.get("requestBody", {}).get("content", {})
    yield from ((f"request {kind}", media) for kind, media in body.items())
    for status, response in operation["responses"].items():
        for kind, media in resolve(document, response).get("content", {}).items():
            yield f"{status} {kind}", media


def test_no_text_that_is_answered_has_a_greatest_length(document, described):
    """What stands in for the name of somebody who was erased may be longer than the name."""
    limited = [
        place
        for operation, found in described
        for status, response in found["responses"].items()
        if status.startswith("2")
        for media in resolve(document, response).get("content", {}).values()
        for place in limits(document, media.get("schema", {}), operation, set())
    ]
    assert limited == []


def limits(document, schema, place, seen):
    name = schema.get("$ref", "")
    if name in seen:
        return
    seen |= {name} - {""}
    schema = resolve(document, schema)
    if "maxLength" in schema:
        yield place
    for branch in schema.get("anyOf", ()):
        yield from limits(document, branch, place, seen)
    if "items" in schema:
        yield from limits(document, schema["items"], place, seen)
    for field, inner in schema.get("properties", {}).items():
        yield from limits(document, inner, f"{place} {field}", seen)


def test_every_field_and_parameter_is_told_apart(document, described):
    """Schemas are named components: no two of a kind, none left unused."""
    text = json.dumps(document)
    unused = [
        name
        for name in document["components"]["schemas"]
        if f'"#/components/schemas/{name}"' not in text
    ]
    assert unused == []
    anonymous = [
        f"{place} {label}"
        for place, operation in described
        for label, media in media_types(document, operation)
        if JSON in label and "$ref" not in media["schema"]
    ]
    assert anonymous == []


def test_references_lead_somewhere(document):
    for reference in set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(document))):
        assert resolve(document, {"$ref": reference})


def test_a_create_leads_to_what_it_made(document, described):
    """Links are documentation, and how a fuzzer gets past the first 404."""
    names = {operation["operationId"] for _, operation in described}
    broken = [
        f"{place}: {target}"
        for place, operation in described
        for response in operation["responses"].values()
        for link in resolve(document, response).get("links", {}).values()
        for target in [link["operationId"]]
        if target not in names
    ]
    assert broken == []
    paths = document["paths"]
    unlinked = [
        path
        for path, item in paths.items()
        if "post" in item
        and any(re.fullmatch(re.escape(path) + r"/\{\w+\}", other) for other in paths)
        and not item["post"]["responses"].get("201", {}).get("links")
    ]
    assert unlinked == []


def test_the_documents_own_examples_work(document, described):
    """Parameters have examples, and they fit."""
    faults = []
    for place, operation in described:
        for parameter in operation.get("parameters", ()):
            schema = {**parameter["schema"], "components": document["components"]}
            values = [parameter["example"]] if "example" in parameter else []
            values += [example["value"] for example in parameter.get("examples", {}).values()]
            if not values:
                faults.append(f"{place} {parameter['name']}: no example")
            faults += [
                f"{place} {parameter['name']}: {error.message[:150]}"
                for value in values
                for error in Draft202012Validator(schema).iter_errors(value)
            ]
            if not parameter.get("description") and parameter["in"] != "path":
                faults.append(f"{place} {parameter['name']}: no description")
    assert faults == []
