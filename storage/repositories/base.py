"""What every repository has: the connection of the transaction, the keys, the instant at which it began.

Must never: commit, or return a row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from storage.keys import KeyRing


class Repository:
    def __init__(self, connection: Connection, ring: KeyRing, now: datetime) -> None:
        self.connection = connection
        self.ring = ring
        self.now = now

    def seal(self, text: str, column: str, row_id: str) -> bytes:
        """`column` is table.column; a sealed value opens nowhere else."""
        return self.ring.seal(text, f"{column}:{row_id}")

    def open(self, sealed: bytes | None, column: str, row_id: str) -> str:
        return self.ring.open(sealed, f"{column}:{row_id}").decode() if sealed else ""

    def seal_json(self, value: Mapping[str, Any], column: str, row_id: str) -> bytes:
        return self.seal(json.dumps(value, ensure_ascii=False, separators=(",", ":")), column, row_id)

    def open_json(self, sealed: bytes, column: str, row_id: str) -> dict[str, Any]:
        opened: dict[str, Any] = json.loads(self.open(sealed, column, row_id))
        return opened
