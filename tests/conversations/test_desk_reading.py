"""*Lire en privé*: the case before one pair of eyes, its words for an hour, the person told, and a line in the log.

Must never: leave a story in a chat beyond its delay, whatever happens to the process in between.
"""

from __future__ import annotations

from datetime import timedelta

from bot.services.taps import Action
from bot.simulator.shapes import Message
from storage.records import CaseState
from tests.conversations.desk_stage import DISCREET, IMMEDIATE, Desk, a_desk, paris, starting
from tests.conversations.stage import GROUP, KARIMA, LINA, SOLENE, Stage
from tests.conversations.youth_stage import Young

STORY = "je dors chez un pote depuis lundi, zibeline"


def stories(desk: Desk, who: int = SOLENE) -> list[Message]:
    """Messages that still show the person's words."""
    return [message for message in desk.stage.world.visible(who) if message.by_bot and "zibeline" in message.text]


async def test_the_groups_button_answers_with_a_link_that_needs_no_earlier_start(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    stage.world.chat(KARIMA).started = False
    answer = await desk.press(KARIMA, case, Action.READ)
    assert answer.url == f"https://t.me/{stage.world.bot.username}?start=l_{case.id}"
    assert (await desk.case(case)).opened_at is None, "the button alone has shown nothing to anybody"
    await desk.link(KARIMA, answer.url)
    assert (await desk.case(case)).opened_at == stage.clock.now()
    assert any(case.reference in text for text in desk.texts(KARIMA))


async def test_reading_takes_the_case_when_nobody_holds_it(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.press(SOLENE, case, Action.READ)
    held = await desk.case(case)
    assert held.holder_id == (await desk.person(SOLENE)).id
    assert held.state is CaseState.TAKEN
    await desk.press(KARIMA, case, Action.READ)
    await desk.read(case, KARIMA)
    assert (await desk.case(case)).holder_id == held.holder_id, "whoever reads later takes nothing away"


async def test_the_case_file_has_the_fields_the_team_needs(stage: Stage) -> None:
    desk, case = await a_desk(
        stage, en_securite="ne_sait_pas", contact_discret="non", themes=("famille_logement", "logement"), recit=STORY,
        designation="Naël", short_road="continuer", attente="rendez_vous", delai_souhaite="aujourd_hui",
    )  # fmt: skip
    await desk.read(case)
    file = desk.about(case, SOLENE)[0]
    assert file.protected
    assert desk.say("For me").casefold() in file.text
    for msgid in ("15-17", "I'm not sure", "a place to live", "An appointment", "Today", "Here"):
        assert desk.say(msgid) in file.text
    assert "Naël" in file.text
    assert "zibeline" not in file.text
    opened = await desk.case(case)
    assert opened.answer_by is not None
    promised = stage.service.house.words().before(opened.answer_by, stage.clock.now())
    assert promised in file.text
    assert desk.actions_shown(file) == {Action.REPLY, Action.PLAN, Action.REFER, Action.MORE}


async def test_the_story_is_protected_silent_and_gone_after_the_delay(stage: Stage) -> None:
    desk, case = await a_desk(stage, recit=STORY)
    await desk.read(case)
    (story,) = stories(desk)
    assert story.protected
    assert story.silent
    delay = timedelta(minutes=stage.service.house.territory.delays.story_visible_minutes)
    assert stage.service.house.words().hour(stage.clock.now() + delay) in story.text
    await stage.advance(seconds=delay.total_seconds() - 1)
    assert stories(desk)
    await stage.advance(seconds=1)
    assert stories(desk) == []
    assert story.deleted_by_bot
    assert case.reference in "\n".join(desk.texts(SOLENE)), "the case file stays"


async def test_the_story_goes_even_when_the_service_slept_over_its_hour(stage: Stage) -> None:
    desk, case = await a_desk(stage, recit=STORY)
    await desk.read(case)
    stage.clock.advance(timedelta(hours=9))
    assert stories(desk)
    await stage.restart(stage.service.house.catalogues)
    await stage.settle()
    assert stories(desk) == []


async def test_a_long_story_arrives_whole_and_every_part_of_it_goes(stage: Stage) -> None:
    desk, case = await a_desk(stage, recit="zibeline début")
    parts = [f"zibeline {number} " + f"<&{number}é😀 " * 680 for number in range(4)]
    parts = [part[:4000].strip() for part in parts]
    for part in parts:
        await stage.say(LINA, part)
    before = len(stage.world.messages(SOLENE))
    await desk.read(case)
    said = [message for message in stage.world.messages(SOLENE)[before:] if message.by_bot]
    shown = [message for message in said if not message.text.startswith(case.reference)]
    together = "".join(message.text for message in shown).replace("\n", "").replace(" ", "")
    for part in parts:
        assert part.replace(" ", "") in together
    assert len(shown) >= 4
    assert all(message.protected for message in shown)
    await desk.until("2026-03-11T23:45")
    assert [message for message in shown if not message.deleted] == []


async def test_a_story_of_one_word_or_none_at_all(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    before = len(stage.world.said(SOLENE))
    await desk.read(case)
    assert len(stage.world.said(SOLENE)) == before + 1, "no story, no empty message"


async def test_each_reading_is_logged_without_its_content(stage: Stage) -> None:
    desk, case = await a_desk(stage, recit=STORY)
    await desk.press(SOLENE, case, Action.TAKE)
    await desk.read(case)
    await desk.read(case, KARIMA)
    assert await desk.actions(case) == [("Solène", "take"), ("Solène", "read"), ("Karima", "read")]
    rows = await desk.table("select * from access_log")
    assert "zibeline" not in repr(rows)
    assert {row[4] for row in rows} == {case.reference}


@starting("2026-03-12T09:20")
async def test_the_person_learns_that_it_is_read_and_when_an_answer_comes(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    opened = await desk.read(case)
    words = stage.service.house.words()
    said = stage.last(LINA).text
    assert words.hour(stage.clock.now()) in said
    assert opened.answer_by == paris("2026-03-13T12:00")
    assert words.before(opened.answer_by, stage.clock.now()) in said
    rows = await desk.table("select kind, kept_at is not null from promises order by made_at")
    assert rows == [("read", 1), ("answer", 0)]


async def test_at_night_it_is_told_at_eight_in_the_morning(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    before = desk.texts(LINA)
    await desk.read(case)
    await desk.until("2026-03-12T07:59")
    assert desk.texts(LINA) == before
    await desk.until("2026-03-12T08:00")
    assert len(desk.texts(LINA)) == len(before) + 1
    assert stage.service.house.words().moment(paris("2026-03-11T22:40")) in stage.last(LINA).text


async def test_an_immediate_case_is_told_at_once_even_at_night(stage: Stage) -> None:
    desk, case = await a_desk(stage, **IMMEDIATE)
    before = len(desk.texts(LINA))
    await desk.read(case)
    assert len(desk.texts(LINA)) == before + 1


async def test_whoever_said_stop_meanwhile_is_not_told_in_the_morning(stage: Stage) -> None:
    desk, case = await a_desk(stage)
    await desk.read(case)
    await stage.say(LINA, "stop")
    before = desk.texts(LINA)
    await desk.until("2026-03-12T12:00")
    assert desk.texts(LINA) == before


@starting("2026-03-12T09:20")
async def test_a_phone_that_others_read_is_never_told(stage: Stage) -> None:
    desk, case = await a_desk(stage, **DISCREET)
    before = len(stage.world.messages(LINA))
    await desk.read(case)
    await desk.until("2026-03-12T11:00")
    assert len(stage.world.messages(LINA)) == before


async def test_reading_twice_tells_the_person_once(stage: Stage) -> None:
    desk, case = await a_desk(stage, **IMMEDIATE)
    before = len(desk.texts(LINA))
    opened = await desk.read(case)
    await stage.advance(minutes=30)
    assert (await desk.read(case, KARIMA)).opened_at == opened.opened_at
    assert len(desk.texts(LINA)) == before + 1


async def test_reading_during_the_writing_shows_what_came_in_between(stage: Stage) -> None:
    """The tap and the words arrive in one batch."""
    desk, case = await a_desk(stage, recit=STORY)
    stage.world.open_link(SOLENE, f"l_{case.id}")
    stage.world.send_text(LINA, LINA, "et encore zibeline bis")
    await stage.settle()
    if not any("bis" in message.text for message in stories(desk)):
        assert desk.actions_shown(stage.last(SOLENE)) == {Action.READ}, "words nobody showed are announced"
        await desk.press(SOLENE, case, Action.READ, SOLENE)
    assert any("bis" in message.text for message in stories(desk))


async def test_a_bare_alert_shows_no_story_and_promises_no_answer(stage: Stage) -> None:
    desk = Desk(stage)
    await Young(stage).reach("contact_discret", en_securite="non", warn_team="oui")
    case = await Young(stage).case(CaseState.ALERT)
    opened = await desk.read(case)
    assert opened.answer_by is None
    assert await desk.table("select kind from promises") == []
    file = desk.about(case, SOLENE)[0].text
    assert desk.say("Alert. Nothing has been sent yet: there is no story to read.") in file
    assert desk.say("You will have an answer here {when}.", when="").strip(" .") not in desk.texts(LINA)[-1]


async def test_words_sent_after_a_bare_alert_are_unread_and_unanswered_again(stage: Stage) -> None:
    desk = Desk(stage)
    young = Young(stage)
    await young.reach("contact_discret", en_securite="non", warn_team="oui")
    case = await young.case(CaseState.ALERT)
    await desk.read(case)
    await desk.reply(case, "Je suis là si tu veux.")
    await desk.press(SOLENE, case, Action.MORE, SOLENE)
    await desk.press(SOLENE, case, Action.FALSE_ALARM, SOLENE)
    sent = await young.send(contact_discret="non")
    assert sent.id == case.id
    assert (sent.opened_at, sent.answered_at, sent.false_alarm_at) == (None, None, None)
    assert desk.say("False alarm.") not in desk.card(case).text
    rings = len(desk.rings(SOLENE))
    await desk.until("2026-03-12T09:01")
    assert len(desk.rings(SOLENE)) == rings + 1, "the holder is called at opening"


async def test_the_group_never_gets_a_case_file(stage: Stage) -> None:
    desk, case = await a_desk(stage, recit=STORY)
    await desk.press(SOLENE, case, Action.READ)
    await desk.read(case)
    for action in (Action.REPLY, Action.MORE, Action.SUMMARY, Action.CLOSE, Action.FALSE_ALARM, Action.SEND):
        assert (await desk.forge(SOLENE, case.id, action, GROUP)).text == desk.say("You cannot do that here.")
    assert "zibeline" not in desk.ever(GROUP)
    assert (await desk.case(case)).false_alarm_at is None
