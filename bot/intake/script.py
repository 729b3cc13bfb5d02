"""The questionnaire on paper: a script that non-developers read, question by question, before it goes live.

Must never: differ from what the bot asks: it is generated from the same declaration.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from bot.i18n import Words
from bot.intake.asides import ASIDES, Aside
from bot.intake.parsing import shown
from bot.intake.question import ROAD_KEY, Question
from bot.intake.questionnaire import Questionnaire
from bot.intake.roads import Road
from bot.intake.views import label_of

_YOUNG_ONLY = (Aside.WELCOME, Aside.KEEP_WORDS, Aside.DISCREET_NOTICE, Aside.SHORT_ROAD, Aside.SOMEONE_NEAR)
_NOT_YOUNG = (Aside.SEND_OR_LATER,)
_NO_INCIDENT = (*_YOUNG_ONLY, Aside.SEND_OR_LATER, Aside.WARN_TEAM)
_IN_AN_ENCOUNTER = (Aside.RESUME,)


def paper_script(questionnaire: Questionnaire, words: Words) -> str:
    """Markdown, in the reader's language."""
    lines = ["# " + words.say("The questions, as they are asked"), ""]
    for number, question in enumerate(questionnaire.questions, start=1):
        lines += [f"## {number}. `{question.key}`", "", *_body(question, words), ""]
    lines += ["## " + words.say("Between the questions"), ""]
    for aside in between(questionnaire):
        lines += [f"### `{aside.key}`", "", *_body(_spoken(aside, questionnaire.name), words), ""]
    return "\n".join(lines).rstrip() + "\n"


def between(questionnaire: Questionnaire) -> Iterator[Question]:
    """The asides that this road may ask."""
    left_out: dict[str, Collection[Aside]] = {
        Road.YOUTH: _NOT_YOUNG, Road.CIVIC: _NO_INCIDENT, Road.ENCOUNTER: set(Aside) - set(_IN_AN_ENCOUNTER)
    }
    for name, aside in ASIDES.items():
        if name not in left_out.get(questionnaire.name, _YOUNG_ONLY):
            yield aside


def _spoken(aside: Question, road: str) -> Question:
    """As this road asks it: relays and agents are only asked about somebody else."""
    if road == Road.YOUTH:
        return aside
    return replace(aside, prompt=aside.prompt_at(aside.variant({ROAD_KEY: (road,)})), variants=())


def _body(question: Question, words: Words) -> Iterator[str]:
    for line in words.say(question.prompt).splitlines():
        yield f"> {line}"
    for variant in question.variants:
        yield ">"
        for line in words.say(variant.prompt).splitlines():
            yield f"> *{line}*"
    choices = shown(question)
    if choices:
        yield ""
        yield " · ".join(f"[{label_of(choice, words)}]" for choice in choices)
    for menu in question.menus:
        inside = " · ".join(f"[{label_of(choice, words)}]" for choice in shown(question, menu.key))
        yield f"- {label_of(menu, words)} → {inside}"
