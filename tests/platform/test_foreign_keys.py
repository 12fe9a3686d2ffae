"""Every foreign key is led by an index of its own: deleting a row must not read whole tables."""

from afterview.tables import Row


def test_every_foreign_key_begins_an_index():
    missing = [
        f"{table.name}.{key.parent.name}"
        for table in Row.metadata.sorted_tables
        for key in table.foreign_keys
        if key.parent.name not in leading(table)
    ]
    assert missing == []


def leading(table):
    """Columns by which rows of this table are found without reading all of it."""
    unique = [kept for kept in table.constraints if kept.__visit_name__ == "unique_constraint"]
    lists = [table.primary_key.columns, *(kept.columns for kept in unique)]
    lists += [index.columns for index in table.indexes if len(index.columns)]
    return {next(iter(columns)).name for columns in lists} | {
        column.name for column in table.columns if column.unique
    }
