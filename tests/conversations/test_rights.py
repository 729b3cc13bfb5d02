"""Rights, with the fixed cast: whoever is refused is refused everything, in the same words, whether it exists or not.

Must never: pass when a refusal changed a row, wrote to somebody else, or differed for a case that exists.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

import pytest

from bot.services.taps import Action
from bot.simulator import faults
from bot.simulator.shapes import Status
from storage.records import Case
from tests.conversations.desk_stage import Desk, a_desk
from tests.conversations.stage import GROUP, KARIMA, LINA, MARC, SOLENE, Stage

STRANGER, OTHER_GROUP = 4001, -1003333333333
STORY = "je dors dehors, zibeline"
UNKNOWN = "AAAAAAAAAAAA"
KEPT = ("cases", "entries", "staff", "access_log", "follow_ups", "promises", "invitations", "drafts", "case_themes")
PRIVATE = tuple(Action)
Outsider = Callable[[Desk], Awaitable[int]]


async def _marc(desk: Desk) -> int:
    """A member of the group whom nobody enrolled."""
    await desk.link(MARC, "")
    await desk.stage.say(MARC, "efface tout")
    return MARC


async def _gone(desk: Desk) -> int:
    """A coordinator who has left the group."""
    desk.stage.world.leave(KARIMA, GROUP)
    await desk.stage.settle()
    return KARIMA


async def _gone_unheard(desk: Desk) -> int:
    """She has left while Telegram told the bot nothing: only getChatMember knows, and is asked at her first word."""
    desk.stage.world.chat(GROUP).members[KARIMA] = Status.LEFT
    await desk.link(KARIMA, "")
    return KARIMA


async def _revoked(desk: Desk) -> int:
    await desk.revoke(KARIMA)
    return KARIMA


async def _lina(desk: Desk) -> int:
    """The young person of this very case."""
    return LINA


async def _stranger(desk: Desk) -> int:
    nadia = desk.young("Nadia", STRANGER)
    await nadia.say("/start")
    await nadia.say("efface tout")
    return STRANGER


OUTSIDERS = [_marc, _gone, _gone_unheard, _revoked, _lina, _stranger]


async def _kept(desk: Desk) -> list[object]:
    return [(name, sorted(map(repr, await desk.table(f"select * from {name}")))) for name in KEPT]


def _heard(desk: Desk, who: int, since: int) -> list[tuple[str, object, object]]:
    """What Telegram was asked since then, by kind, with all words; ids of messages and questions left out."""
    asked = [call for call in desk.stage.world.calls[since:] if call.method not in ("getUpdates", "getChatMember")]
    return [(c.method, c.params.get("chat_id") in (None, who), c.params.get("text")) for c in asked]


async def _differs(desk: Desk, who: int, act: Callable[[str], Awaitable[object]], case: Case) -> list[str]:
    """What a refused person could learn from doing this to a case that exists and to one that does not."""
    before, heard = await _kept(desk), []
    for case_id in (UNKNOWN, case.id):
        since = len(desk.stage.world.calls)
        await act(case_id)
        heard.append(_heard(desk, who, since))
    problems = [] if heard[0] == heard[1] else [f"another answer: {heard}"]
    problems += [] if await _kept(desk) == before else ["something changed"]
    problems += [] if all(mine for _, mine, _ in heard[1]) else ["somebody else was written to"]
    problems += [] if heard[1] else ["silence"]
    return problems


@pytest.mark.parametrize("outsider", OUTSIDERS)
async def test_no_button_of_a_case_does_anything_for_who_has_no_right(stage: Stage, outsider: Outsider) -> None:
    desk, case = await a_desk(stage, recit=STORY)
    await desk.read(case)
    await desk.press(SOLENE, case, Action.REPLY, SOLENE)
    await stage.say(SOLENE, "une réponse pas encore partie")
    who = await outsider(desk)
    found: dict[str, list[str]] = {}
    for action in PRIVATE:
        for argument in ("", "lien_etabli", "x"):
            found[f"{action}/{argument}"] = await _differs(
                desk, who, lambda case_id, a=action, g=argument: desk.forge(who, case_id, a, who, g), case
            )
    assert {name: problems for name, problems in found.items() if problems} == {}
    assert desk.answer().text == desk.say("You cannot do that here.")
    assert "zibeline" not in "".join(text for chat in (MARC, KARIMA) for text in desk.texts(chat))
    assert "pas encore partie" not in desk.ever(LINA)


@pytest.mark.parametrize("outsider", [_marc, _revoked])
async def test_no_button_of_the_group_does_anything_for_who_has_no_right(stage: Stage, outsider: Outsider) -> None:
    desk, case = await a_desk(stage)
    who = await outsider(desk)
    for action in PRIVATE:
        problems = await _differs(desk, who, lambda case_id, a=action: desk.forge(who, case_id, a, GROUP), case)
        assert (action, problems) == (action, [])
        assert desk.answer().text == desk.say("You cannot do that here.")
        assert desk.answer().url == "", "not even the link"


@pytest.mark.parametrize("outsider", OUTSIDERS)
async def test_no_deep_link_opens_a_case_for_who_has_no_right(stage: Stage, outsider: Outsider) -> None:
    desk, case = await a_desk(stage, recit=STORY)
    who = await outsider(desk)
    problems = await _differs(desk, who, lambda case_id: desk.link(who, f"l_{case_id}"), case)
    assert problems == []
    if who != LINA:
        assert "zibeline" not in desk.ever(who)
    assert (await desk.case(case)).opened_at is None
    assert (await desk.case(case)).holder_id == ""


@pytest.mark.parametrize("payload", ["l_", "l_x", f"l_{UNKNOWN}", "l_" + "A" * 60])
async def test_a_link_to_nothing_tells_a_coordinator_nothing(stage: Stage, payload: str) -> None:
    desk, _ = await a_desk(stage)
    before = await _kept(desk)
    await desk.link(SOLENE, payload)
    assert stage.last(SOLENE).text == desk.say("You cannot do that here.")
    assert await _kept(desk) == before


@pytest.mark.parametrize("outsider", OUTSIDERS)
async def test_who_has_no_right_invites_nobody(stage: Stage, outsider: Outsider) -> None:
    desk, _ = await a_desk(stage)
    who = await outsider(desk)
    before = await desk.table("select count(*) from invitations")
    await stage.say(who, "/inviter")
    assert await desk.table("select count(*) from invitations") == before
    assert "start=c_" not in desk.ever(who)


async def test_a_coordinator_who_comes_back_into_the_group_has_her_rights_again(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await _gone(desk)
    await desk.read(case, KARIMA)
    assert (await desk.case(case)).opened_at is None
    stage.world.join(KARIMA, GROUP)
    await stage.settle()
    await desk.read(case, KARIMA)
    assert (await desk.case(case)).opened_at is not None


async def test_who_was_revoked_does_not_come_back_by_joining_the_group_again(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.revoke(KARIMA)
    stage.world.leave(KARIMA, GROUP)
    await stage.settle()
    stage.world.join(KARIMA, GROUP)
    await stage.settle()
    await desk.read(case, KARIMA)
    assert (await desk.case(case)).opened_at is None


async def test_a_muted_coordinator_who_has_left_is_a_stranger(stage: Stage) -> None:
    """Telegram keeps « restricted » for a muted member who left, and says apart that she is none any more."""
    desk, case = await a_desk(stage)
    person = {"id": KARIMA, "is_bot": False, "first_name": "Karima"}
    rights = ("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
              "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
              "can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages",
              "can_manage_topics", "can_edit_tag", "can_react_to_messages")  # fmt: skip
    muted = dict.fromkeys(rights, False)
    member = {"status": "restricted", "user": person, "is_member": False, "until_date": 0, **muted}
    answer = json.dumps({"ok": True, "result": member}).encode()
    stage.api.faults.fail_next("getChatMember", faults.Fault(200, answer))
    await desk.press(KARIMA, case, Action.TAKE)
    assert (await desk.case(case)).holder_id == ""


@pytest.mark.parametrize("trouble", [faults.internal_error(), faults.timed_out(), faults.too_many(30)])
async def test_when_telegram_does_not_say_who_is_inside_a_coordinator_still_works(
    stage: Stage, trouble: faults.Fault
) -> None:
    """The departures that were heard of decide alone."""
    desk, case = await a_desk(stage)
    stage.world.leave(KARIMA, GROUP)
    await stage.settle()
    stage.api.faults.fail_next("getChatMember", trouble, times=None)
    await desk.forge(KARIMA, case.id, Action.TAKE, KARIMA)
    assert (await desk.case(case)).holder_id == ""
    await desk.press(SOLENE, case, Action.TAKE)
    assert (await desk.case(case)).holder_id == (await desk.person(SOLENE)).id


# -- who is nobody ---------------------------------------------------------------------------------------------------


async def test_anonymous_administrators_and_channels_do_nothing(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    before, since = await _kept(desk), len(stage.world.calls)
    for text in ("/inviter", "/start", f"/start l_{case.id}", "bonjour", f"c:{case.id}:prendre", "/effacer", "stop"):
        stage.world.send_text(SOLENE, GROUP, text, anonymous=True)
        await stage.settle()
    channel = {"id": -1009, "type": "channel", "title": "x"}
    for kind in ("channel_post", "edited_channel_post"):
        post = {"message_id": 5, "date": 1773265200, "chat": channel, "text": "/inviter"}
        stage.world.push_raw({kind: post})
    await stage.settle()
    assert await _kept(desk) == before
    assert _heard(desk, 0, since) == []
    assert await desk.table("select count(*) from dead_letters") == [(0,)]


async def test_talk_in_the_group_is_none_of_our_business(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    before, since = await _kept(desk), len(stage.world.calls)
    for who in (SOLENE, MARC):
        for text in (f"je prends {case.reference}", "efface tout", "stop", "/inviter", "/aide", "/mesdonnees"):
            stage.world.send_text(who, GROUP, text)
    stage.world.send_photo(MARC, GROUP, caption="regardez")
    await stage.settle()
    assert await _kept(desk) == before
    assert _heard(desk, 0, since) == []


async def test_a_join_in_some_other_group_gives_and_takes_nothing(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    stage.world.add_group("Autre", members=[MARC], chat_id=OTHER_GROUP)
    stage.world.join(SOLENE, OTHER_GROUP)
    stage.world.leave(SOLENE, OTHER_GROUP)
    await stage.settle()
    await desk.press(SOLENE, case, Action.TAKE)
    assert (await desk.case(case)).holder_id == (await desk.person(SOLENE)).id


async def test_membership_is_asked_once_a_minute_at_most_and_at_once_after_a_departure(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.press(SOLENE, case, Action.TAKE)
    asked = len(stage.world.calls_of("getChatMember"))
    await desk.forge(SOLENE, case.id, Action.TAKE)
    assert len(stage.world.calls_of("getChatMember")) == asked
    stage.world.leave(SOLENE, GROUP)
    await desk.forge(SOLENE, case.id, Action.MORE, SOLENE)
    assert len(stage.world.calls_of("getChatMember")) == asked + 1
    assert desk.answer().text == desk.say("You cannot do that here.")
