"""Edited messages, photos, voices and stickers; two answers in one breath; a flood; another language in the middle."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.intake.asides import Aside
from bot.intake.dialogue import Nav
from bot.services.taps import Word
from bot.simulator.shapes import Message
from storage.records import EntryKind
from tests.conversations.stage import MARC, SOLENE, Stage
from tests.conversations.youth_stage import Young, open_it


@pytest.fixture
def start() -> datetime:
    return datetime.fromisoformat("2026-03-10T15:00:00+01:00")


async def typed(lina: Young, words: str) -> Message:
    message = lina.stage.world.send_text(lina.user, lina.user, words)
    await lina.stage.settle()
    return message


async def edit(lina: Young, message: Message, words: str) -> None:
    lina.stage.world.edit_text(lina.user, lina.user, message.id, words)
    await lina.stage.settle()


# -- edits ---------------------------------------------------------------------------------------------------------


async def test_an_edit_replaces_its_message_in_the_story_of_a_draft(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    first = await typed(lina, "c'est avec Kevin")
    await typed(lina, "tous les soirs")
    await edit(lina, first, "c'est avec quelqu'un")
    assert [part.text for part in (await lina.kept()).draft.story] == ["c'est avec quelqu'un", "tous les soirs"]
    assert lina.label("I have noted your change.") in lina.texts()


async def test_an_edit_replaces_the_words_kept_for_the_story(stage: Stage) -> None:
    lina = Young(stage)
    first = await typed(lina, "slt jpeux parler de Kevin ?")
    await edit(lina, first, "slt jpeux vous parler ici ?")
    await lina.send()
    assert [entry.body for entry in await lina.entries(EntryKind.STORY)] == ["slt jpeux vous parler ici ?"]


async def test_an_edit_never_answers_a_question(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("pour_qui")
    answer = await typed(lina, "moi")
    before = (await lina.kept()).draft
    for words in ("non", "2", "retour", "/start", "efface tout", "stop"):
        await edit(lina, answer, words)
        assert (await lina.kept()).draft == before, words


async def test_an_edit_of_an_unread_case_replaces_the_text(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    story = await typed(lina, "c'est avec Kevin")
    await lina.send()
    later = await typed(lina, "et sa soeur Léa")
    await edit(lina, story, "c'est avec quelqu'un")
    await edit(lina, later, "et sa soeur")
    assert [entry.body for entry in await lina.entries()] == ["c'est avec quelqu'un", "et sa soeur"]


async def test_an_edit_of_a_read_case_is_added_and_the_first_stays(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    story = await typed(lina, "il m'a frappé")
    case = await lina.send()
    await open_it(stage, case)
    told = len(stage.texts(SOLENE))
    await edit(lina, story, "il m'a bousculé")
    assert [(e.kind, e.body) for e in await lina.entries(EntryKind.STORY, EntryKind.EDIT)] == [
        (EntryKind.STORY, "il m'a frappé"), (EntryKind.EDIT, "il m'a bousculé"),
    ]  # fmt: skip
    assert len(stage.texts(SOLENE)) == told + 1, "the holder hears of it"
    assert "bousculé" not in stage.texts(SOLENE)[-1]


async def test_an_edit_that_changes_nothing_is_not_added_twice(stage: Stage) -> None:
    """Telegram sends edited_message for changes a bot cannot see."""
    lina = Young(stage)
    await lina.reach("recit")
    story = await typed(lina, "il m'a frappé")
    case = await lina.send()
    await open_it(stage, case)
    for _ in range(2):
        await edit(lina, story, "il m'a bousculé")
    assert len(await lina.entries(EntryKind.EDIT)) == 1
    await edit(lina, story, "il m'a bousculé, une fois")
    assert [entry.body for entry in await lina.entries(EntryKind.EDIT)] == ["il m'a bousculé, une fois"], "still unread"


async def test_an_edit_of_words_nobody_keeps_is_harmless(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    story = await typed(lina, "c'est avec Kevin")
    await lina.say("efface tout")
    await edit(lina, story, "c'est avec quelqu'un")
    assert await lina.draft() is None
    assert not await lina.table("select 1 from entries")


# -- photos, voices, stickers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["pour_qui", "recit", ""])
async def test_what_is_no_text_is_not_downloaded_and_it_is_said_why(stage: Stage, asked: str) -> None:
    lina, world = Young(stage), stage.world
    await (lina.reach(asked) if asked else lina.send())
    before = await lina.draft()
    for kind in ("photo", "voice", "video", "document", "sticker", "album"):
        heard = lina.ever()
        getattr(world, f"send_{kind}")(lina.user, lina.user)
        await stage.settle()
        said = [bubble.text for bubble in lina.since(heard)]
        assert len(said) == 1, f"{kind}: an album is one answer"
        assert said[0].startswith(lina.label("I don't open photos, voice messages or files, to protect you.")), kind
    assert world.calls_of("getFile") == []
    after = await lina.draft()
    assert (after and after.draft) == (before and before.draft)


async def test_a_caption_counts_as_words_and_can_be_edited(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    photo = stage.world.send_photo(lina.user, lina.user, caption="c'est avec Kevin")
    await stage.settle()
    assert [part.text for part in (await lina.kept()).draft.story] == ["c'est avec Kevin"]
    await edit(lina, photo, "c'est avec quelqu'un")
    assert [part.text for part in (await lina.kept()).draft.story] == ["c'est avec quelqu'un"]
    assert stage.world.calls_of("getFile") == []


async def test_a_photo_as_the_first_sign_begins_a_contact(stage: Stage) -> None:
    lina = Young(stage)
    stage.world.send_photo(lina.user, lina.user)
    await stage.settle()
    assert await lina.asking() == Aside.WELCOME


# -- two answers in one breath, a flood ----------------------------------------------------------------------------


async def test_of_two_answers_within_one_second_the_second_answers_nothing_unseen_and_is_kept(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("pour_qui")
    for words in ("moi", "non", "16"):
        stage.world.send_text(lina.user, lina.user, words)
    await stage.settle()
    assert await lina.answers() == {"pour_qui": ("moi",)}
    assert await lina.asking() == "en_securite"
    assert [part.text for part in (await lina.kept()).draft.first_words] == ["non", "16"]
    await lina.say("oui")
    assert await lina.asking() == "tranche_age"
    await lina.reach(Aside.KEEP_WORDS)


async def test_two_people_at_the_same_moment_do_not_disturb_each_other(stage: Stage) -> None:
    lina, marc = Young(stage), Young(stage, MARC)
    await lina.reach("pour_qui")
    await marc.reach("tranche_age")
    for one, words in ((lina, "moi"), (marc, "17 ans")):
        stage.world.send_text(one.user, one.user, words)
    await stage.settle()
    assert (await lina.answers())["pour_qui"] == ("moi",)
    assert (await marc.answers())["tranche_age"] == ("de_15_17",)


async def test_two_taps_within_one_second_answer_one_question(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("en_securite")
    message, _ = lina.buttons()[-1]
    draft_id = (await lina.kept()).id
    for choice in ("oui", "non"):
        stage.world.tap(lina.user, lina.user, message.id, f"q:{draft_id}:en_securite:{choice}")
    await stage.settle()
    assert (await lina.answers())["en_securite"] == ("oui",)
    assert await lina.asking() == "tranche_age"


async def test_several_messages_of_a_story_are_thanked_once_and_all_kept(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    heard = lina.ever()
    for words in ("un", "deux", "trois"):
        stage.world.send_text(lina.user, lina.user, words)
    await stage.settle()
    assert len(lina.since(heard)) == 1
    assert [part.text for part in (await lina.kept()).draft.story] == ["un", "deux", "trois"]


async def test_a_flood_is_slowed_said_once_and_ends(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("accord_envoi")
    limit = stage.service.house.territory.flood.messages_per_minute
    for _ in range(limit + 10):
        await lina.say("???")
    told = [t for t in lina.texts() if t.startswith(lina.label("You are writing very fast. I slow down for a minute."))]
    assert len(told) == 1
    heard = lina.ever()
    await lina.say("???")
    assert lina.since(heard) == []
    await stage.advance(minutes=1, seconds=1)
    await lina.say("???")
    assert lina.since(heard), "never banned without an end"


@pytest.mark.parametrize("words", ["aide", "/aide", "stop", "efface tout", "cache"])
async def test_in_a_flood_the_words_at_any_moment_still_work(stage: Stage, words: str) -> None:
    lina = Young(stage)
    await lina.reach("accord_envoi")
    for _ in range(stage.service.house.territory.flood.messages_per_minute + 5):
        await lina.say("???")
    heard = lina.ever()
    await lina.say(words)
    assert lina.since(heard), "answered"
    if words == "efface tout":
        assert await lina.draft() is None


async def test_in_a_flood_a_story_goes_on_being_kept(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    for number in range(30):
        await lina.say(f"mot {number}")
    assert len((await lina.kept()).draft.story) == 30


async def test_a_flood_of_stickers_is_slowed_too(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    heard = lina.ever()
    for _ in range(40):
        stage.world.send_sticker(lina.user, lina.user)
        await stage.settle()
    assert len(lina.since(heard)) <= stage.service.house.territory.flood.messages_per_minute + 1


async def test_a_story_that_is_full_says_so_and_keeps_what_came_first(stage: Stage) -> None:
    lina = Young(stage)
    await lina.reach("recit")
    await lina.say("a" * 990)
    await lina.say("b" * 50)
    await lina.say("c" * 50)
    assert "".join(part.text for part in (await lina.kept()).draft.story) == "a" * 990 + "b" * 10
    assert any(text.startswith(lina.label("That is enough for the team, thank you. I could not keep what came after."))
               for text in lina.texts())  # fmt: skip


# -- another language ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["tap", "command"])
async def test_another_language_in_the_middle_goes_on_at_the_same_question(stage: Stage, way: str) -> None:
    lina = Young(stage)
    await lina.reach("attente")
    before = (await lina.kept()).draft
    if way == "command":
        await lina.say("/langue")
    await lina.word(Word.ENGLISH)
    after = (await lina.kept()).draft
    assert {key: codes for key, codes in after.answers.items() if key != "langue"} == before.answers
    assert lina.texts()[-1].startswith("What would help you most?")
    await lina.say("An appointment")
    assert (await lina.answers())["attente"] == ("rendez_vous",)
    assert lina.texts()[-1].startswith("When do you need an answer?")
    case = await lina.send(accord_partage=Nav.PASS, short_road="continuer")
    assert lina.words.say("x") == "x"
    assert "Your reference" in stage.said(lina.user)
    assert case.answers["attente"] == ("rendez_vous",)
