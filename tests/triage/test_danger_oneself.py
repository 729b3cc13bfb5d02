"""What somebody would do to themselves threatens nobody else; what others would do to them stays a threat."""

from __future__ import annotations

from itertools import product

import pytest

from bot.triage.danger import Outcome, read
from bot.triage.urgency import Signal

TOWARDS_OTHERS = frozenset({Signal.MENACE_EMISE, Signal.MENACE_SUBIE, Signal.VIOLENCE_INTRAFAMILIALE})
MYSELF = (
    "je vais me tuer", "je vais m'tuer", "jvais mtuer", "jvais me tué", "je vais me tuée", "je vais me tue",
    "je v me tuer", "je vé me tuer", "jvé mtué", "jveu mtué", "jvai metuer", "je veux me tuer", "j'ai envie de me tuer",
    "g envi 2 me tué", "je pense à me tuer", "je vais surment me tuer",
    "je vais me buter", "jvais me buté", "je vais me flinguer", "jv me flingué", "je vais me pendre",
    "je vais me tirer une balle", "je vais m'égorger", "je vais m'ouvrir les veines", "je vais me foutre en l'air",
    "je vais me planter un couteau dans le ventre",
)  # fmt: skip
AROUND = (
    "{}", "{} ce soir", "{} demain au lycée", "il m'a quittée, {}", "{} à cause de lui", "{} devant mes parents",
    "{}, ma mère s'en fout", "{} si il me quitte", "{} quand ils seront là",
)  # fmt: skip
OUT = ("mon père m'a mis dehors", "je suis mis dehors", "ma mère ma mis a la porte")
PLAIN_END = (
    "je me tue ce soir", "jme tue ce soir", "je me bute ce soir", "j'me flingue ce soir", "si je rentre je me tue",
    "je vais me mettre un coup de couteau", "je vais me jeter du pont", "si je me jette du 6e ils regretteront",
)  # fmt: skip


@pytest.mark.parametrize("said", MYSELF)
def test_who_would_kill_themselves_threatens_nobody(said: str) -> None:
    wrong = {
        text: found.signals
        for text in (around.format(said) for around in AROUND)
        if Signal.SUICIDE not in (found := read(text)).signals
        or found.outcome is not Outcome.ALERT
        or not TOWARDS_OTHERS.isdisjoint(found.signals)
    }
    assert wrong == {}


@pytest.mark.parametrize(("said", "out"), list(product(MYSELF[:3], OUT)))
def test_put_out_and_wishing_to_die_are_two_dangers_and_no_threat(said: str, out: str) -> None:
    assert read(f"{out} {said}").signals == (Signal.SUICIDE, Signal.ENFANT_EN_DANGER)


@pytest.mark.parametrize(
    "said",
    ["ma mère m'a mise dehors, je dors dans la voiture d'un pote", "mon père m'a mis dehors j'ai plus de toit",
     "elle m'a foutu dehors, je prends le bus pour la gare", "il m'a mise dans le train pour Dijon",
     "je me suis mise dans la voiture"],
)  # fmt: skip
def test_to_be_put_somewhere_is_no_wish_to_die(said: str) -> None:
    assert Signal.SUICIDE not in read(said).signals


@pytest.mark.parametrize(
    "said", ["je vais me mettre sous un train", "je vais me mettre sur les rails", "je vais me foutre sous un camion"]
)
def test_to_put_oneself_under_a_train_is_one(said: str) -> None:
    assert Signal.SUICIDE in read(said).signals


@pytest.mark.parametrize("said", PLAIN_END)
def test_a_plain_end_is_an_alert(said: str) -> None:
    assert (read(said).outcome, read(said).signals) == (Outcome.ALERT, (Signal.SUICIDE,))


