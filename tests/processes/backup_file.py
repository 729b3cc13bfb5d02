"""A backup read as an auditor would, from its format alone. Must never: import `bot` or `storage`."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.processes.books import keys_of, unsealed

MAGIC = b"PREMIER-CONTACT-BACKUP-1\n"


def rows_of(path: Path, key_file: Path) -> dict[str, list[list[Any]]]:
    """Rows by table, as they were written; AssertionError when the file is not whole."""
    rows: dict[str, list[list[Any]]] = {}
    chunks = list(_chunks(path, key_file))
    assert "revision" in chunks[0]
    assert "end" in chunks[-1], f"{path} is cut"
    for chunk in chunks[1:-1]:
        rows.setdefault(chunk["table"], []).extend([[_value(one) for one in row] for row in chunk["rows"]])
    assert {name: len(found) for name, found in rows.items()} == {k: n for k, n in chunks[-1]["end"].items() if n}
    return rows


def _chunks(path: Path, key_file: Path) -> Iterator[dict[str, Any]]:
    keys, number = keys_of(key_file), 0
    with path.open("rb") as file:
        assert file.read(len(MAGIC)) == MAGIC
        name = file.readline().strip().decode()
        while head := file.read(4):
            sealed = file.read(int.from_bytes(head, "big"))
            yield json.loads(zlib.decompress(unsealed(sealed, f"backup.{name}:{number}", keys)))
            number += 1


def _value(value: Any) -> Any:
    return base64.b64decode(value["b64"]) if isinstance(value, dict) else value
