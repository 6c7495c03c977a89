"""Reads whole tables of the catalogue in few steps.

A cursor of SQLite takes Python's lock for every row. Beside a thread that keeps the lock each row
waits for it: reading 100,000 rows took four seconds in the window, half of one without it. Here
SQLite makes one text of thousands of rows, without the lock.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from shoeclassifier_gui.core.dataset.measures import DTYPE, MeasureArray, MeasureTable

# Reading one page's text keeps Python's lock for about 3 ms.
_PAGE = 2000
_IN_FOLDER = "AND EXISTS (SELECT 1 FROM files WHERE files.digest = contents.digest)"


def pages(
    connection: sqlite3.Connection, table: str, columns: Sequence[str]
) -> Iterator[list[list[Any]]]:
    """All rows of a table, page by page, in the order of their keys.

    Args:
        connection: The catalogue's.
        table: Its name.
        columns: What to read; the first one is the key, and text.
    """
    key, names = columns[0], ", ".join(columns)
    query = (
        f"SELECT json_group_array(json_array({names})) FROM "
        f"(SELECT {names} FROM {table} WHERE {key} > ? ORDER BY {key} LIMIT {_PAGE})"
    )
    last = ""
    while rows := json.loads(connection.execute(query, (last,)).fetchone()[0]):
        yield rows
        last = rows[-1][0]


def measured_in_folder(connection: sqlite3.Connection) -> MeasureTable:
    """What was measured of each content that lies in the folder."""
    # A join of blobs as text keeps their bytes.
    query = (
        "SELECT group_concat(digest, ' '), CAST(group_concat(measures, '') AS BLOB), max(digest) "
        "FROM (SELECT digest, measures FROM contents "
        f"WHERE digest > ? {_IN_FOLDER} ORDER BY digest LIMIT {_PAGE})"
    )
    digests: list[str] = []
    parts: list[MeasureArray] = [np.zeros(0, DTYPE)]
    last = ""
    while True:
        names, packed, last = connection.execute(query, (last,)).fetchone()
        if last is None:
            return MeasureTable(digests, np.concatenate(parts))
        digests += names.split(" ")
        parts.append(np.frombuffer(packed, DTYPE))
