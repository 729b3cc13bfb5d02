"""The counting behind the Kandel-Moles score is frozen: thresholds mean something only as long as it stays the same."""

from __future__ import annotations

import pytest

from tests.readability import measure, sentences, syllables, words


@pytest.mark.parametrize(
    ("word", "count"),
    [("équipe", 2), ("envoyer", 3), ("suffisent", 2), ("moment", 2), ("souvent", 2), ("créer", 2), ("les", 1),
     ("j'enlève", 2), ("rendez-vous", 3), ("qu'on", 1), ("aujourd'hui", 3), ("Naël", 2), ("3114", 1),
     ("/mesdonnees", 1), ("MS-2026-0042", 1), ("cnil.fr", 1)],
)  # fmt: skip
def test_syllables_are_counted_as_they_were(word: str, count: int) -> None:
    assert syllables(word) == count


def test_sentences_end_at_points_and_lines_but_not_at_colons() -> None:
    text = "Danger : appelle le 112. Sans parler : SMS au 114 !\n2. Pour moi\n« Oui ? »\n03 80 24 56 78, cnil.fr."
    assert [words(sentence) for sentence in sentences(text)] == [
        ["Danger", "appelle", "le", "112"],
        ["Sans", "parler", "SMS", "au", "114"],
        ["Pour", "moi"],
        ["Oui"],
        ["0380245678", "cnil.fr"],
    ]


def test_the_model_bubbles_of_the_domain_score_as_they_were_measured() -> None:
    """domaine.md §5.3: the texts for the young lie between 74 and 115; a sentence of the administration at 28."""
    bubble = "Là, maintenant, tu te sens en sécurité ?"
    letter = (
        "Les données à caractère personnel recueillies font l'objet d'un traitement informatisé destiné à la gestion "
        "des demandes d'accompagnement des usagers."
    )
    assert measure(bubble).score == pytest.approx(74, abs=1)
    assert measure(letter).score == pytest.approx(25, abs=1)


def test_a_text_without_words_is_not_hard() -> None:
    assert (measure("").words, measure("…").score) == (0, 207.0)
