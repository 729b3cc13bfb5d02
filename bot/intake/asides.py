"""The closed set of short interruptions between questions, each a question of its own that is never part of a case.

Must never: be stored beyond the draft, counted, or read by anyone.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from bot.i18n import N_
from bot.intake.question import ROAD_KEY, AnyOf, Choice, Is, Kind, Menu, Question, Sensitivity, Variant
from bot.intake.roads import Road
from bot.triage.urgency import Signal

ABOUT_ANOTHER = AnyOf((Is("pour_qui", ("ami", "famille", "autre")), Is(ROAD_KEY, (Road.RELAY, Road.CIVIC))))


class Aside(StrEnum):
    WELCOME = "welcome"
    KEEP_WORDS = "keep_words"
    DISCREET_NOTICE = "discreet_notice"
    SHORT_ROAD = "short_road"
    SOMEONE_NEAR = "someone_near"
    WARN_TEAM = "warn_team"
    DOUBT_DEATH = "doubt_death"
    DOUBT_SELF_HARM = "doubt_self_harm"
    DOUBT_HARM = "doubt_harm"
    DOUBT_FORCED = "doubt_forced"
    DOUBT_THREAT = "doubt_threat"
    DOUBT_NIGHT = "doubt_night"
    DOUBT_LIFE = "doubt_life"
    REWORD = "reword"
    SEND_OR_LATER = "send_or_later"
    ABOUT = "about"
    RESUME = "resume"
    EDIT = "edit"


ASIDE_KEYS = frozenset(Aside)


def _aside(
    aside: Aside, prompt: str, *choices: Choice, unsaid: str, must: bool = False, other: str = ""
) -> Question:
    """`other`: the prompt when the contact is about somebody else."""
    return Question(
        key=aside.value, kind=Kind.CHOICE, prompt=prompt, label=prompt, choices=choices, unsaid=unsaid, must=must,
        variants=(Variant(ABOUT_ANOTHER, other),) if other else (), sensitivity=Sensitivity.PERSONAL,
        readers=frozenset(), counted=False,
    )  # fmt: skip


_YES, _NO = Choice("oui", N_("Yes")), Choice("non", N_("No"))
_UNSURE = Choice("ne_sait_pas", N_("I'm not sure"))


def _doubt(aside: Aside, prompt: str, other: str = "") -> Question:
    """A direct question that dares to name; *Passer* leaves the doubt open."""
    return _aside(aside, prompt, _YES, _NO, _UNSURE, unsaid="ne_sait_pas", other=other)


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
    Aside.SEND_OR_LATER: _aside(
        Aside.SEND_OR_LATER,
        N_("This is enough to tell the team.\nYou can send it now and complete it later,\n"
           "or answer a few more questions first."),
        Choice("envoyer", N_("Send now")), Choice("continuer", N_("Continue")),
        Choice("plus_tard", N_("Later")), unsaid="continuer",
    ),
    Aside.SOMEONE_NEAR: _aside(
        Aside.SOMEONE_NEAR, N_("Right now, can you talk to someone near you?"),
        _YES, _NO, _UNSURE, unsaid="ne_sait_pas",
    ),
    Aside.WARN_TEAM: _aside(
        Aside.WARN_TEAM,
        N_("I can tell the team right now.\nThey will see that someone is not well, not your words.\nDo you agree?"),
        Choice("oui", N_("Yes, tell them")), _NO, unsaid="non", must=True,
    ),
    Aside.DOUBT_DEATH: _doubt(
        Aside.DOUBT_DEATH,
        N_("To understand well, I ask you a direct question.\nRight now, are you thinking of dying?"),
        N_("To understand well, I ask you a direct question.\nRight now, is this person thinking of dying?"),
    ),
    Aside.DOUBT_SELF_HARM: _doubt(
        Aside.DOUBT_SELF_HARM,
        N_("To understand well, I ask you a direct question.\nDo you sometimes hurt yourself on purpose?"),
        N_("To understand well, I ask you a direct question.\nDoes this person hurt themselves on purpose?"),
    ),
    Aside.DOUBT_HARM: _doubt(
        Aside.DOUBT_HARM,
        N_("To understand well, I ask you a direct question.\nIs someone hurting you, or frightening you?"),
        N_("To understand well, I ask you a direct question.\nIs someone hurting this person, or frightening them?"),
    ),
    Aside.DOUBT_FORCED: _doubt(
        Aside.DOUBT_FORCED,
        N_("To understand well, I ask you a direct question.\n"
           "Is someone forcing you, or touching you without your agreement?"),
        N_("To understand well, I ask you a direct question.\n"
           "Is someone forcing this person, or touching them without their agreement?"),
    ),
    Aside.DOUBT_THREAT: _doubt(
        Aside.DOUBT_THREAT,
        N_("To understand well, I ask you a direct question.\nCould someone be hurt, you or another person?"),
        N_("To understand well, I ask you a direct question.\nCould someone be hurt, this person or another?"),
    ),
    Aside.DOUBT_NIGHT: _doubt(
        Aside.DOUBT_NIGHT,
        N_("To understand well, I ask you a direct question.\nHave you left home, without a safe place to sleep?"),
        N_("To understand well, I ask you a direct question.\n"
           "Has this person left home, without a safe place to sleep?"),
    ),
    Aside.DOUBT_LIFE: _doubt(
        Aside.DOUBT_LIFE,
        N_("To understand well, I ask you a direct question.\nIs someone's life in danger, right now?"),
    ),
    Aside.REWORD: _aside(
        Aside.REWORD,
        N_("Can you write this message again, without that?\nOtherwise I keep it with a mask in its place."),
        Choice("garder", N_("Keep it with the mask")), Choice("retirer", N_("Don't keep it")), unsaid="garder",
    ),
    Aside.RESUME: _aside(
        Aside.RESUME, N_("Shall we go on where we were?"), Choice("reprendre", N_("Go on")),
        Choice("recommencer", N_("Start over")), Choice("effacer", N_("Erase")), unsaid="reprendre", must=True,
    ),
}  # fmt: skip


DOUBTS: dict[Signal, Aside] = {
    Signal.SUICIDE: Aside.DOUBT_DEATH,
    Signal.AUTOMUTILATION: Aside.DOUBT_SELF_HARM,
    Signal.VIOLENCE_INTRAFAMILIALE: Aside.DOUBT_HARM,
    Signal.ENFANT_EN_DANGER: Aside.DOUBT_HARM,
    Signal.VIOLENCE_SEXUELLE: Aside.DOUBT_FORCED,
    Signal.TRAITE: Aside.DOUBT_FORCED,
    Signal.MENACE_SUBIE: Aside.DOUBT_THREAT,
    Signal.MENACE_EMISE: Aside.DOUBT_THREAT,
    Signal.FUGUE: Aside.DOUBT_NIGHT,
    Signal.URGENCE_VITALE: Aside.DOUBT_LIFE,
}
"""The direct question of each signal: one per family and draft."""


_ABOUT: dict[str, str] = {
    Road.RELAY: N_("A young person's situation"),
    Road.CIVIC: N_("An incident in a place"),
    Road.YOUTH: N_("For me"),
}


def about_aside(targets: Sequence[str]) -> Question:
    """What a relay's first words are about: a new situation, an incident, themselves, or a situation already sent."""
    choices = tuple(
        Choice(target, _ABOUT[target]) if target in _ABOUT else Choice(target, target, local=True) for target in targets
    )
    return _aside(Aside.ABOUT, N_("What is your message about?"), *choices, unsaid="", must=True)


_EDIT_MENUS = (Menu("person", N_("About the person")), Menu("answer", N_("The answer")))
_EDIT_PLACES = {
    "": ("recit", "faits_observes", "faits", "themes", "nature", "designation", "contact_mode", "lieu", "date_faits",
         "canal", "urgence", "suite"),
    "person": (
        "pour_qui", "en_securite", "tranche_age", "secteur", "deja_aide", "contact_discret", "danger_immediat",
        "jeune_informe", "ip_signalement", "parents_informes", "danger_en_cours", "nb_personnes", "tranche_groupe",
        "repetition",
    ),
    "answer": (
        "attente", "delai_souhaite", "telephone", "creneaux", "source_info", "demarches_faites", "attente_relais",
        "delai", "intervention", "suites", "jeune_individuel",
    ),
}  # fmt: skip


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
