"""The tables: what the migrations build is what is declared, and nothing personal stands in clear."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import BigInteger, Column, LargeBinary, String

from bot.errors import KeyRingError
from bot.intake.draft import Draft, Part
from bot.messages import Address
from bot.triage.urgency import Signal
from storage import models
from storage.base import Sealed, UtcDateTime, metadata, sealed_columns
from storage.engine import open_engine
from storage.keys import SealBroken, create_key_file
from storage.migrate import differences, upgrade
from storage.records import EntryKind
from storage.unit_of_work import UnitOfWork, open_store
from tests.database import new_database
from tests.storage.records_stage import LINA, SOLENE, Records, coordinator, met, new_case

SEALED = {
    "addresses.value", "staff.name", "staff.doing_text", "drafts.body", "cases.body", "cases.signals", "entries.body",
    "outbox.params", "outbox.message", "inbound.message", "dead_letters.body", "relays.name", "referrals.shown",
    "referrals.handed",
}  # fmt: skip
HASHED = {"addresses.lookup", "invitations.token", "case_themes.theme", "entries.message", "dead_letters.lookup"}

# Text in clear, and why it may be. Row ids (`id`, `…_id`) are random and name nobody.
CLEAR = {
    "addresses.platform": "« telegram », the same for everybody",
    "addresses.role": "which chat is the group; a closed set",
    "addresses.locale": "fr or en, needed to render",
    "addresses.unreachable": "a reason of delivery, a closed set",
    "staff.role": "a closed set",
    "staff.doing": "a closed set",
    "staff.doing_case": "a row id",
    "invitations.purpose": "a closed set",
    "invitations.structure": "an id of the territory",
    "invitations.duty": "a closed set",
    "relays.structure": "an id of the territory",
    "relays.duty": "a closed set",
    "relays.invited_by": "a row id",
    "referrals.partner": "an id of the territory; that a case is referred there says no more than its themes' hashes",
    "referrals.state": "a closed set",
    "referrals.how": "a closed set",
    "referrals.reason": "a closed set",
    "referrals.outcome": "a closed set",
    "drafts.questionnaire": "which questions were asked",
    "drafts.asking": "the state of the router; a question's key, never its answer",
    "drafts.question_row": "a row id",
    "cases.reference": "the public number",
    "cases.kind": "a closed set",
    "cases.structure": "an id of the territory",
    "cases.duty": "a closed set",
    "cases.place": "an id of the territory: a place is nobody",
    "cases.state": "a closed set",
    "cases.level": "a closed set, shown in the group",
    "cases.age": "a band, shown in the group",
    "cases.plain": "answers that the questionnaire declares PLAIN",
    "cases.result": "a closed set",
    "entries.kind": "a closed set",
    "entries.event": "a closed set",
    "outbox.op": "a closed set",
    "outbox.kind": "which bubble, not its words",
    "outbox.state": "a closed set",
    "outbox.reason": "a reason of delivery, a closed set",
    "follow_ups.kind": "a closed set",
    "follow_ups.dedupe": "kind, row id, step and instant",
    "follow_ups.state": "a closed set",
    "follow_ups.outcome": "a closed set",
    "promises.kind": "a closed set",
    "access_log.reference": "the public number",
    "access_log.action": "a closed set",
    "dead_letters.incident": "our own number",
    "dead_letters.reason": "the name of an error",
    "counters.name": "what is counted, of nobody",
    "facts.name": "of the house, not of people",
    "facts.value": "check values and versions of the house",
}
NUMBERS = {
    "outbox.seq": "our own order",
    "updates.update_id": "a number of the bot's own stream, of nobody",
    "dead_letters.update_id": "the same",
    "counters.value": "a count",
}


def columns() -> dict[str, Column[object]]:
    return {f"{table.name}.{column.name}": column for table in metadata.sorted_tables for column in table.columns}


def is_row_id(name: str) -> bool:
    return name.endswith((".id", "_id")) and name not in NUMBERS


def test_the_migrations_from_zero_build_the_declared_tables(tmp_path: Path) -> None:
    engine = open_engine(new_database(tmp_path, "zero.db", empty=True))
    upgrade(engine)
    assert {table.metadata for table in (models.cases, models.outbox)} == {metadata}
    assert differences(engine, metadata) == []
    engine.dispose()


def test_identity_and_words_are_sealed() -> None:
    assert {f"{column.table.name}.{column.name}" for column in sealed_columns()} == SEALED


def test_every_text_in_clear_is_listed_with_its_reason() -> None:
    texts = {name for name, column in columns().items() if isinstance(column.type, String) and not is_row_id(name)}
    assert texts == set(CLEAR), "seal the column, or say here why it may be read by whoever holds the disk"


def test_bytes_are_sealed_or_a_keyed_hash() -> None:
    raw = {name for name, column in columns().items() if isinstance(column.type, LargeBinary)}
    assert raw == HASHED


def test_no_large_number_can_be_an_id_of_telegram() -> None:
    large = {name for name, column in columns().items() if isinstance(column.type, BigInteger)}
    assert large == set(NUMBERS)


def test_instants_and_sealed_values_keep_their_own_types() -> None:
    instants = {name for name in columns() if name.endswith(("_at", ".at", ".due_at", "_from", "read_by", "answer_by"))}
    assert {name for name in instants if not isinstance(columns()[name].type, UtcDateTime)} == set()
    assert all(isinstance(columns()[name].type, Sealed) for name in SEALED)


# Real rows


MARKS = {
    "id": "5551234987", "name": "Solène Brigaudeau", "story": "mon oncle crie la nuit", "phone": "06 12 34 56 78",
    "word": "j'ai peur de rentrer", "reply": "on se voit mardi", "letter": "une photo du carnet", "theme": "violence",
}  # fmt: skip


def lived_in(records: Records) -> str:
    """One of everything that people say, in every table that keeps it; the case's id."""

    def write(uow: UnitOfWork) -> str:
        lina = met(uow, Address("telegram", MARKS["id"]))
        solene = met(uow, SOLENE)
        uow.staff.enrol(solene.id, MARKS["name"])
        uow.staff.set_task(solene.id, "reply", text=MARKS["reply"])
        draft = Draft(answers={"telephone": (MARKS["phone"],)}, story=(Part(MARKS["story"], "77123"),))
        uow.drafts.begin(lina.id, draft, asking="recit", questionnaire="jeune", version=1, notice=1)
        case = new_case(uow, person=lina)
        uow.cases.fill(
            case.id, plain={"tranche_age": ("de_15_17",)}, age="de_15_17", themes=("violence",),
            sealed={"themes": ("violence",), "telephone": (MARKS["phone"],)}, signals=frozenset({Signal.SUICIDE}),
        )  # fmt: skip
        uow.entries.add(case.id, EntryKind.STORY, MARKS["story"], message_id="77123")
        row = uow.outbox.put(lina.id, "reply", {"held": MARKS["word"]}, case_id=case.id)
        uow.outbox.sent({row: "88123"})
        uow.outbox.remember_inbound(lina.id, "77123")
        uow.ledger.bury(900, MARKS["letter"].encode(), "ValueError", lina.address)
        uow.ledger.note_access(solene.id, case, "read")
        return case.id

    return records.run(write)


