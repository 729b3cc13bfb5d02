"""What the danger reader promises whatever the words: properties, not figures (those are in test_danger_figures)."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.triage.danger import TOGETHER, Earlier, Outcome, read
from bot.triage.families import knowledge
from bot.triage.urgency import GRAVITY, Signal

NOW = datetime(2026, 3, 11, 22, 40, tzinfo=UTC)
PLAIN = {
    "je veux mourir": Signal.SUICIDE,
    "je me scarifie": Signal.AUTOMUTILATION,
    "mon père me frappe": Signal.VIOLENCE_INTRAFAMILIALE,
    "il m'a violée": Signal.VIOLENCE_SEXUELLE,
    "j'ai fugué": Signal.FUGUE,
    "ma mère m'a mis dehors": Signal.ENFANT_EN_DANGER,
    "il m'a menacé avec un couteau": Signal.MENACE_SUBIE,
    "je vais le planter demain au lycée": Signal.MENACE_EMISE,
    "mon mec me fait michetonner": Signal.TRAITE,
    "elle ne respire plus": Signal.URGENCE_VITALE,
}
ORDINARY = "Sinon je cherche un stage pour février, vous ouvrez à quelle heure ?"


@pytest.mark.parametrize(("text", "signal"), PLAIN.items())
def test_a_plain_danger_alerts_and_is_named(text: str, signal: Signal) -> None:
    found = read(text)
    assert (found.outcome, signal in found.signals) == (Outcome.ALERT, True)


@pytest.mark.parametrize("text", PLAIN)
@pytest.mark.parametrize("laugh", ["{} mdr", "{} 😂😂", "lol {}", "ptdr {} haha"])
def test_a_laugh_never_cancels_a_full_signal(text: str, laugh: str) -> None:
    assert read(laugh.format(text)).outcome is not Outcome.NOTHING


@pytest.mark.parametrize("text", PLAIN)
@pytest.mark.parametrize("said", ["non. {}", "non mais {}", "{}, non je veux pas en parler à ma prof", "nn {}"])
def test_a_no_about_something_else_never_cancels(text: str, said: str) -> None:
    assert read(said.format(text)).outcome is Outcome.ALERT


@pytest.mark.parametrize("text", PLAIN)
def test_ordinary_words_around_never_cancel(text: str) -> None:
    assert read(f"Bonjour. {text}. {ORDINARY}").outcome is Outcome.ALERT
    assert read(f"{ORDINARY} " * 12 + text).outcome is Outcome.ALERT, "at the end of a long story"


@pytest.mark.parametrize(
    "text",
    [
        "je veux pas mourir", "non non pas d'idées noires", "personne ne me frappe", "j'ai jamais pensé au suicide",
        "La jeune n'exprime aucune idée suicidaire", "mort de rire", "je suis crevé après le foot",
        "mon frère m'a tué à Mario Kart", "le chat a fugué", "on fait un exposé sur le suicide", "je me sauve",
    ],
)  # fmt: skip
def test_what_is_denied_or_a_figure_of_speech_stays_quiet(text: str) -> None:
    assert read(text).outcome is Outcome.NOTHING


@pytest.mark.parametrize(
    ("plain", "others"),
    [
        ("je veux mourir", ["JE VEUX MOURIR", "jveux mourir", "jveu mourire", "je veux  mouriiiir", "jeveuxmourir",
                            "j v e u x mourir", "je veux m0urir", "j’veux mourir", "ＪＥ veux mourir"]),
        ("mon père me frappe", ["mn pere me frappe", "mon reup me frappe", "mon pere me frape", "MON PÈRE ME FRAPPE",
                                "mon daron mfrappe", "mon pere i me frappe"]),
        ("je pense au suicide", ["je pense au suiside", "jpense au su1cide", "je pense au s*icide"]),
        ("je me scarifie", ["jme scarifie", "jme scarifi", "je me scarrifie"]),
        ("je vais me tuer", ["jvm tuer", "jvais me t*er", "vais me tuer", "je vais me tu*r"]),
        ("il me tape", ["il me t*pe", "il me tap*"]),
    ],
)  # fmt: skip
def test_spelling_changes_nothing(plain: str, others: list[str]) -> None:
    expected = read(plain).outcome, read(plain).signals
    assert {said: (read(said).outcome, read(said).signals) for said in others} == dict.fromkeys(others, expected)


@pytest.mark.parametrize(
    "text",
    [
        "j'en peux plus", "je veux disparaître", "je vais faire une connerie", "j'ai pas envie de rentrer chez moi",
        "mon père va me tuer s'il apprend", "il regarde mon tel tout le temps", "je me sens de trop",
        "j'ai peur de mon père", "il m'a touchée", "on m'a touchée", "on m'a touchée j'ai rien dit",
        "un mec plus vieux m'offre des cadeaux", "mon oncle est chelou avec moi", "ça sert à rien tout ça",
    ],
)  # fmt: skip
def test_what_may_be_a_danger_asks(text: str) -> None:
    assert read(text).outcome is Outcome.DOUBT


def test_signals_come_gravest_first() -> None:
    found = read("mon père me frappe. je me scarifie. je veux mourir").signals
    assert found == tuple(signal for signal in GRAVITY if signal in found)
    assert {Signal.SUICIDE, Signal.VIOLENCE_INTRAFAMILIALE, Signal.AUTOMUTILATION} <= set(found)


def test_doubts_beside_an_alert_are_left_out() -> None:
    assert read("je veux mourir. mon oncle est chelou avec moi").signals == (Signal.SUICIDE,)


def test_two_short_messages_read_as_one_within_their_time() -> None:
    soon, late = NOW - TOGETHER, NOW - TOGETHER - timedelta(seconds=1)
    assert read("mourir").outcome is not Outcome.ALERT
    assert read("mourir", [Earlier("jveux", soon)], NOW).outcome is Outcome.ALERT
    assert read("mourir", [Earlier("jveux", late)], NOW) == read("mourir")
    assert read("mourir", [Earlier("jveux", soon)]).outcome is Outcome.ALERT, "no clock: just written"


def test_what_was_told_before_is_not_told_again() -> None:
    assert read("ok merci", [Earlier("je veux mourir", NOW)], NOW).outcome is Outcome.NOTHING


def test_families_are_named_and_never_the_words() -> None:
    families = {rule.family for rule in knowledge().meaning.values()} | {f"{signal}.evidence" for signal in Signal}
    for text in PLAIN:
        assert set(read(text).why) <= families


@pytest.mark.parametrize("text", ["", " ", "\n", ".", "?", "oui", "non", "16", "ok", "à Beaune", "٣", "我想", "🙂"])
def test_next_to_nothing_reads_as_nothing(text: str) -> None:
    assert read(text).outcome is Outcome.NOTHING


def hostile() -> list[str]:
    chance = random.Random(7)
    words = sorted(knowledge().atoms)
    seeds = [
        "a",
        "mourir ",
        "je veux me ",
        "jeveuxmourir",
        ".",
        "j'",
        "m o u r i r ",
        "s*icide ",
        "15ans ",
        "🔪",
        "\n",
        "k.m.s.",
        "é",
        "\u200b",
        "pas ",
        "ja",
        "jm",
        "1",
        "plus envie de ",
        "jeveux" * 9 + " ",
        "mon père me frappe je veux mourir ",
    ]
    return [(seed * 4096)[:4096] for seed in seeds] + [" ".join(chance.choices(words, k=700))[:4096] for _ in range(3)]


def test_no_text_takes_long() -> None:
    for text in hostile():
        began = time.perf_counter()
        read(text)
        assert time.perf_counter() - began < 1.0, text[:20]


def test_the_time_grows_with_the_length_and_no_more() -> None:
    text = "mon père me frappe je veux mourir couteau viol fugue client hôtel "

    def seconds(times: int) -> float:
        began = time.perf_counter()
        read(text * times)
        return time.perf_counter() - began

    seconds(20)
    assert min(seconds(160) for _ in range(2)) < 30 * max(min(seconds(20) for _ in range(3)), 0.002)


def test_ordinary_messages_are_read_fast_enough() -> None:
    """A sanity bound with tenfold slack; the true figure is measured by hand."""
    messages = [
        ORDINARY,
        "slt cv ? jvoulais savoir cmt on fait pr le permis a beaune",
        "merci beaucoup pour votre aide",
    ] * 50
    began = time.perf_counter()
    for message in messages:
        read(message)
    assert len(messages) / (time.perf_counter() - began) > 1000
