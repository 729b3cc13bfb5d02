"""Arabic: what matters first is said in Arabic, the rest in French; an interpreter is offered and asked for."""

from __future__ import annotations

import pytest

from bot.i18n import Catalogues, is_arabic
from tests.conversations.stage import LINA, Stage

FIRST = (
    "Hello. You can write here, in your own words.",
    "Right now, do you feel safe?",
    "Danger right now: call 112. Without speaking: text 114.",
    "Here is who answers right now:",
    "Right now, can you talk to someone near you?",
    "The team can look for an interpreter.",
)


@pytest.mark.parametrize("msgid", FIRST)
def test_what_matters_first_is_said_in_arabic(catalogues: Catalogues, msgid: str) -> None:
    assert is_arabic(catalogues.words("ar").say(msgid))


def test_the_rest_is_said_in_french_and_never_in_english(catalogues: Catalogues) -> None:
    arabic, french = catalogues.words("ar"), catalogues.words("fr")
    assert arabic.say("What would help you most?") == french.say("What would help you most?")


@pytest.mark.parametrize(
    ("text", "arabic"), [("مرحبا", True), ("salut مرحبا أحتاج", True), ("ok", False), ("سل", False), ("", False)]
)
def test_arabic_letters_are_recognised(text: str, arabic: bool) -> None:
    assert is_arabic(text) is arabic


async def test_whoever_writes_in_arabic_is_answered_in_arabic_and_offered_an_interpreter(
    stage: Stage, catalogues: Catalogues
) -> None:
    words = catalogues.words("ar")
    await stage.say(LINA, "مرحبا أحتاج مساعدة")
    said = stage.said(LINA)
    assert words.say("I am a program, not a person.") in said
    assert words.say("The team can look for an interpreter.") in said
    await stage.tap(LINA, words.say("For me"))
    await stage.tap(LINA, words.say("No"))
    said = stage.said(LINA)
    assert "119" in said
    assert "114" in said
    kept = await stage.service.store.run(lambda uow: next(iter(uow.drafts.touched_since(stage.clock.now()))))
    assert kept.draft.answers["langue"] == ("ar",)


async def test_the_language_can_be_changed_at_any_moment(stage: Stage, catalogues: Catalogues) -> None:
    await stage.say(LINA, "bonjour")
    await stage.tap(LINA, "العربية")
    arabic = catalogues.words("ar").say("Is it for you, or for someone you know?")
    assert stage.texts(LINA)[-1] == arabic
    await stage.say(LINA, "/langue")
    await stage.tap(LINA, "Français")
    assert stage.texts(LINA)[-1] == catalogues.words("fr").say("Is it for you, or for someone you know?")
