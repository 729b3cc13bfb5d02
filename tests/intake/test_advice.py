"""What the preview of an answer points out, and what it leaves in peace: it suggests, a human decides.

Must never: count a sentence that says what one should say (« je ne peux pas te promettre ») as a fault.
"""

from __future__ import annotations

import pytest

from bot.intake.advice import Advice, advise, longest_sentence


def to_young(text: str) -> set[Advice]:
    return set(advise(text, young=True))


def to_relay(text: str) -> set[Advice]:
    return set(advise(text, young=False))


@pytest.mark.parametrize("text", [
    "Ça restera secret.", "Ça reste entre nous, ne t'en fais pas.", "Je garde ça pour moi.", "C'est confidentiel.",
    "Je ne dirai rien à personne.", "Je ne le répéterai à personne.", "Personne ne le saura.",
    "On n'en parlera pas à tes parents. Ce sera notre SECRET", "Je n'en dirai rien à tes parents.",
])  # fmt: skip
def test_a_secret_is_pointed_out(text: str) -> None:
    assert Advice.SECRET in to_young(text)


@pytest.mark.parametrize("text", [
    "Je ne peux pas garder le secret si tu es en danger.", "L'équipe est tenue au secret professionnel.",
    "Tu peux m'en parler quand tu veux.", "Il t'a dit « c'est un secret » ?", "On ne promet pas le secret.",
])  # fmt: skip
def test_the_truth_about_secrets_is_left_in_peace(text: str) -> None:
    assert Advice.SECRET not in to_young(text)


@pytest.mark.parametrize("text", [
    "Je te promets qu'on trouve une solution.", "On va t'aider, promis.", "Je te jure que non.", "C'est garanti.",
    "Tout va s'arranger.", "Je serai toujours là.", "Tu ne risques rien.", "Nous vous promettons une réponse.",
    "Je te promets mais il faut attendre.",
])  # fmt: skip
def test_a_promise_is_pointed_out(text: str) -> None:
    assert Advice.PROMISE in to_young(text)


@pytest.mark.parametrize("text", [
    "Je ne peux pas te promettre un logement.", "Je ne te promets pas de réponse demain.",
    "Tu as dit : « il m'a promis de changer ».", "On se voit jeudi à 14 h.", "J'appelle la Mission Locale demain.",
])  # fmt: skip
def test_what_is_no_promise_is_left_in_peace(text: str) -> None:
    assert Advice.PROMISE not in to_young(text)


@pytest.mark.parametrize("text", ["Vous pouvez venir jeudi.", "Votre message est lu.", "Merci de vos mots."])
def test_vous_to_a_young_person_is_pointed_out_and_not_to_a_relay(text: str) -> None:
    assert Advice.FORMAL in to_young(text)
    assert to_relay(text) == set()


@pytest.mark.parametrize(
    "text", ["On prend un rendez-vous ?", "Un rendez vous jeudi ?", "Venez vous deux, Léo et toi."]
)
def test_an_appointment_is_not_vous(text: str) -> None:
    assert Advice.FORMAL not in to_young(text)


@pytest.mark.parametrize("text", ["Tu peux m'appeler ?", "Merci de ton message.", "Je t'appelle demain.", "Et toi ?"])
def test_tu_to_a_relay_is_pointed_out_and_not_to_a_young_person(text: str) -> None:
    assert Advice.FAMILIAR in to_relay(text)
    assert to_young(text) == set()


@pytest.mark.parametrize("text", ["Le ton du message nous inquiète.", "Il a dit « tu me manques ».", "Merci, à jeudi."])
def test_what_is_no_tu_is_left_in_peace(text: str) -> None:
    assert Advice.FAMILIAR not in to_relay(text)


FIFTEEN = "Tu peux venir jeudi au centre social avec une amie si tu veux en parler."


def test_a_sentence_is_long_for_a_young_person_from_sixteen_words_on() -> None:
    assert longest_sentence(FIFTEEN) == 15
    assert Advice.LONG not in to_young(FIFTEEN)
    assert to_young(FIFTEEN.replace("parler", "parler demain")) == {Advice.LONG}
    assert Advice.LONG not in to_relay(FIFTEEN.replace("parler", "parler demain"))


def test_sentences_end_at_their_points_and_lines_not_inside_a_word_or_an_hour() -> None:
    assert longest_sentence("Un deux. Trois ! Quatre cinq six ?\nSept huit") == 3
    assert longest_sentence("L'équipe répond à 14.30 ici") == 6
    assert longest_sentence("") == 0
    assert longest_sentence("…") == 0


@pytest.mark.parametrize("text", [
    "Appelle-moi au 06 12 34 56 78.", "Va voir Mme Martin à la Mission Locale.", "Écris à lina.moreau@exemple.fr.",
    "Lina MOREAU t'attend.",
])  # fmt: skip
def test_a_surname_or_a_number_is_pointed_out(text: str) -> None:
    assert to_young(text) == {Advice.IDENTITY}


def test_the_services_own_number_and_help_lines_may_be_given() -> None:
    text = "Appelle l'équipe au 03 80 24 56 00, ou le 119."
    assert advise(text, young=True, known_numbers=("03 80 24 56 00",)) == ()
    assert advise(text, young=True) == (Advice.IDENTITY,)


def test_a_good_answer_has_no_advice_and_a_bad_one_has_all_in_order() -> None:
    good = "J'ai bien lu ton message. Merci de l'avoir écrit. On peut se voir jeudi, si tu veux."
    assert advise(good, young=True) == ()
    bad = (
        "C'est un secret, je te promets que vous serez aidé par Mme Martin et par toute une équipe de gens très "
        "gentils qui vous attendent."
    )
    assert advise(bad, young=True) == (
        Advice.SECRET, Advice.PROMISE, Advice.FORMAL, Advice.IDENTITY, Advice.LONG,
    )  # fmt: skip


def test_advice_takes_no_time_on_the_longest_message() -> None:
    for text in ("vous " * 800, "a" * 4096, "« " * 2000, "je ne dirai " * 340, "." * 4096):
        advise(text, young=True)
