"""What is kept in the outbox of what was said, and what goes."""

from __future__ import annotations

from datetime import timedelta

from bot.messages import Op
from tests.storage.records_stage import MARC, Records, met, new_case, put, row

KINDS = ("question", "card", "knock", "reply")


def test_both_sides_bubbles_of_two_days_are_found_oldest_first(records: Records) -> None:
    def say(number: str) -> None:
        row_id = put(records)
        records.run(lambda uow: uow.outbox.sent({row_id: number}))

    say("9")
    records.run(lambda uow: uow.outbox.remember_inbound(met(uow).id, "10"))
    records.later(hours=1)
    say("11")
    records.run(lambda uow: uow.outbox.remember_inbound(met(uow).id, "100"))
    records.run(lambda uow: uow.outbox.remember_inbound(met(uow, MARC).id, "55"))
    edit, taken_back = put(records, op=Op.EDIT, target_id="x"), put(records)
    records.run(lambda uow: uow.outbox.drop(taken_back))
    records.run(lambda uow: uow.outbox.sent({edit: ""}))
    for number in ("12", "13"):  # it was leaving: it stands there, and was said once
        records.run(lambda uow, n=number: uow.outbox.sent({taken_back: n}))
    assert row(records, taken_back).state == "dropped"
    put(records)

    def bubbles(hours: float) -> list[str]:
        return records.run(lambda uow: uow.outbox.bubbles_since(met(uow).id, uow.now - timedelta(hours=hours)))

    assert bubbles(48) == ["9", "10", "11", "12", "100"]
    assert bubbles(0.5) == ["11", "12", "100"]
    records.later(hours=47.5)
    assert bubbles(48) == ["11", "12", "100"]


def test_old_rows_go_but_cards_held_messages_and_what_still_waits_stay(records: Records) -> None:
    case = records.run(new_case)
    rows = {kind: put(records, kind=kind, case_id=case.id) for kind in KINDS}
    rows["edit"] = put(records, kind="card", case_id=case.id, op=Op.EDIT, target_id=rows["card"])
    for row_id in rows.values():
        records.run(lambda uow, r=row_id: uow.outbox.sent({r: "7"}))
    waiting = put(records, due_at=records.clock.now() + timedelta(days=30))
    records.run(lambda uow: uow.outbox.remember_inbound(met(uow).id, "8"))
    records.later(hours=71)
    records.run(lambda uow: uow.outbox.forget(timedelta(hours=72)))
    assert len(records.sql("SELECT 1 FROM outbox")) == len(rows) + 1
    records.later(hours=2)
    records.run(lambda uow: uow.outbox.forget(timedelta(hours=72)))
    left = {row_id for (row_id,) in records.sql("SELECT id FROM outbox")}
    assert left == {rows["card"], rows["knock"], waiting}
    assert records.sql("SELECT 1 FROM inbound") == []


def test_an_erasure_leaves_the_message_number_to_delete_and_no_words(records: Records) -> None:
    said = put(records, params={"key": "themes", "codes": ["violence"]})
    records.run(lambda uow: uow.outbox.sent({said: "7"}))
    waiting, other = put(records, params={"key": "themes"}), put(records, MARC, params={"key": "themes"})
    records.run(lambda uow: uow.outbox.sent({other: "8"}))
    records.run(lambda uow: uow.outbox.blank(met(uow).id))
    assert (row(records, said).params, row(records, said).message) == ({}, "7")
    assert row(records, waiting).params == row(records, other).params == {"key": "themes"}


def test_a_forgotten_chat_leaves_no_row_behind_but_what_waits(records: Records) -> None:
    said, waiting = put(records), put(records)
    records.run(lambda uow: uow.outbox.sent({said: "7"}))
    records.run(lambda uow: uow.outbox.remember_inbound(met(uow).id, "8"))
    records.run(lambda uow: uow.outbox.forget_chat(met(uow).id))
    assert [row_id for (row_id,) in records.sql("SELECT id FROM outbox")] == [waiting]
    assert records.sql("SELECT 1 FROM inbound") == []
