"""Reading is ready before the first words come."""

from __future__ import annotations

from bot.intake import commands, lexicon
from bot.services.hearing import get_ready
from bot.triage import evidence, families, guard


def test_nobodys_first_words_wait_for_what_is_read_from_files() -> None:
    loads = (families.knowledge, evidence.packaged, evidence._subjects, lexicon.lexicon, commands._known, guard._words)
    for load in loads:
        load.cache_clear()
    get_ready()
    assert [load.__name__ for load in loads if not load.cache_info().currsize] == []
