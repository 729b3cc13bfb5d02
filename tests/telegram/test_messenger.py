"""The messenger against the simulated Telegram: what arrives, and what each refusal means for the reader."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.messages import Address, Button, Message, Undeliverable, Undelivered
from bot.simulator import faults
from bot.simulator.shapes import ChatType, Status
from tests.telegram.messenger_stage import HELLO, Stage, address, in_process

LONG = Message("\n".join(f"ligne {number} " + "d'un récit " * 8 for number in range(100)))


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with in_process() as stage:
        yield stage


async def test_a_bubble_arrives_as_it_was_written(stage: Stage) -> None:
    message = Message("1 < 2 & « Salut »", rows=((Button("Oui", "y"), Button("Non", "n")),), code="MS-2026-0042")
    message_id = await stage.messenger.send(stage.to_lina, message)
    arrived = stage.world.message(stage.lina.id, int(message_id))
    assert arrived.text == "1 < 2 & « Salut »\nMS-2026-0042"
    assert [entity["type"] for entity in arrived.entities] == ["pre"]
    assert [(button.label, button.data) for button in stage.world.buttons(arrived)] == [("Oui", "y"), ("Non", "n")]
    assert (arrived.silent, arrived.protected) == (False, False)


async def test_a_silent_protected_bubble_rings_nowhere_and_cannot_be_forwarded(stage: Stage) -> None:
    message_id = await stage.messenger.send(stage.to_lina, Message("Un message t'attend.", silent=True, protected=True))
    arrived = stage.world.message(stage.lina.id, int(message_id))
    assert (arrived.silent, arrived.protected) == (True, True)


async def test_links_are_shown_without_a_preview(stage: Stage) -> None:
    await stage.messenger.send(stage.to_lina, Message("https://www.masecurite.interieur.gouv.fr"))
    assert stage.world.calls_of("sendMessage")[-1].params["link_preview_options"] == {"is_disabled": True}


async def test_a_long_text_arrives_in_parts_with_the_buttons_under_the_last(stage: Stage) -> None:
    message = Message(LONG.text, rows=((Button("Effacer", "e"),),))
    ids = (await stage.messenger.send(stage.to_lina, message)).split(",")
    parts = [stage.world.message(stage.lina.id, int(message_id)) for message_id in reversed(ids)]
    assert len(parts) == 3
    assert "\n".join(part.text for part in parts).split() == LONG.text.split()
    assert [bool(stage.world.buttons(part)) for part in parts] == [False, False, True]
    assert [part.silent for part in parts] == [False, True, True]


async def test_every_part_of_a_long_text_is_deleted(stage: Stage) -> None:
    message_id = await stage.messenger.send(stage.to_lina, LONG)
    await stage.messenger.delete(stage.to_lina, message_id)
    assert stage.world.said(stage.lina.id) == []


async def test_one_part_too_old_to_be_deleted_does_not_keep_the_others(stage: Stage) -> None:
    old = await stage.messenger.send(stage.to_lina, HELLO)
    stage.world.clock.advance(timedelta(hours=49))
    fresh = await stage.messenger.send(stage.to_lina, HELLO)
    with pytest.raises(Undeliverable) as caught:
        await stage.messenger.delete(stage.to_lina, f"{old},{fresh}")
    assert caught.value.reason is Undelivered.REFUSED
    assert [message.id for message in stage.world.said(stage.lina.id)] == [int(old)]


async def test_an_edit_replaces_text_and_buttons(stage: Stage) -> None:
    unopened = Message("pas encore ouverte", rows=((Button("Je prends", "t"),),))
    message_id = await stage.messenger.send(stage.to_group, unopened)
    await stage.messenger.edit(stage.to_group, message_id, Message("ouverte"))
    card = stage.world.message(stage.group.id, int(message_id))
    assert (card.text, stage.world.buttons(card)) == ("ouverte", [])


async def test_an_edit_that_changes_nothing_succeeds(stage: Stage) -> None:
    message_id = await stage.messenger.send(stage.to_lina, HELLO)
    await stage.messenger.edit(stage.to_lina, message_id, HELLO)
    assert stage.world.calls_of("editMessageText")[-1].error is not None


async def test_editing_or_pinning_what_is_gone_says_so(stage: Stage) -> None:
    message_id = await stage.messenger.send(stage.to_group, HELLO)
    await stage.messenger.delete(stage.to_group, message_id)
    for attempt in (
        stage.messenger.edit(stage.to_group, message_id, Message("autre")),
        stage.messenger.pin(stage.to_group, message_id),
    ):
        with pytest.raises(Undeliverable) as caught:
            await attempt
        assert (caught.value.reason, caught.value.permanent) == (Undelivered.GONE, True)


async def test_a_text_too_long_for_one_message_is_never_cut_by_an_edit(stage: Stage) -> None:
    message_id = await stage.messenger.send(stage.to_lina, HELLO)
    with pytest.raises(Undeliverable) as caught:
        await stage.messenger.edit(stage.to_lina, message_id, LONG)
    assert caught.value.reason is Undelivered.REFUSED
    assert stage.world.message(stage.lina.id, int(message_id)).text == HELLO.text


async def test_deleting_twice_succeeds(stage: Stage) -> None:
    message_id = await stage.messenger.send(stage.to_lina, HELLO)
    await stage.messenger.delete(stage.to_lina, message_id)
    await stage.messenger.delete(stage.to_lina, message_id)
    assert stage.world.said(stage.lina.id) == []


async def test_a_pinned_message_is_pinned_without_a_sound(stage: Stage) -> None:
    message_id = await stage.messenger.send(stage.to_group, HELLO)
    await stage.messenger.pin(stage.to_group, message_id)
    assert stage.world.message(stage.group.id, int(message_id)).pinned
    assert stage.world.calls_of("pinChatMessage")[-1].params["disable_notification"] is True


async def test_somebody_who_blocked_the_bot_is_blocked(stage: Stage) -> None:
    stage.world.block_bot(stage.lina.id)
    with pytest.raises(Undeliverable) as caught:
        await stage.messenger.send(stage.to_lina, HELLO)
    assert (caught.value.reason, caught.value.permanent) == (Undelivered.BLOCKED, True)


async def test_a_deleted_account_is_deactivated(stage: Stage) -> None:
    stage.world.deactivate(stage.lina.id)
    with pytest.raises(Undeliverable) as caught:
        await stage.messenger.send(stage.to_lina, HELLO)
    assert caught.value.reason is Undelivered.DEACTIVATED


async def test_a_group_that_removed_the_bot_kicked_it(stage: Stage) -> None:
    stage.world.remove_bot(stage.group.id)
    with pytest.raises(Undeliverable) as caught:
        await stage.messenger.send(stage.to_group, HELLO)
    assert caught.value.reason is Undelivered.KICKED


async def test_a_group_where_the_bot_is_muted_is_a_lost_road_too(stage: Stage) -> None:
    stage.world.mute_bot(stage.group.id)
    with pytest.raises(Undeliverable) as caught:
        await stage.messenger.send(stage.to_group, HELLO)
    assert caught.value.reason is Undelivered.KICKED


@pytest.mark.parametrize("value", ["999", "not a number"])
async def test_an_address_nobody_has_is_not_found(stage: Stage, value: str) -> None:
    with pytest.raises(Undeliverable) as caught:
        await stage.messenger.send(Address("telegram", value), HELLO)
    assert caught.value.reason is Undelivered.CHAT_NOT_FOUND


async def test_nobody_can_be_written_to_first(stage: Stage) -> None:
    marc = stage.world.add_person("Marc")
    with pytest.raises(Undeliverable) as caught:
        await stage.messenger.send(address(marc.id), HELLO)
    assert (caught.value.reason, caught.value.permanent) == (Undelivered.CHAT_NOT_FOUND, True)


async def test_a_group_that_became_a_supergroup_tells_its_new_address(stage: Stage) -> None:
    old = stage.world.add_group(
        "Civique", members=[stage.lina.id], kind=ChatType.GROUP, bot_status=Status.MEMBER
    )
    new = stage.world.migrate_group_to_supergroup(old.id)
    with pytest.raises(Undeliverable) as caught:
        await stage.messenger.send(address(old.id), HELLO)
    assert (caught.value.reason, caught.value.moved_to) == (Undelivered.MOVED, str(new.id))


@pytest.mark.parametrize("as_timedelta", ["true", "false"])
@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
async def test_a_flood_says_how_long_to_wait(stage: Stage, as_timedelta: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", as_timedelta)
    problem = await stage.refusal("sendMessage", faults.too_many(17))
    assert (problem.reason, problem.retry_after, problem.permanent) == (Undelivered.SLOW_DOWN, 17.0, False)


@pytest.mark.parametrize(
    "fault",
    [faults.timed_out(), faults.reset(), faults.internal_error(), faults.bad_gateway(), faults.conflict(),
     faults.Fault(200, b"<html>"), faults.Fault(200, b"[]"), faults.Fault(200, b'{"ok": true}'),
     faults.Fault(200, b'{"ok": true, "result": true}'), faults.Fault(500, b"[]")],
)  # fmt: skip
async def test_a_network_that_fails_passes(stage: Stage, fault: faults.Fault, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "telegram")
    problem = await stage.refusal("sendMessage", fault)
    assert (problem.reason, problem.permanent) == (Undelivered.UNREACHABLE, False)


@pytest.mark.parametrize("fault", [faults.unauthorized(), faults.not_found()])
async def test_a_refused_token_is_nobodys_fault(stage: Stage, fault: faults.Fault) -> None:
    problem = await stage.refusal("sendMessage", fault)
    assert (problem.reason, problem.permanent) == (Undelivered.UNAUTHORIZED, False)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Bad Request: message text is empty", Undelivered.REFUSED),
        ("Bad Request: PEER_ID_INVALID", Undelivered.CHAT_NOT_FOUND),
        ("Bad Request: something new", Undelivered.REFUSED),
    ],
)
async def test_a_bad_request_is_never_retried(stage: Stage, said: str, reason: Undelivered) -> None:
    problem = await stage.refusal("sendMessage", faults.refusal(400, said))
    assert (problem.reason, problem.permanent) == (reason, True)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Forbidden: bot can't send messages to bots", Undelivered.REFUSED),
        ("Forbidden: the group chat was deleted", Undelivered.KICKED),
        ("Forbidden: something new", Undelivered.BLOCKED),
    ],
)
async def test_what_is_forbidden_is_never_retried(stage: Stage, said: str, reason: Undelivered) -> None:
    assert (await stage.refusal("sendMessage", faults.refusal(403, said))).reason is reason


async def test_a_button_nobody_could_tap_is_refused_before_it_leaves(stage: Stage) -> None:
    with pytest.raises(Undeliverable) as caught:
        await stage.messenger.send(stage.to_lina, Message("?", rows=((Button("Oui", "x" * 65),),)))
    assert caught.value.reason is Undelivered.REFUSED
    assert stage.world.calls_of("sendMessage") == []


async def test_an_error_holds_neither_an_address_nor_words(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    stage.world.block_bot(stage.lina.id)
    with pytest.raises(Undeliverable) as caught:
        await stage.messenger.send(stage.to_lina, HELLO)
    assert "Lina" not in caplog.text + repr(caught.value)
    assert str(stage.lina.id) not in caplog.text + repr(caught.value) + repr(stage.to_lina)
