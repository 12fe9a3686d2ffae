"""What a list is asked for: the parameters of an address, read into a query model in one go.

FastAPI looks into the type of each parameter anew with each request. Of a list with fifteen
filters that takes longer than its statement, so models of parameters are read here, and only
described there.
"""

from dataclasses import dataclass, replace
from types import UnionType
from typing import Any, Union, get_args, get_origin

from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import QueryParams


@dataclass(frozen=True, slots=True)
class Asked:
    """Reads one query model; `many` are the parameters that may be given several times."""

    model: type[BaseModel]
    many: frozenset[str]

    def read(self, given: QueryParams) -> BaseModel:
        """Read what is given of the model's parameters. Of one that is repeated the last counts.

        Raises:
            RequestValidationError: a value does not fit; the error names the parameter.
        """
        fields = self.model.model_fields
        values = {
            name: given.getlist(name) if name in self.many else given[name]
            for name in given
            if name in fields
        }
        try:
            return self.model.model_validate(values)
        except ValidationError as error:
            faults = error.errors(include_url=False)
            raise RequestValidationError(
                [{**fault, "loc": ("query", *fault["loc"])} for fault in faults]
            ) from error


def models(dependant: Dependant) -> dict[str, Asked]:
    """The query models among a route's own parameters, by name."""
    found = {field.name: field.field_info.annotation for field in dependant.query_params}
    return {
        name: Asked(model, frozenset(_repeated(model)))
        for name, model in found.items()
        if isinstance(model, type) and issubclass(model, BaseModel)
    }


def without(dependant: Dependant, names: set[str]) -> Dependant:
    """The same, as if these query parameters were not there."""
    kept = [field for field in dependant.query_params if field.name not in names]
    return replace(dependant, query_params=kept)


def _repeated(model: type[BaseModel]) -> set[str]:
    return {name for name, field in model.model_fields.items() if _is_list(field.annotation)}


def _is_list(annotation: Any) -> bool:
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        return any(_is_list(one) for one in get_args(annotation))
    return origin in (list, set, tuple, frozenset)
