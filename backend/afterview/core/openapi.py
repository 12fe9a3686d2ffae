"""The OpenAPI document, as people read it: examples, problems, links, security and tags.

FastAPI describes shapes; this adds what every operation shares, so that no route has to repeat
it and none can forget it.
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from afterview.core import errors
from afterview.core.openapi_examples import Examples
from afterview.core.routing import ApiRoute

Json = dict[str, Any]
PUBLIC = frozenset(
    {
        "create_account",
        "sign_in",
        "read_instance",
        "read_liveness",
        "read_readiness",
        "read_referee_page",
        "read_referee_attachment",
        "answer_referee_page",
    }
)
"""Operations that need no sign-in, by operationId."""
SECURITY: list[dict[str, list[str]]] = [{"token": []}, {"cookie": []}]
SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A personal token, made under Settings or with `POST /tokens`.",
    },
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "afterview",
        "description": "Set by signing in; what the page uses.",
    },
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Any text of 1 to 200 visible ASCII characters, new for each intention. The "
    "same key and body get the first answer again, for two days.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
    "example": "0b6f1d3c-end-interview",
}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The `ETag` you have. If it is still current, the answer is 304 without a body.",
    "schema": {"type": "string", "maxLength": 200},
    "example": '"3.5f2d9a10"',
}


def describe(app: FastAPI, tags: list[Json], description: str) -> Json:
    """Build the whole document."""
    for route in _routes(app):
        if isinstance(route, ApiRoute):
            route.described()
    document = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        summary="Everything that comes after a job interview.",
        description=description,
        routes=app.routes,
        tags=tags,
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas |= _problem_schemas()
    components["responses"] = _shared_problems()
    components["securitySchemes"] = SCHEMES
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    routes = {
        (route.path_format, method): route
        for route in _routes(app)
        for method in route.methods or ()
    }
    for path, method, operation in _operations(document):
        route = routes[(path, method.upper())]
        operation["operationId"] = route.name  # readable, and unique: a test sees to it
        _add_parameters(operation, method)
        _add_dry_run(operation)
        _add_problems(operation, method, path)
        _add_security(operation)
        operation["summary"] = _summary(route)
    examples = Examples(schemas)
    for _path, _method, operation in _operations(document):
        examples.add(operation)
        _add_headers(operation)
    _add_links(document)
    return document


def _routes(app: FastAPI) -> Iterator[APIRoute]:
    for route in app.routes:
        if isinstance(route, APIRoute) and route.include_in_schema:
            yield route


def _operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def _problem_schemas() -> Json:
    found = errors.Problem.model_json_schema(
        ref_template="#/components/schemas/{model}", mode="serialization"
    )
    return found.pop("$defs") | {"Problem": found}


def _summary(route: APIRoute) -> str:
    """The route's name in words; the docstring says why one would call it."""
    return route.name.replace("_", " ").capitalize()


def _add_parameters(operation: Json, method: str) -> None:
    if method == "post" and operation["operationId"] not in PUBLIC:  # a key belongs to an account
        operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
    if method == "get":
        operation.setdefault("parameters", []).append(IF_NONE_MATCH)


def _add_dry_run(operation: Json) -> None:
    """Declare that a dry run answers 200, also where the real thing answers 201."""
    responses: Json = operation["responses"]
    if any(found["name"] == "dry_run" for found in operation.get("parameters", [])):
        said = responses.get("200", {}).get("description", "")
        dry = "With `dry_run`: what would happen; nothing is written."
        done = responses["201" if "201" in responses else "200"]
        responses["200"] = done | {"description": f"{said} {dry}".strip()}


def _add_problems(operation: Json, method: str, path: str) -> None:
    """Declare the refusals every operation of this shape can answer."""
    responses: Json = operation["responses"]
    public = operation["operationId"] in PUBLIC
    shared: list[int] = [422, 503]
    if not public:
        shared += [401, 403]
    if "{" in path:
        shared.append(404)
    if method != "get":
        shared += [409, 413, 507]
    if operation.get("requestBody"):
        shared += [400, 415]
    if any(found["name"] == "If-Match" for found in operation.get("parameters", [])):
        shared += [412, 428]
    if method == "get":
        responses["304"] = {"description": "It is what you have; see If-None-Match."}
    for status in shared:
        described = responses.get(str(status), {}).get("description")
        if described in (None, "Validation Error"):
            responses[str(status)] = {"$ref": f"#/components/responses/{_name(status)}"}
    operation["responses"] = dict(sorted(responses.items()))


def _shared_problems() -> Json:
    """The refusals that most operations share, each described once."""
    statuses = (400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 503, 507)
    return {_name(status): _problem(status) for status in statuses}


def _name(status: int) -> str:
    return HTTPStatus(status).phrase.replace(" ", "")


def _problem(status: int) -> Json:
    return {
        "description": HTTPStatus(status).phrase,
        "content": {errors.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _add_security(operation: Json) -> None:
    operation["security"] = [] if operation["operationId"] in PUBLIC else SECURITY


def _add_headers(operation: Json) -> None:
    """Declare the headers that successful answers carry."""
    for status, response in operation["responses"].items():
        headers: Json = {}
        if status in ("200", "201", "304"):
            headers["ETag"] = _header("Version and checksum of what was sent.")
        if status == "201":
            headers["Location"] = _header("Where the new thing lives.")
        if status == "429":
            headers["Retry-After"] = _header("Seconds to wait.")
        if headers and "$ref" not in response:
            response["headers"] = headers


def _header(description: str) -> Json:
    return {"description": description, "schema": {"type": "string"}}


def _add_links(document: Json) -> None:
    """Lead from each create to reading, changing and deleting what it made."""
    paths: Json = document["paths"]
    for path, item in paths.items():
        created = item.get("post", {}).get("responses", {}).get("201")
        child = next(
            (
                other
                for other in paths
                if other.startswith(f"{path}/{{")
                and other.endswith("}")
                and "/" not in other[len(path) + 1 :]
            ),
            None,
        )
        if created is None or child is None:
            continue
        name = child[len(path) + 2 : -1]
        created["links"] = {
            operation["operationId"]: {
                "operationId": operation["operationId"],
                "parameters": {name: "$response.body#/id"},
            }
            for method, operation in paths[child].items()
            if method in ("get", "patch", "delete")
        }
