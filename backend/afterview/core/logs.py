"""One JSON object a line on standard error: ids and codes, never bodies, queries or tokens."""

import json
import logging
import re
import time

_QUOTED_ROW = re.compile(r"^\s*DETAIL:.*$", re.MULTILINE)
"""Where PostgreSQL quotes the row that it refused."""
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class JsonLines(logging.Formatter):
    """Formats a record and its `extra` fields as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
            + f".{record.msecs:03.0f}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            trouble = self.formatException(record.exc_info)
            line["exception"] = _QUOTED_ROW.sub("DETAIL: not shown", trouble)
        return json.dumps(line, default=str, ensure_ascii=False)


def configure(level: str) -> None:
    """Send the application's log, uvicorn's errors and the job engine's, to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    for name in ("afterview", "uvicorn.error", "dbos"):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.propagate = False
        logger.setLevel(level.upper())
    logging.getLogger("dbos").setLevel(logging.WARNING)  # below that, it talks about itself
