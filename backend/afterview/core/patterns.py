"""Regular expressions that are compiled when they are first asked for: a start needs none."""

import re
from typing import Any, AnyStr, cast


class _Pattern:
    """Stands in for a compiled pattern until somebody asks it for something."""

    def __init__(self, source: Any, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, found)  # and from then on the pattern itself answers
        return found


def regex(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """`re.compile`, put off. A fault in `source` shows when the pattern is first used.

    For a module's constants: the lint's alone are a tenth of all that a start imports.
    """
    return cast("re.Pattern[AnyStr]", _Pattern(source, flags))
