"""What a coordinator notes of somebody met in the street, at the door or on the phone: five questions, five taps.

It is the coordinator's own record: no agreement is asked, nothing is confirmed, and a human alone says how urgent it
is. Must never: ask for a story, a surname, a birth date or an address.
"""

from __future__ import annotations

from bot.i18n import N_
from bot.intake.question import NOT_SAID, Choice, Kind, Menu, Question, Reader, Sensitivity
from bot.intake.questionnaire import Questionnaire
from bot.intake.relay import THEMES
from bot.intake.roads import Road
from bot.intake.youth import AGES

ENCOUNTER_VERSION = 1
URGENCY, NEXT_STEP = "urgence", "suite"
"""They become the level and the first follow-up of the case, and are kept nowhere else."""
NAME, PHONE = "designation", "telephone"
"""Written afterwards, when the coordinator wants to."""
DAYS = {"demain": 1, "trois_jours": 3, "semaine": 7, "quinzaine": 15}
"""Calendar days until the next step; any other answer plans nothing."""

_HOLDER = frozenset({Reader.CASE_HOLDER})
_GROUP = frozenset({Reader.CASE_HOLDER, Reader.GROUP})
_UNSAID = Choice(NOT_SAID, N_("I'd rather not say"), said_only=True)


def encounter() -> Questionnaire:
    return Questionnaire(Road.ENCOUNTER, ENCOUNTER_VERSION, (*_who(), *_next(), *_afterwards()))


def _who() -> tuple[Question, ...]:
    return (
        Question(
            key="canal", kind=Kind.CHOICE, sensitivity=Sensitivity.PLAIN, readers=_HOLDER, counted=True,
            prompt=N_("Where did you meet this person?"), label=N_("Met"), lexicon="canal", must=True, unsaid=None,
            choices=(
                Choice("rue", N_("In the street")),
                Choice("accueil", N_("At the reception")),
                Choice("telephone", N_("By phone")),
                Choice("tiers", N_("Through someone else")),
            ),
        ),
        Question(
            key="tranche_age", kind=Kind.CHOICE, sensitivity=Sensitivity.PLAIN, readers=_GROUP, counted=True,
            prompt=N_("What is their age band?"), label=N_("Age"),
            choices=(*AGES, _UNSAID), menus=(Menu("autre_age", N_("Another age")),),
        ),
        Question(
            key="themes", kind=Kind.CHOICE, sensitivity=Sensitivity.SPECIAL, readers=_HOLDER, counted=True, most=3,
            prompt=N_("What is it about? Up to three subjects.\nPick one, or write with your own words."),
            lexicon="themes_relais", label=N_("Subjects"), menus=_THEME_MENUS,
            choices=(*(Choice(one.key, one.label, within=_WITHIN.get(one.key, "")) for one in THEMES), _UNSAID),
        ),
    )  # fmt: skip


_THEME_MENUS = (
    Menu("autre_sujet", N_("Another topic")),
    Menu("ecole_travail", N_("School, training"), within="autre_sujet"),
    Menu("conflit_violence", N_("Violence, justice"), within="autre_sujet"),
    Menu("moral_sante", N_("Health, morale"), within="autre_sujet"),
    Menu("argent_papiers", N_("Money, papers, transport"), within="autre_sujet"),
    Menu("autre_chose", N_("Other subjects"), within="autre_sujet"),
)
_WITHIN = {
    "scolarite": "ecole_travail", "formation_orientation": "ecole_travail", "harcelement": "conflit_violence",
    "violence": "conflit_violence", "justice": "conflit_violence", "sante_mentale": "moral_sante",
    "sante": "moral_sante", "addictions": "moral_sante", "vie_affective": "moral_sante", "isolement": "moral_sante",
    "argent_droits": "argent_papiers", "papiers_demarches": "argent_papiers", "mobilite": "argent_papiers",
    "loisirs_engagement": "autre_chose", "autre": "autre_chose",
}  # fmt: skip
"""The subjects that are not named here stand in the first bubble: one tap for what is most usual in the street."""


def _next() -> tuple[Question, ...]:
    return (
        Question(
            key=URGENCY, kind=Kind.CHOICE, sensitivity=Sensitivity.PLAIN, readers=_GROUP, counted=True,
            prompt=N_("How urgent is it? You decide."), label=N_("Urgency"), must=True, unsaid=None,
            choices=(
                Choice("normal", N_("Urgency: normal")),
                Choice("rapide", N_("Urgency: soon")),
                Choice("immediat", N_("Urgency: immediate")),
            ),
        ),
        Question(
            key=NEXT_STEP, kind=Kind.CHOICE, sensitivity=Sensitivity.PLAIN, readers=_HOLDER, counted=False,
            prompt=N_("What comes next?"), label=N_("Next step"), unsaid="rien",
            choices=(
                Choice("demain", N_("Call back tomorrow")),
                Choice("trois_jours", N_("In three days")),
                Choice("semaine", N_("In a week")),
                Choice("quinzaine", N_("In two weeks")),
                Choice("rien", N_("Nothing planned")),
            ),
        ),
    )  # fmt: skip


def _afterwards() -> tuple[Question, ...]:
    """Never asked on the way: offered once the case stands."""
    return (
        Question(
            key=NAME, kind=Kind.NAME, sensitivity=Sensitivity.PERSONAL, readers=_HOLDER, counted=False,
            longest=30, unsaid=None, label=N_("Called"), after_sending=True,
            prompt=N_("What should we call this person?\nA first name or a nickname is enough."),
        ),
        Question(
            key=PHONE, kind=Kind.PHONE, sensitivity=Sensitivity.PERSONAL, readers=_HOLDER, counted=False,
            longest=20, unsaid=None, label=N_("Phone"), after_sending=True,
            prompt=N_("Which number can this person be reached at?"),
        ),
    )  # fmt: skip
