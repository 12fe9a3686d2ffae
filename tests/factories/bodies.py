"""Bodies of any operation, with another id at one place."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.factories.openapi import Operation, resolve
from tests.factories.world import World

Place = tuple[str, ...]
"""Names of fields on the way down; `[]` stands for the first item of a list."""
TWINS = {
    "stage_id": ["status"],
    "contact_id": ["name", "job_title", "addresses", "preferred_channel"],
}
"""Fields that exclude another way of saying the same; `x_id` excludes `x_name` anyway."""
WHOLE = {"touchpoints"}
"""Lists whose items need more than a reference."""


def references(operation: Operation) -> list[Place]:
    """Where in its body an operation takes the id of a row, or a list of them."""
    if operation.body is None:
        return []
    return list(_references(operation.document, operation.body["schema"], ()))


def _references(
    document: Mapping[str, Any], schema: Mapping[str, Any], path: Place
) -> Iterator[Place]:
    schema = resolve(document, schema)
    for branch in schema.get("anyOf", ()):
        yield from _references(document, branch, path)
    if "items" in schema:
        yield from _references(document, schema["items"], (*path, "[]"))
    for name, field in schema.get("properties", {}).items():
        if name.endswith(("_id", "_ids")):
            yield (*path, name)
        else:
            yield from _references(document, field, (*path, name))


def body_with(world: World, operation: Operation, path: Place, identity: str | None) -> Any:
    """A body of a world that fits, with this id at one place."""
    body = world.body(operation)
    place = body
    for step in path[:-1]:
        if step == "[]":
            whole = path[0] in WHOLE
            place[:] = place[:1] if whole else [{}]
            place = place[0]
        else:
            place = place.setdefault(step, [])
    for twin in (path[-1].removesuffix("_id") + "_name", *TWINS.get(path[-1], ())):
        place.pop(twin, None)
    place[path[-1]] = [identity] if path[-1].endswith("_ids") else identity
    return body


def pointer_to(path: Place) -> str:
    """The JSON pointer of that place."""
    return "".join(f"/{'0' if step == '[]' else step}" for step in path)