def test_nothing_that_was_said_and_nobody_can_be_read_on_the_disk(records: Records) -> None:
    lived_in(records)
    written = records.contents()
    assert b"MS-2026-0001" in written, "the search would find what is in clear"
    said = {name for name, mark in MARKS.items() if mark.encode() in written}
    assert said == set()
    assert not any(found in written for found in (b"suicide", b"77123", b"88123", b"Brigaudeau"))


Reading = Callable[[Records, str], object]
MOVES: list[tuple[str, str, Reading]] = [
    ("entries.body", "entries.body", lambda r, c: r.run(lambda uow: uow.entries.of_case(c))),
    ("entries.body", "cases.body", lambda r, c: r.run(lambda uow: uow.cases.of_id(c))),
    ("cases.body", "cases.signals", lambda r, c: r.run(lambda uow: uow.cases.of_id(c))),
    ("staff.name", "staff.doing_text", lambda r, c: r.run(lambda uow: uow.staff.active())),
    ("outbox.message", "outbox.params", lambda r, c: r.run(lambda uow: uow.outbox.rows_of_card(c))),
    ("addresses.value", "addresses.value", lambda r, c: r.run(lambda uow: uow.people.find(LINA))),
    ("inbound.message", "outbox.message", lambda r, c: r.run(lambda uow: uow.outbox.rows_of_card(c))),
    ("cases.body", "drafts.body", lambda r, c: r.run(lambda uow: uow.drafts.of(uow.people.meet(LINA).id))),
    ("entries.body", "dead_letters.body", lambda r, c: r.run(lambda uow: list(uow.ledger.dead_letters()))),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target", "reading"), MOVES, ids=[f"{s} to {t}" for s, t, _ in MOVES])
def test_a_sealed_value_that_was_moved_does_not_open(
    records: Records, source: str, target: str, reading: Reading
) -> None:
    def write(uow: UnitOfWork) -> str:
        lina, other = met(uow), met(uow, Address("telegram", "4242"))
        uow.staff.set_task(coordinator(uow), "reply", text="bonjour")
        uow.drafts.begin(lina.id, Draft(), asking="welcome", questionnaire="jeune", version=1, notice=1)
        cases = [new_case(uow, person=lina), new_case(uow, person=other)]
        for case in cases:
            uow.entries.add(case.id, EntryKind.STORY, "une histoire")
            uow.outbox.sent({uow.outbox.put(lina.id, "card", {"a": 1}, case_id=case.id): "7"})
        uow.outbox.remember_inbound(lina.id, "8")
        uow.ledger.bury(900, b"raw", "ValueError", None)
        return cases[0].id

    case_id = records.run(write)
    reading(records, case_id)
    (from_table, from_column), (to_table, to_column) = source.split("."), target.split(".")
    stolen = f"SELECT {from_column} FROM {from_table} AS s WHERE {from_column} IS NOT NULL"
    if source == target:
        stolen += f" AND s.id <> {to_table}.id"
    records.sql(f"UPDATE {to_table} SET {to_column} = ({stolen} LIMIT 1)")
    with pytest.raises(SealBroken):
        reading(records, case_id)


def test_the_keys_of_another_house_are_refused_before_anything_is_written(records: Records, tmp_path: Path) -> None:
    lived_in(records)
    before = {table.name: records.sql(f"SELECT * FROM {table.name}") for table in metadata.sorted_tables}
    threads = threading.active_count()
    with pytest.raises(KeyRingError):
        open_store(records.engine, create_key_file(tmp_path / "other" / "keys"), records.clock.now)
    after = {table.name: records.sql(f"SELECT * FROM {table.name}") for table in metadata.sorted_tables}
    assert after == before
    assert threading.active_count() == threads, "a store that was refused leaves nothing behind"
