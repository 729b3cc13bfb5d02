"""An answer that tells more than it answers: the code is taken, the words are kept and offered before the story."""

from __future__ import annotations

from bot.i18n import Words
from bot.intake.asides import Aside
from bot.intake.dialogue import Dialogue
from bot.intake.draft import Draft, Part
from bot.intake.youth import youth
from bot.territory import load_territory


def dialogue(words: Words) -> Dialogue:
    return Dialogue(youth(load_territory().districts), words.say, warns_always=False)


def test_a_sentence_at_the_safety_question_answers_it_and_is_kept(words: Words) -> None:
    told = Part("non mon père m'a tapé hier", "7")
    move = dialogue(words).words(Draft(answers={"pour_qui": ("moi",)}), told)
    assert move.draft.answers["en_securite"] == ("non",)
    assert told in move.draft.first_words


def test_a_short_answer_is_only_an_answer(words: Words) -> None:
    move = dialogue(words).words(Draft(answers={"pour_qui": ("moi",)}), Part("non pas trop", "7"))
    assert move.draft.first_words == ()


def test_a_phone_number_given_with_the_way_to_answer_is_not_kept_as_words(words: Words) -> None:
    passed = ("pour_qui", "tranche_age", "themes", "attente", "delai_souhaite", "secteur", "deja_aide")
    answers = dict.fromkeys(passed, ("non_dit",))
    answers |= {"en_securite": ("oui",), "recit": (), "designation": ()}
    draft = Draft(answers=answers, offered=frozenset({"story"}))
    move = dialogue(words).words(draft, Part("par téléphone c'est mieux pour moi le soir, 07 00 00 00 00", "9"))
    assert move.draft.answers["telephone"] == ("07 00 00 00 00",)
    assert move.draft.first_words == ()


def test_the_kept_words_are_offered_before_the_story(words: Words) -> None:
    machine = dialogue(words)
    draft = Draft(answers={"pour_qui": ("moi",), "en_securite": ("oui",), "tranche_age": ("de_15_17",)})
    move = machine.words(draft, Part("l'école j'y vais plus trop depuis que ça crie", "3"))
    assert move.draft.asides[:1] == (Aside.KEEP_WORDS,)
