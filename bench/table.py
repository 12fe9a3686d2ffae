"""The figures as a table: on the terminal, and in docs/performance.md."""

import re
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.measures import Line

HEADINGS = ("Work", "a second", "compared", "p50 ms", "p99 ms", "Found", "Bar", "")
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


def show(title: str, lines: list[Line]) -> None:
    table = Table(*HEADINGS, title=title)
    for line in lines:
        table.add_row(*_cells(line))
    Console(width=150).print(table)


def write(path: Path, intro: str, parts: dict[str, list[Line]]) -> None:
    """Put the tables between the marks in a Markdown file."""
    text = "\n\n".join([intro, *(_markdown(title, lines) for title, lines in parts.items())])
    page = path.read_text("utf-8")
    marked = f"{BEGIN}\n{text}\n{END}"
    page, count = re.subn(f"{BEGIN}.*{END}", lambda _: marked, page, flags=re.DOTALL)
    if count != 1:
        raise RuntimeError(f"{path} has no place for the table")
    path.write_text(page, "utf-8")


def _markdown(title: str, lines: list[Line]) -> str:
    rows = [HEADINGS, ("---", *["---:"] * 4, "---", "---", "---"), *map(_cells, lines)]
    return f"### {title}\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cells(line: Line) -> tuple[str, ...]:
    verdict = {True: "met", False: "**not met**", None: ""}[line.met]
    return (
        line.work,
        _number(line.per_second, 0),
        _number(line.compared_per_second, 0),
        _number(line.p50, 1),
        _number(line.p99, 1),
        line.found,
        line.bar,
        verdict,
    )


def _number(value: float | None, places: int) -> str:
    return "" if value is None else f"{value:,.{places}f}"