@pytest.mark.parametrize(
    "said",
    ["je me tue", "je vais finir par me tuer au lycée", "jme tue", "j'me tue", "jme bute", "jmebute",
     "mon père crie, jme tue", "je vais me planter devant un train"],
)  # fmt: skip
def test_the_barest_words_are_heard(said: str) -> None:
    assert Signal.SUICIDE in read(said).signals
    assert TOWARDS_OTHERS.isdisjoint(read(said).signals)


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("il m'énerve je vais le tuer", {Signal.MENACE_EMISE}),
        ("je vais le tuer et me tuer après", {Signal.MENACE_EMISE, Signal.SUICIDE}),
        ("tuer ma mère et me tuer", {Signal.MENACE_EMISE, Signal.SUICIDE}),
        ("je veux tuer ma mère et me tuer", {Signal.MENACE_EMISE, Signal.SUICIDE}),
        ("je vais tuer tout le monde et me flinguer après", {Signal.MENACE_EMISE, Signal.SUICIDE}),
        ("je vais me tuer et je vais le tuer aussi", {Signal.MENACE_EMISE, Signal.SUICIDE}),
        ("il a dit qu'il allait me tuer", {Signal.MENACE_SUBIE}),
        ("il va me tuer", {Signal.MENACE_SUBIE}),
        ("je suis sûr qu'il va me tuer", {Signal.MENACE_SUBIE}),
        ("j'ai peur qu'ils me tuent", {Signal.MENACE_SUBIE}),
        ("je crois que les gars du quartier vont me buter", {Signal.MENACE_SUBIE}),
        ("ils vont me buter si je parle", {Signal.MENACE_SUBIE}),
        ("je rentre pas mon ex va me tuer", {Signal.VIOLENCE_INTRAFAMILIALE}),
        ("il veut que je me tue", {Signal.MENACE_SUBIE, Signal.SUICIDE}),
        ("ils m'ont dit que je devrais me tuer", {Signal.MENACE_SUBIE}),
        ("je veux mourir mais il veut me tuer d'abord", {Signal.MENACE_SUBIE, Signal.SUICIDE}),
        ("mon père me frappe je vais me tuer", {Signal.VIOLENCE_INTRAFAMILIALE, Signal.SUICIDE}),
        ("mes parents vont se tuer", {Signal.VIOLENCE_INTRAFAMILIALE}),
        ("ma mère m'a mise dehors, il a envie de me planter un couteau", {Signal.MENACE_SUBIE}),
        ("je crois qu'il veut me planter un couteau", {Signal.MENACE_SUBIE}),
        ("je pense que Kevin veut me planter un couteau", {Signal.MENACE_SUBIE}),
        ("j'en ai marre Kevin menace de me planter un couteau", {Signal.MENACE_SUBIE}),
        ("je veux parler Kevin menace de me planter un couteau", {Signal.MENACE_SUBIE}),
        ("je vais le dire, Kevin veut me planter un couteau", {Signal.MENACE_SUBIE}),
        ("je vais le faire tuer", {Signal.MENACE_EMISE}),
        ("ils vont me faire tuer", {Signal.MENACE_SUBIE}),
    ],
)
def test_what_is_done_to_others_or_by_others_stays_named(text: str, signals: set[Signal]) -> None:
    assert signals <= set(read(text).signals)


@pytest.mark.parametrize(
    "text", ["je vais me faire tuer par mon père", "jvm faire buter", "j'ai peur de me faire tuer"]
)  # fmt: skip
def test_who_fears_to_be_killed_is_not_told_of_suicide(text: str) -> None:
    found = read(text)
    assert (found.outcome, Signal.VIOLENCE_INTRAFAMILIALE in found.signals) == (Outcome.ALERT, True)
    assert Signal.SUICIDE not in found.signals


@pytest.mark.parametrize(
    "text",
    ["ma copine veut se buter", "mon pote menace de se tuer si on le quitte", "elle a dit qu'elle allait se tuer",
     "mon pote il veut se flinguer devant le lycée"],
)  # fmt: skip
def test_who_speaks_of_another_s_end_tells_of_no_threat(text: str) -> None:
    found = read(text)
    assert (found.outcome, Signal.SUICIDE in found.signals) == (Outcome.ALERT, True)
    assert TOWARDS_OTHERS.isdisjoint(found.signals)


@pytest.mark.parametrize(
    "text",
    ["je me tue aux révisions", "je me tue à lui dire", "je me fume un joint", "on se tue au boulot",
     "je me suis planté au permis", "je me casse à 17h, j'ai le bus", "je me suis tué les jambes au foot"],
)  # fmt: skip
def test_figures_of_speech_stay_quiet(text: str) -> None:
    assert read(text).outcome is not Outcome.ALERT
