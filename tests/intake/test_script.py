"""The questions on paper: complete, in French, and the same as what the bot asks today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.i18n import Catalogues
from bot.intake.question import Question
from bot.intake.roads import Road
from bot.intake.script import between, paper_script
from bot.intake.views import label_of
from tests.intake.walks import beaune

PAPER = Path(__file__).resolve().parents[2] / "docs" / "script-youth.md"


@pytest.fixture(scope="module")
def script(catalogues: Catalogues) -> str:
    house = beaune(catalogues)
    return paper_script(house.youth, house.words())


@pytest.fixture(scope="module")
def asked(catalogues: Catalogues) -> list[Question]:
    youth = beaune(catalogues).youth
    return [*youth.questions, *between(youth)]


def test_the_paper_is_what_the_bot_asks(script: str) -> None:
    assert PAPER.read_text(encoding="utf-8") == script, "run: python -m bot script > docs/script-youth.md"


def test_every_line_of_every_prompt_and_every_button_is_on_the_paper(
    script: str, asked: list[Question], catalogues: Catalogues
) -> None:
    words = catalogues.words("fr")
    for question in asked:
        assert f"`{question.key}`" in script
        for prompt in (question.prompt, *(variant.prompt for variant in question.variants)):
            assert all(line in script for line in words.say(prompt).splitlines()), question.key
        for choice in question.choices:
            assert choice.said_only or f"[{label_of(choice, words)}]" in script, choice.key
        assert all(label_of(menu, words) in script for menu in question.menus)


def test_the_paper_says_nothing_in_english(script: str, asked: list[Question]) -> None:
    msgids = {line for question in asked for line in question.prompt.splitlines()}
    msgids |= {choice.label for question in asked for choice in question.choices if not choice.local}
    msgids |= {menu.label for question in asked for menu in question.menus}
    msgids |= {"The questions, as they are asked", "Between the questions"}
    lines = {part for line in script.splitlines() for part in (line.lstrip("> #"), *line.strip("- ").split(" · "))}
    assert {msgid for msgid in msgids if msgid in lines or f"[{msgid}]" in lines} == set()


@pytest.mark.parametrize(("road", "name"), [(Road.RELAY, "relay"), (Road.CIVIC, "civic")])
def test_the_papers_of_relays_and_agents_are_what_the_bot_asks_them(
    road: Road, name: str, catalogues: Catalogues
) -> None:
    house = beaune(catalogues)
    written = paper_script(house.questionnaires[road], house.words().formally())
    paper = PAPER.with_name(f"script-{name}.md").read_text(encoding="utf-8")
    assert paper == written, f"run: python -m bot script {road} > docs/script-{name}.md"
    for question in (*house.questionnaires[road].questions, *between(house.questionnaires[road])):
        assert f"`{question.key}`" in paper
    assert not re.search(r"\b(tu|toi|ton)\b", paper), "vous"
