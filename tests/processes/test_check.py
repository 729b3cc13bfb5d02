"""The judges themselves: each count rises when what it counts is there, and the reader opens nothing that was moved."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from storage.engine import open_engine
from storage.keys import create_key_file
from storage.migrate import upgrade
from storage.unit_of_work import open_store
from tests.processes.books import Books, Unreadable, read, unfinished
from tests.processes.check import bubbles, compared
from tests.processes.commands import _live
from tests.processes.due import Expected, _judged
from tests.processes.stage import now

CHAT = 42


@dataclass
class Telegram:
    """What it took for CHAT: (message id, text)."""

    took: list[tuple[int, str]] = field(default_factory=list)
    now: datetime = field(default_factory=now)

    def calls_of(self, method: str) -> list[Any]:
        assert method == "sendMessage"
        took = ((one, {"chat_id": CHAT, "text": text}) for one, text in self.took)
        return [SimpleNamespace(result={"message_id": one}, params=params) for one, params in took]

    def message(self, chat_id: int, number: int) -> Any:
        """Taken at `now`."""
        return SimpleNamespace(date=self.now)


def books(*marked: int, waiting: int = 0) -> Books:
    """The database knows these bubbles of CHAT."""
    row = {"address_id": "a", "op": "send", "state": "sent", "due_at": 0, "seq": 1}
    row |= dict.fromkeys(("kind", "reason", "attempts", "urgent"), "")
    late = [{**row, "state": "waiting", "message": None}] * waiting
    outbox = [*({**row, "message": str(one)} for one in marked), *late]
    addresses = [{"id": "a", "value": str(CHAT)}]
    empty: dict[str, list[Any]] = {name: [] for name in ("follow_ups", "dead_letters", "cases", "drafts")}
    return Books({"addresses": addresses, "outbox": outbox, **empty}, frozenset(), "")


def counted(kept: Books, window: int, *took: tuple[int, str]) -> dict[str, int]:
    return dict(+bubbles(kept, Telegram(list(took)), CHAT, window))  # type: ignore[arg-type]


def test_a_bubble_sent_again_is_repeated_and_one_that_nobody_knows_is_a_stray() -> None:
    assert counted(books(1), 0, (1, "un")) == {}
    assert counted(books(2), 1, (1, "un"), (2, "un")) == {"repeated": 1}
    assert counted(books(2), 1, (1, "une alerte"), (2, "une alerte (rappel)")) == {"repeated": 1}
    assert counted(books(2), 1, (1, "une alerte (rappel)"), (2, "une alerte")) == {"strays": 1}
    late = "un\n(en retard\u00a0: prévu mardi 10 mars à 10\u202fh\u202f05)"
    assert counted(books(2), 1, (1, "un"), (2, late)) == {"repeated": 1}
    assert counted(books(2), 1, (1, "il est 10 h 05"), (2, "il est 10 h 08")) == {"repeated": 1}
    assert counted(books(2), 1, (1, "il est 10 h 05"), (2, "il est 13 h 08")) == {"strays": 1}
    assert counted(books(2), 0, (1, "un"), (2, "un")) == {"repeated": 1, "too_often": 1}
    assert counted(books(1), 1, (1, "un"), (2, "deux")) == {"strays": 1}


def test_the_sign_of_life_is_one_bubble_whatever_is_true_when_it_leaves() -> None:
    worse, well = "Le bot ne va pas bien.\nDernier signe\u00a0: 10 h 05.", "Dernier signe\u00a0: 14 h 07. Tout marche."
    assert counted(books(2), 1, (1, worse), (2, well)) == {"repeated": 1}
    assert counted(books(2), 0, (1, worse), (2, well)) == {"repeated": 1, "too_often": 1}
    assert counted(books(2), 1, (1, "Le bot ne va pas bien."), (2, well)) == {"strays": 1}
    assert counted(books(), 1, (1, worse)) == {"strays": 1}


def test_a_card_is_one_bubble_of_its_case_whatever_is_known_of_it_when_it_leaves() -> None:
    alert = "MS-2026-0001 · jeune · urgence\u00a0: immédiate\nAlerte. Rien n'est encore envoyé.\nReçue mardi 10 mars"
    whole = "MS-2026-0001 · jeune · 15-17 ans · urgence\u00a0: immédiate\nReçue mardi 10 mars à 10\u00a0h. Pas ouverte."
    assert counted(books(2), 1, (1, alert), (2, whole)) == {"repeated": 1}
    assert counted(books(2), 1, (1, alert.replace("0001", "0002")), (2, whole)) == {"strays": 1}
    unread = "MS-2026-0001 · jeune · urgence\u00a0: immédiate\nToujours pas ouverte."
    assert counted(books(2), 1, (1, unread), (2, whole)) == {"strays": 1}


@pytest.mark.parametrize(
    ("table", "state", "attempts", "due_in", "busy"),
    [
        ("outbox", "waiting", 0, -1, True), ("outbox", "waiting", 9, 300, True), ("outbox", "waiting", 0, 30, True),
        ("outbox", "waiting", 0, 3600, False), ("outbox", "sent", 9, -1, False), ("follow_ups", "waiting", 0, -1, True),
        ("follow_ups", "waiting", 0, 30, False),
    ],
)  # fmt: skip
def test_a_storm_goes_on_while_anything_is_to_be_tried_again(
    tmp_path: Path, table: str, state: str, attempts: int, due_in: int, busy: bool
) -> None:
    path, now_ = tmp_path / "base.db", 1_773_135_230_000_000
    with closing(sqlite3.connect(path, isolation_level=None)) as base:
        for name in ("outbox", "follow_ups"):
            base.execute(f"CREATE TABLE {name} (id, state, attempts, due_at)")
        row = ("one", state, attempts, now_ + due_in * 1_000_000)
        base.execute(f"INSERT INTO {table} VALUES (?, ?, ?, ?)", row)
    assert unfinished(f"sqlite:///{path}", now_) is busy


def test_only_a_row_that_waited_when_a_bubble_left_and_meant_nothing_later_explains_it() -> None:
    kept, now_ = books(1), now().timestamp() * 1e6
    dropped = {"address_id": "a", "op": "send", "state": "dropped", "reason": "pointless", "message": None}

    def explained(created: float, ended: float, *took: tuple[int, str]) -> dict[str, int]:
        row = {**dropped, "created_at": now_ + created * 1e6, "sent_at": now_ + ended * 1e6}
        outbox = [*kept["outbox"], row]
        return counted(Books({**kept.tables, "outbox": outbox}, frozenset(), ""), 2, (1, "un"), *took)

    assert explained(-5, 5, (2, "deux")) == {"passed_by": 1}
    assert explained(-5, 5, (2, "deux"), (3, "trois")) == {"passed_by": 1, "strays": 1}
    assert explained(-5, 5, (2, "deux"), (3, "deux")) == {"passed_by": 2}
    assert explained(-3600, -1800, (2, "deux")) == {"strays": 1}


def test_a_story_is_compared_text_by_text() -> None:
    wanted = ["un", "deux", "trois"]
    assert +compared(wanted, wanted) == {}
    assert +compared(wanted, ["un", "trois"]) == {"lost": 1}
    assert +compared(wanted, ["un", "deux", "deux", "trois"]) == {"doubled": 1}
    assert +compared(wanted, ["deux", "un", "trois"]) == {"reordered": 1}


def due_of(kept: Books, *took: tuple[int, str]) -> dict[str, int]:
    expected = [Expected(CHAT, (words,), thread="t") for words in ("réponse 1", "réponse 2")]
    world = Telegram(list(took))
    world.clock = SimpleNamespace(now=now)  # type: ignore[attr-defined]
    place = SimpleNamespace(world=world, server=SimpleNamespace(answers_lost={}))
    storm = SimpleNamespace(in_flight=[{"a"}])
    return _judged(kept, place, storm, expected, {CHAT}, [])  # type: ignore[arg-type]


def test_what_was_due_is_counted_when_it_is_missing_twice_there_late_or_out_of_order() -> None:
    one, two = (1, "réponse 1"), (2, "réponse 2")
    assert due_of(books(1, 2), one, two) == {"said once": 2}
    assert due_of(books(1), one) == {"said once": 1, "lost": 1}
    assert due_of(books(1, 2, 3), one, two, (3, "réponse 2")) == {"said once": 1, "doubled": 1}
    assert due_of(books(1, 2), (2, "réponse 1"), (1, "réponse 2")) == {"said once": 2, "reordered": 1}
    assert due_of(books(1, 2, waiting=1), one, two) == {"said once": 2, "stuck": 1}


def test_the_reader_opens_every_sealed_value_and_refuses_one_that_was_moved_or_lost_its_key(tmp_path: Path) -> None:
    url, keys = f"sqlite:///{tmp_path / 'base.db'}", tmp_path / "keys"
    engine, ring = open_engine(url), create_key_file(keys)
    upgrade(engine)
    with open_store(engine, ring, now) as store:
        store.run_sync(lambda uow: _live(uow, 2))
        found = read(url, keys)
        assert sorted(row["body"] for row in found["entries"]) == sorted(
            f"partie {part} de {number}" for part in range(4) for number in range(2)
        )
        assert {row["value"] for row in found["addresses"]} == {"5500000000", "5500000001"}
        other = tmp_path / "other"
        create_key_file(other)
        with pytest.raises(Unreadable):
            read(url, other)
    with engine.begin() as connection:
        body = "SELECT body FROM entries ORDER BY id LIMIT 1"
        connection.exec_driver_sql(f"UPDATE entries SET body = ({body})")
    with pytest.raises(Unreadable):
        read(url, keys)
    engine.dispose()
