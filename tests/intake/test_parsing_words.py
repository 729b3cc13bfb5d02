"""Names, telephone numbers, the words that count at any moment, and the end of a story."""

from __future__ import annotations

import pytest

from bot.intake.parsing import Word, read_name, read_phone, read_story_end, read_story_skip, read_word


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Naël (c'est un pseudo)", "Naël"), ("appelle-moi Lina", "Lina"), ("moi c'est tom", "tom"), ("Lina", "Lina"),
        ("je m’appelle Inès", "Inès"), ("Lina, 16 ans", "Lina"), ("mon surnom c'est Zizou", "Zizou"), ("T.", "T."),
        ("xX_dark_21", "xX_dark_21"), ("D'Artagnan", "D'Artagnan"), ("Petite Fleur", "Petite Fleur"), ("🦊", "🦊"),
        ("tu peux m'appeler Momo stp", "Momo"), ("Céline", "Céline"), ("Mlle K., 20 ans", "Mlle K."),
        ("non", ""), ("comme tu veux", ""), ("peu importe", ""), ("je préfère pas dire", ""), ("anonyme", ""),
        ("pas de désignation", ""), ("bonjour je voudrais parler de ma mère", None), ("16", None), ("oui", None),
        ("Jean-Baptiste Émile Auguste de la Tour", None), ("", None), ("a" * 31, None),
    ],
)  # fmt: skip
def test_a_name_is_taken_out_of_the_words_around_it(text: str, name: str | None) -> None:
    assert read_name(text, 30) == name


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("07 00 00 00 00", "07 00 00 00 00"), ("mon 06 : 06-00.00 00/00 merci", "06 00 00 00 00"),
        ("+33 6 00 00 00 00", "06 00 00 00 00"), ("0033700000000", "07 00 00 00 00"),
        ("+33(0)7 00 00 00 00", "07 00 00 00 00"), ("600000000", "06 00 00 00 00"),
        ("+32 470 00 00 00", "+32470000000"),
        ("06 00 00 00", None), ("pas de numéro", None), ("né le 12/03/2010", None), ("1 06 05 21 054 123 45", None),
        ("112", None),
    ],
)  # fmt: skip
def test_a_phone_number_is_found_and_written_in_one_way(text: str, number: str | None) -> None:
    assert read_phone(text) == number


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("stop", Word.STOP), ("/stop", Word.STOP),
        ("EFFACE TOUT !!!", Word.ERASE), ("erase everything", Word.ERASE),
        ("cache", Word.HIDE), ("hide", Word.HIDE), ("aide", Word.HELP), ("help", Word.HELP), ("retour", Word.BACK),
        ("vite cache tout y a ma mère", Word.HIDE), ("stop ça suffit", Word.STOP), ("supprimmer", Word.ERASE),
        ("je me suis trompé d'âge", Word.EDIT), ("jsp passe", Word.PASS),
        ("go back", Word.BACK), ("modifier", Word.EDIT), ("passer", Word.PASS), ("tout recommencer", Word.RESTART),
    ],
)  # fmt: skip
def test_a_word_at_any_moment_is_a_whole_message(text: str, word: Word) -> None:
    assert read_word(text) is word


@pytest.mark.parametrize(
    "text",
    ["je veux plus continuer", "j'arrête tout", "je veux disparaître", "je veux recommencer ma vie", "cache cache",
     "il m'a dit stop", "je veux m'effacer", "je veux me cacher", "à la pause", "aide ma mère", "retour au lycée",
     "je veux tout arrêter", "changer de collège", "passer le permis", "les aides", "il efface tout", "", "stop " * 40],
)  # fmt: skip
def test_a_sentence_that_tells_something_is_no_word(text: str) -> None:
    assert read_word(text) is None


def test_the_end_of_a_story_and_its_refusal_are_told_apart() -> None:
    assert all(read_story_end(text) for text in ("c'est tout", "voilà", "j'ai fini", "C tt"))
    assert not any(read_story_end(text) for text in ("c'est tout le temps pareil", "", "voilà mon père est parti"))
    assert read_story_skip("je veux pas raconter")
    assert not read_story_skip("je veux pas raconter ça à ma mère")
