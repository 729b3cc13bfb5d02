"""The questionnaire on paper: a script that non-developers read, question by question, before it goes live.

Must never: differ from what the bot asks: it is generated from the same declaration.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.i18n import Words
from bot.intake.asides import ASIDES, Aside
from bot.intake.parsing import shown
from bot.intake.question import Question
from bot.intake.questionnaire import Questionnaire
from bot.intake.roads import Road
from bot.intake.views import label_of

_YOUNG_ONLY = (Aside.WELCOME, Aside.KEEP_WORDS, Aside.DISCREET_NOTICE, Aside.SHORT_ROAD, Aside.SOMEONE_NEAR)
_NOT_YOUNG = (Aside.SEND_OR_LATER,)


def paper_script(questionnaire: Questionnaire, words: Words) -> str:
    """Markdown, in the reader's language."""
    lines = ["# " + words.say("The questions, as they are asked"), ""]
    for number, question in enumerate(questionnaire.questions, start=1):
        lines += [f"## {number}. `{question.key}`", "", *_body(question, words), ""]
    lines += ["## " + words.say("Between the questions"), ""]
    for aside in _between(questionnaire):
        lines += [f"### `{aside.key}`", "", *_body(aside, words), ""]
    return "\n".join(lines).rstrip() + "\n"


def _between(questionnaire: Questionnaire) -> Iterator[Question]:
    own = questionnaire.name == Road.YOUTH
    for name, aside in ASIDES.items():
        if name not in (_NOT_YOUNG if own else _YOUNG_ONLY):
            yield aside


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
