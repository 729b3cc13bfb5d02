"""French signs never begin a line: the phrases of the catalogue get their no-break spaces, what people wrote does not.

Must never: let a space that may break stand before « ? » or in « 21 h 30 », or touch an address or what people wrote.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from bot.i18n import french_spaces, load_catalogues
from bot.intake.commands import read_word
from bot.intake.moments import read_future, read_past
from tests.conftest import PARIS
from tests.conversations.desk_stage import Desk
from tests.conversations.stage import SOLENE, open_stage
from tests.test_house_words import translations

BREAKS = re.compile(r" [?!;:»]|« |\d h\b|\dh \d")


@pytest.mark.parametrize(
    ("written", "shown"),
    [("Je l'envoie ?", "Je l'envoie\u202f?"), ("? {name} !", "? {name}\u202f!"),
     ("Attends ! Non ; si.", "Attends\u202f! Non\u202f; si."),
     ("Écris « cache » : c'est tout", "Écris «\u00a0cache\u00a0»\u00a0: c'est tout"),
     ("Ouvert à 18:30, voir https://cnil.fr", "Ouvert à 18:30, voir https://cnil.fr"),
     ("de 9 h à 12 h 30, +1 h.", "de 9\u00a0h à 12\u00a0h\u00a030, +1\u00a0h."),
     ("5 heures, 3 hommes, 8 h 2026", "5 heures, 3 hommes, 8\u00a0h 2026")],
)  # fmt: skip
def test_only_spaces_that_are_there_become_no_break_ones(written: str, shown: str) -> None:
    assert french_spaces(written) == shown
    assert french_spaces(shown) == shown


def test_every_french_phrase_is_set_and_the_files_stay_plain() -> None:
    plain = set(translations("fr").values())
    shown = load_catalogues(PARIS).words("fr")
    assert any(BREAKS.search(phrase) for phrase in plain)
    assert not any("\u202f" in phrase for phrase in plain), "the file is written with ordinary spaces"
    said = {shown.say_in(context, msgid) if context else shown.say(msgid) for context, msgid in translations("fr")}
    assert [phrase for phrase in said if BREAKS.search(phrase)] == []
    assert {phrase.replace("\u202f", " ").replace("\u00a0", " ") for phrase in said} == plain


def test_an_hour_never_breaks_wherever_it_is_made() -> None:
    words, at = load_catalogues(PARIS).words("fr"), datetime.fromisoformat("2026-03-12T21:30:00+01:00")
    assert words.hour(at) == "21\u00a0h\u00a030"
    assert words.hour(at.replace(minute=0)) == "21\u00a0h"
    assert words.moment(at).endswith("à 21\u00a0h\u00a030")
    assert load_catalogues(PARIS).words("en").hour(at) == "21:30"


@pytest.mark.parametrize("typed", ["mardi {}", "demain {}", "le 20 mars à {}", "{}"])
@pytest.mark.parametrize("hour", ["21 h", "21 h 30", "8 h"])
def test_an_hour_copied_as_it_was_shown_is_understood_as_one_typed(typed: str, hour: str) -> None:
    now = datetime.fromisoformat("2026-03-12T09:20:00+01:00")
    plain, copied = (read_future(typed.format(said), now, PARIS) for said in (hour, french_spaces(hour)))
    assert copied == plain is not None
    plain, copied = (read_past(typed.format(said), now, PARIS) for said in (hour, french_spaces(hour)))
    assert copied == plain


def test_what_fills_a_phrase_is_shown_as_it_was_written() -> None:
    said = load_catalogues(PARIS).words("fr").say("Noted: {name}.", name="ça va ? « Naël » : 18 h")
    assert "ça va ? « Naël » : 18 h" in said


def test_a_word_typed_as_it_was_shown_is_understood() -> None:
    assert read_word("«\u00a0cache\u00a0»\u202f!") == read_word("cache") is not None


async def test_lina_and_solene_see_set_phrases_around_their_own_words(tmp_path: Path) -> None:
    start = datetime.fromisoformat("2026-03-12T09:20:00+01:00")
    stage = await open_stage(tmp_path, start, load_catalogues(PARIS))
    desk, story = Desk(stage), "le lycée c'est fini ? « nul » : voilà !"
    case = await desk.lina.send(recit=story)
    await desk.read(case, SOLENE)
    seen = [text.replace(story, "") for who in (desk.lina.user, SOLENE) for text in stage.texts(who)]
    seen += [button.label for who in (desk.lina.user, SOLENE) for _, button in desk.buttons(who)]
    assert sum("\u202f?" in text for text in seen) >= 3
    assert [text for text in seen if BREAKS.search(text)] == []
    assert any(story in text for text in stage.texts(SOLENE))
    await stage.close()
