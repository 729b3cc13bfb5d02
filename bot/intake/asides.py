"""The closed set of short interruptions between questions, each a question of its own that is never part of a case.

Must never: be stored beyond the draft, counted, or read by anyone.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from bot.i18n import N_
from bot.intake.question import Choice, Kind, Menu, Question, Sensitivity


class Aside(StrEnum):
    WELCOME = "welcome"
    KEEP_WORDS = "keep_words"
    DISCREET_NOTICE = "discreet_notice"
    SHORT_ROAD = "short_road"
    SOMEONE_NEAR = "someone_near"
    WARN_TEAM = "warn_team"
    RESUME = "resume"
    EDIT = "edit"


def _aside(aside: Aside, prompt: str, *choices: Choice, unsaid: str, must: bool = False) -> Question:
    return Question(
        key=aside.value, kind=Kind.CHOICE, prompt=prompt, label=prompt, choices=choices, unsaid=unsaid, must=must,
        sensitivity=Sensitivity.PERSONAL, readers=frozenset(), counted=False,
    )  # fmt: skip


_YES, _NO = Choice("oui", N_("Yes")), Choice("non", N_("No"))

ASIDES: dict[Aside, Question] = {
    Aside.WELCOME: _aside(
        Aside.WELCOME, N_("Shall we start?"), Choice("commencer", N_("Let's start")),
        Choice("en_savoir_plus", N_("Learn more")), unsaid="commencer",
    ),
    Aside.KEEP_WORDS: _aside(
        Aside.KEEP_WORDS, N_("You wrote some words along the way. Shall I keep them for the team?"),
        _YES, _NO, unsaid="non", must=True,
    ),
    Aside.DISCREET_NOTICE: _aside(
        Aside.DISCREET_NOTICE,
        N_("All right. My messages will stay short. I won't remind you.\n"
           "Here, everything stays visible until it is erased.\n"
           "Write “hide”: I remove our messages of the last two days.\n"
           "For the rest, delete the chat in Telegram."),
        Choice("cacher", N_("Hide")), Choice("continuer", N_("Continue")), unsaid="continuer",
    ),
    Aside.SHORT_ROAD: _aside(
        Aside.SHORT_ROAD,
        N_("This is enough to tell the team.\nYou can send it now. The answer will come here.\n"
           "You can also answer a few questions first."),
        Choice("envoyer", N_("Send now")), Choice("continuer", N_("Continue")), unsaid="continuer",
    ),
    Aside.SOMEONE_NEAR: _aside(
        Aside.SOMEONE_NEAR, N_("Right now, can you talk to someone near you?"),
        _YES, _NO, Choice("ne_sait_pas", N_("I'm not sure")), unsaid="ne_sait_pas",
    ),
    Aside.WARN_TEAM: _aside(
        Aside.WARN_TEAM,
        N_("I can tell the team right now.\nThey will see that someone is not well, not your words.\nDo you agree?"),
        Choice("oui", N_("Yes, tell them")), _NO, unsaid="non", must=True,
    ),
    Aside.RESUME: _aside(
        Aside.RESUME, N_("Shall we go on where we were?"), Choice("reprendre", N_("Go on")),
        Choice("recommencer", N_("Start over")), Choice("effacer", N_("Erase")), unsaid="reprendre", must=True,
    ),
}  # fmt: skip


_EDIT_MENUS = (Menu("person", N_("About the person")), Menu("answer", N_("The answer")))
_EDIT_PLACES = {
    "": ("recit", "themes", "designation", "contact_mode"),
    "person": ("pour_qui", "en_securite", "tranche_age", "secteur", "deja_aide", "contact_discret"),
    "answer": ("attente", "delai_souhaite", "telephone", "creneaux"),
}


def edit_aside(answered: Sequence[Question]) -> Question:
    """« Modifier » : the questions answered so far, behind at most six buttons."""
    by_key = {question.key: question for question in answered}
    choices = tuple(
        Choice(key, by_key[key].label, within=menu)
        for menu, keys in _EDIT_PLACES.items()
        for key in keys
        if key in by_key
    )
    used = {choice.within for choice in choices}
    return Question(
        key=Aside.EDIT.value, kind=Kind.CHOICE, prompt=N_("What would you like to change?"), label=N_("Change"),
        choices=choices, menus=tuple(menu for menu in _EDIT_MENUS if menu.key in used),
        sensitivity=Sensitivity.PERSONAL, readers=frozenset(), counted=False, unsaid="", must=True,
    )  # fmt: skip
