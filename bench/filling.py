"""Full houses: a few real cases copied until there are as many as wanted, and a thousand drafts under way.

Must never: be filled by hand; see `templates`.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bench.copying import Copier, insert
from bench.templates import Templates, build
from storage.keys import KeyRing

FEW, MANY, DRAFTS = 1_000, 100_000, 1_000
_DAY, _MINUTE = 86_400_000_000, 60_000_000
_LONG_AGO = (0, 600 * _DAY)
_LATELY = (0, 30 * _MINUTE)  # nothing of theirs falls due before
OPEN = 100
"""Unread or in hand, in every house: years make the shelf longer, not the day. `bench.case_lists` opens all of them."""


async def filled(folder: Path, cases: int, drafts: int = DRAFTS) -> Templates:
    """The stage that was copied from stays open, and goes on in the full house."""
    templates = await build(folder)
    connection = sqlite3.connect(folder / "data.db", isolation_level=None)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA cache_size=-200000")
    connection.execute("BEGIN IMMEDIATE")
    number = 0
    for copier, many, spread in _plan(connection, templates, cases, drafts):
        for rows in copier.copies(many, number, spread):
            insert(connection, rows)
        number += many
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return templates


def _plan(
    connection: sqlite3.Connection, made: Templates, cases: int, drafts: int
) -> list[tuple[Copier, int, tuple[int, int]]]:
    ring: KeyRing = made.stage.ring
    still_open = min(OPEN, cases // 2)
    over = cases - still_open
    youth, *filed = made.closed

    def of(case_id: str, address_id: str, keeps_address: bool = False) -> Copier:
        return Copier(connection, ring, address_id=address_id, keeps_address=keeps_address).take(case_id=case_id)

    draft = Copier(connection, ring, address_id=made.draft.address_id, keeps_address=False).take(draft_id=made.draft.id)
    by_relays = over // 10
    return [
        (of(youth.id, youth.address_id), over - by_relays * len(filed), _LONG_AGO),
        *((of(one.id, one.address_id, True), by_relays, _LONG_AGO) for one in filed),
        (of(made.unread.id, made.unread.address_id), still_open // 2, _LATELY),
        (of(made.in_hand.id, made.in_hand.address_id), still_open - still_open // 2, _LATELY),
        (draft, drafts, _LATELY),
    ]
