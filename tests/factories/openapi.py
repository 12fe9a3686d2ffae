"""What the OpenAPI document says, as the generic tests read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "patch", "put", "delete")
JSON = "application/json"
PROBLEM = "application/problem+json"


@dataclass(frozen=True)
class Operation:
    """One method at one path."""

    method: str
    """In capitals."""
    path: str
    spec: Mapping[str, Any]
    document: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def parameters(self) -> list[Mapping[str, Any]]:
        return [resolve(self.document, found) for found in self.spec.get("parameters", ())]

    def named(self, place: str) -> list[str]:
        """Names of the parameters in `path`, `query` or `header`."""
        return [found["name"] for found in self.parameters if found["in"] == place]

    @property
    def versioned(self) -> bool:
        """Whether it takes `If-Match`."""
        return "If-Match" in self.named("header")

    @property
    def public(self) -> bool:
        """Whether anybody may call it: its security is empty."""
        return not self.spec.get("security", self.document.get("security"))

    @property
    def body(self) -> Mapping[str, Any] | None:
        """The media type object of the request body."""
        content: Mapping[str, Any] = self.spec.get("requestBody", {}).get("content", {})
        return content.get(JSON)

    @property
    def file(self) -> tuple[str, str] | None:
        """Type and example of a body that is no JSON."""
        for kind, media in self.spec.get("requestBody", {}).get("content", {}).items():
            if kind != JSON:
                return kind, next(examples(media))
        return None

    def required(self) -> dict[str, Any]:
        """The query parameters it does not work without, each with its example."""
        return {
            found["name"]: found["example"]
            for found in self.parameters
            if found["in"] == "query" and found.get("required")
        }

    @property
    def answer(self) -> Mapping[str, Any]:
        """Schema of the successful answer; empty when it has no body."""
        for status, response in self.spec["responses"].items():
            if status.startswith("2"):
                schema = response.get("content", {}).get(JSON, {}).get("schema", {})
                return resolve(self.document, schema)
        return {}

    @property
    def is_list(self) -> bool:
        return self.method == "GET" and {"items", "next"} <= set(self.answer.get("properties", ()))

    def address(self, ids: Mapping[str, str]) -> str:
        """The path with its ids filled in.

        Raises:
            KeyError: the world has nothing for one of the names.
        """
        return self.path.format_map(ids)

    def example(self) -> Any:
        """A body that fits: the document's own example, or one put together from its fields."""
        if self.body is None:
            return None
        return _example(self.document, self.body)


def operations(document: Mapping[str, Any]) -> list[Operation]:
    """Every operation of the API, in the order of the document."""
    return [
        Operation(method.upper(), path, found[method], document)
        for path, found in document["paths"].items()
        if path.startswith("/api/")
        for method in METHODS
        if method in found
    ]


def resolve(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow `$ref` to what it names."""
    while "$ref" in schema:
        found: Any = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return schema


def examples(media: Mapping[str, Any]) -> Iterator[Any]:
    """Every example a media type object carries."""
    if "example" in media:
        yield media["example"]
    for example in media.get("examples", {}).values():
        yield example["value"]


def _example(document: Mapping[str, Any], media: Mapping[str, Any]) -> Any:
    for example in examples(media):
        return example
    return _made_up(document, media["schema"])


def _made_up(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    """The least that a schema accepts."""
    schema = resolve(document, schema)
    for given in ("examples", "enum"):
        if schema.get(given):
            return schema[given][0]
    if "const" in schema:
        return schema["const"]
    for branch in ("anyOf", "oneOf"):
        if branch in schema:
            return _made_up(document, schema[branch][0])
    kind = schema.get("type")
    if kind == "object":
        fields = schema.get("properties", {})
        wanted = schema.get("required") or list(fields)[:1]
        return {name: _made_up(document, fields[name]) for name in wanted}
    if kind == "array":
        return [_made_up(document, schema["items"])] * schema.get("minItems", 0)
    if kind == "boolean":
        return True
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    return _TEXT.get(schema.get("format", ""), "Text")


_TEXT = {
    "date-time": "2026-06-02T09:00:00Z",
    "date": "2026-06-02",
    "time": "09:00:00",
    "uuid": "00000000-0000-7000-8000-000000000000",
}
