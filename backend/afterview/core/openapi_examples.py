"""Examples for every operation, put together from those of the fields."""

from typing import Any

Json = dict[str, Any]
_FORMATS = {
    "uuid": "01970a52-7c00-7000-8000-000000000001",
    "date-time": "2026-06-02T10:15:00Z",
    "date": "2026-06-12",
    "time": "08:00:00",
}


class Examples:
    """Builds one example for each schema of a document."""

    def __init__(self, schemas: Json) -> None:
        self.schemas = schemas

    def add(self, operation: Json) -> None:
        """Give an operation's body, parameters and answers an example each."""
        if body := operation.get("requestBody"):
            self._fill(body["content"])
        for parameter in operation.get("parameters", []):
            if "example" not in parameter and "examples" not in parameter:
                parameter["example"] = self.of(parameter["schema"])
        for status, response in operation["responses"].items():
            if status < "4":
                self._fill(response.get("content", {}))

    def _fill(self, content: Json) -> None:
        for media in content.values():
            if "schema" in media and "example" not in media:
                media["example"] = self.of(media["schema"])

    def of(self, schema: Json) -> Any:
        """Return a value that fits the schema, from its examples where it has any."""
        if schema.get("examples"):
            return schema["examples"][0]
        if "$ref" in schema:
            return self.of(self.schemas[schema["$ref"].rsplit("/", 1)[1]])
        if "default" in schema:
            return schema["default"]
        for key in ("const", "enum"):
            if key in schema:
                return schema[key][0] if key == "enum" else schema[key]
        for key in ("anyOf", "oneOf", "allOf"):
            if key in schema:
                return self.of(schema[key][0])
        return self._of_type(schema)

    def _of_type(self, schema: Json) -> Any:
        match schema.get("type"):
            case "object":
                return {
                    name: self.of(found) for name, found in schema.get("properties", {}).items()
                }
            case "array":
                return [self.of(schema["items"])] if "items" in schema else []
            case "integer" | "number":
                return max(schema.get("minimum", 1), 1)
            case "boolean":
                return False
            case "string":
                return _FORMATS.get(schema.get("format", ""), "")
        return None
