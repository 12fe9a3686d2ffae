"""Routes that cost a start next to nothing; see docs/decisions/0011."""

import inspect
from collections.abc import Callable
from typing import Any, get_args

from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.routing import Match, compile_path
from starlette.types import Scope


class LateRoute(APIRoute):
    """A route whose signature is looked into when something but its address is first asked for.

    Its pattern is compiled for the first path that begins and ends as it does; going by that, the
    other two hundred are passed over in less than half the time.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        """Keep what requests are matched by; the rest is worked out when it is first asked for.

        Looking into the signatures of two hundred routes would be a fifth of a start.
        """
        self.path, self.endpoint, self.name = path, endpoint, endpoint.__name__
        self.head, _, rest = path.partition("{")
        self.tail = rest.rpartition("}")[2]
        self.methods = {method.upper() for method in options["methods"] or ("GET",)}
        self._put_off: dict[str, Any] | None = options

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        path = scope["path"]
        if self.head in path and path.endswith(self.tail):
            return super().matches(scope)
        return Match.NONE, {}

    def __getattr__(self, name: str) -> Any:
        if name in ("path_regex", "path_format", "param_convertors"):
            self.path_regex, self.path_format, self.param_convertors = compile_path(self.path)
            return getattr(self, name)
        options = self.__dict__.get("_put_off")
        if options is None:
            raise AttributeError(f"{type(self).__name__} has no {name}")
        self._put_off = None
        self.look_into(self.endpoint, options)
        return getattr(self, name)

    def look_into(self, endpoint: Callable[..., Any], options: dict[str, Any]) -> None:
        """Become what FastAPI makes of this signature and these options."""
        for parameter in inspect.signature(endpoint).parameters.values():
            _build(parameter.annotation)
        super().__init__(self.path, endpoint, **options)


def _build(asked_for: Any) -> None:
    """Have what a parameter takes built, where that was put off until somebody asks for it.

    Otherwise FastAPI's adapter of it would put itself off as well, and complain when it is used.
    """
    if isinstance(asked_for, type) and issubclass(asked_for, BaseModel):
        asked_for.model_config["defer_build"] = False
        asked_for.model_rebuild()
    for part in get_args(asked_for):
        _build(part)
