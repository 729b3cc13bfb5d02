"""The questionnaire on paper: a script that non-developers read, question by question, before it goes live.

Must never: differ from what the bot asks: it is generated from the same declaration.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.i18n import Words
from bot.intake.asides import ASIDES
from bot.intake.parsing import shown
from bot.intake.question import Question
from bot.intake.questionnaire import Questionnaire
from bot.intake.views import label_of


def paper_script(questionnaire: Questionnaire, words: Words) -> str:
    """Markdown, in the reader's language."""
    lines = ["# " + words.say("The questions, as they are asked"), ""]
    for number, question in enumerate(questionnaire.questions, start=1):
        lines += [f"## {number}. `{question.key}`", "", *_body(question, words), ""]
    lines += ["## " + words.say("Between the questions"), ""]
    for aside in ASIDES.values():
        lines += [f"### `{aside.key}`", "", *_body(aside, words), ""]
    return "\n".join(lines).rstrip() + "\n"


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
