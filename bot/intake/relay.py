"""The relay's questions about a young person, declared once each (domaine.md §1.6 b; order of product §3).

Danger first, the young person's agreement second, before any words are kept. The structure is the account's.
Must never: ask for a surname, a birth date, an address, or for words the young person has not agreed to hand on.
"""

from __future__ import annotations

from bot.i18n import N_
from bot.intake.question import (
    NOT_SAID,
    AllOf,
    AnyOf,
    Choice,
    Is,
    Kind,
    Menu,
    Question,
    Reader,
    Sensitivity,
    Signalled,
    Variant,
)
from bot.intake.questionnaire import Questionnaire
from bot.intake.roads import Road
from bot.intake.youth import AGES

RELAY_VERSION = 1
AGREED = ("informe_accord",)
NOT_INFORMED = ("non_informe",)
"""The person has to be told within a month (GDPR art. 14), unless that would put them in danger."""

_HOLDER = frozenset({Reader.CASE_HOLDER})
_GROUP = frozenset({Reader.CASE_HOLDER, Reader.GROUP})
_UNSAID = Choice(NOT_SAID, N_("I'd rather not say"), said_only=True)
_MINOR = Is("tranche_age", ("moins_13", "de_13_14", "de_15_17"))
_DANGER = AnyOf((Is("danger_immediat", ("oui",)), Is("jeune_informe", ("non_informe_danger",)), Signalled()))
MAY_NAME = AnyOf((Is("jeune_informe", AGREED), _DANGER))
"""Without agreement and without danger: no name, and no words of theirs."""


def relay() -> Questionnaire:
    return Questionnaire(Road.RELAY, RELAY_VERSION, (*_first(), *_who(), *_facts(), *_protection(), *_answer()))


def _first() -> tuple[Question, ...]:
    return (
        Question(
            key="danger_immediat", kind=Kind.CHOICE, sensitivity=Sensitivity.SPECIAL, readers=_HOLDER, counted=True,
            prompt=N_("Is there an immediate danger?\nIf so, call 17 or 112 first."),
            label=N_("Immediate danger"), unsaid="ne_sait_pas",
            choices=(
                Choice("oui", N_("Yes")),
                Choice("non", N_("No")),
                Choice("ne_sait_pas", N_("I can't tell")),
            ),
        ),
        Question(
            key="jeune_informe", kind=Kind.CHOICE, sensitivity=Sensitivity.PERSONAL, readers=_HOLDER, counted=True,
            prompt=N_(
                "Does the person know that you are writing to us?\nWithout their agreement, don't give their name.\n"
                "Unless there is danger, they must be told within a month.\nYou will get a reminder."
            ),
            label=N_("Person informed"), unsaid="non_informe",
            choices=(
                Choice("informe_accord", N_("Yes, and agrees")),
                Choice("informe_sans_accord", N_("Yes, without agreeing")),
                Choice("non_informe", N_("Not yet")),
                Choice("non_informe_danger", N_("It would be dangerous")),
            ),
        ),
    )  # fmt: skip


def _who() -> tuple[Question, ...]:
    return (
        Question(
            key="designation", kind=Kind.NAME, sensitivity=Sensitivity.PERSONAL, readers=_HOLDER, counted=False,
            longest=30, unsaid=None, label=N_("Called"), when=MAY_NAME,
            prompt=N_("What should we call this person?\nAn initial or a first name is enough."),
        ),
        Question(
            key="tranche_age", kind=Kind.CHOICE, sensitivity=Sensitivity.PLAIN, readers=_GROUP, counted=True,
            prompt=N_("What is their age band?"), label=N_("Age"),
            choices=(*AGES, _UNSAID), menus=(Menu("autre_age", N_("Another age")),),
        ),
        Question(
            key="themes", kind=Kind.CHOICE, sensitivity=Sensitivity.SPECIAL, readers=_HOLDER, counted=True, most=3,
            prompt=N_("What is it about? Up to three subjects.\nPick one, or write with your own words."),
            lexicon="themes_relais", label=N_("Subjects"), menus=_THEME_MENUS, choices=(*THEMES, _UNSAID),
        ),
    )  # fmt: skip


_THEME_MENUS = (
    Menu("ecole_travail", N_("School, training, work")),
    Menu("famille_logement", N_("Family and home")),
    Menu("conflit_violence", N_("Conflict, violence, justice")),
    Menu("moral_sante", N_("Health, morale")),
    Menu("argent_papiers", N_("Money, papers, transport")),
    Menu("autre_chose", N_("Other subjects")),
)
THEMES = (
    Choice("scolarite", N_("schooling"), within="ecole_travail"),
    Choice("decrochage", N_("dropping out"), within="ecole_travail"),
    Choice("formation_orientation", N_("training, career choice"), within="ecole_travail"),
    Choice("emploi", N_("employment"), within="ecole_travail"),
    Choice("famille", N_("family"), within="famille_logement"),
    Choice("logement", N_("housing"), within="famille_logement"),
    Choice("conflit", N_("conflict"), within="conflit_violence"),
    Choice("harcelement", N_("harassment"), within="conflit_violence"),
    Choice("violence", N_("violence, coercion"), within="conflit_violence"),
    Choice("justice", N_("justice, offences"), within="conflit_violence"),
    Choice("sante_mentale", N_("morale, mental health"), within="moral_sante"),
    Choice("sante", N_("physical health"), within="moral_sante"),
    Choice("addictions", N_("addictions"), within="moral_sante"),
    Choice("vie_affective", N_("relationships, sexuality"), within="moral_sante"),
    Choice("isolement", N_("isolation"), within="moral_sante"),
    Choice("argent_droits", N_("money, rights"), within="argent_papiers"),
    Choice("papiers_demarches", N_("papers, procedures"), within="argent_papiers"),
    Choice("mobilite", N_("transport"), within="argent_papiers"),
    Choice("loisirs_engagement", N_("leisure, commitment"), within="autre_chose"),
    Choice("autre", N_("another subject"), within="autre_chose"),
)


def _facts() -> tuple[Question, ...]:
    return (
        Question(
            key="faits_observes", kind=Kind.STORY, sensitivity=Sensitivity.SPECIAL, readers=_HOLDER, counted=False,
            longest=6000, unsaid=None, must=True, label=N_("Facts"),
            prompt=N_(
                "Which facts have you seen or heard?\nWrite them in your own words.\n"
                "Without the person's agreement: no name, and no quotation.\nNo address, no interpretation."
            ),
            variants=(
                Variant(
                    MAY_NAME,
                    N_(
                        "Which facts have you seen or heard?\nWrite them, or forward your messages here.\n"
                        "Put their own words in quotation marks.\nGive no surname, no address, no interpretation."
                    ),
                ),
            ),
        ),
        Question(
            key="source_info", kind=Kind.CHOICE, sensitivity=Sensitivity.PERSONAL, readers=_HOLDER, counted=True,
            prompt=N_("Where does the information come from?"), label=N_("Source"),
            choices=(
                Choice("observation", N_("I saw it")),
                Choice("parole_du_jeune", N_("The person told me")),
                Choice("parole_tiers", N_("Someone else told me")),
                Choice("ecrit", N_("A written message")),
                _UNSAID,
            ),
        ),
        Question(
            key="demarches_faites", kind=Kind.WORDS, sensitivity=Sensitivity.SPECIAL, readers=_HOLDER, counted=False,
            longest=500, unsaid=None, label=N_("Already done"),
            prompt=N_("What have you already put in place?\nOne message is enough."),
        ),
        Question(
            key="attente_relais", kind=Kind.CHOICE, sensitivity=Sensitivity.PERSONAL, readers=_HOLDER, counted=True,
            prompt=N_("What do you expect from the mediation team?"), label=N_("Expected"),
            choices=(
                Choice("premier_contact", N_("A first contact")),
                Choice("avis", N_("An opinion")),
                Choice("coordination", N_("Coordination")),
                Choice("orientation", N_("A referral")),
                Choice("mediation_conflit", N_("Mediation in a conflict")),
                _UNSAID,
            ),
        ),
    )  # fmt: skip


def _protection() -> tuple[Question, ...]:
    """Only for a minor with a signal: the case does not stand for an *information préoccupante* (L. 226-2-1 CASF)."""
    return (
        Question(
            key="ip_signalement", kind=Kind.CHOICE, sensitivity=Sensitivity.SPECIAL, readers=_HOLDER, counted=True,
            prompt=N_(
                "Does the CRIP or the prosecutor know already?\n"
                "That is an “information préoccupante” or a “signalement”."
            ),
            label=N_("IP or signalement"), when=AllOf((_MINOR, _DANGER)),
            choices=(
                Choice("non", N_("No")),
                Choice("a_faire", N_("It is planned")),
                Choice("faite_crip", N_("Yes, to the CRIP")),
                Choice("faite_parquet", N_("Yes, to the prosecutor")),
                Choice("sans_objet", N_("Not applicable"), said_only=True),
                _UNSAID,
            ),
        ),
        Question(
            key="parents_informes", kind=Kind.CHOICE, sensitivity=Sensitivity.PERSONAL, readers=_HOLDER, counted=True,
            prompt=N_("Are the parents informed?\nIf not, say whether that protects the child."),
            label=N_("Parents informed"), when=Is("ip_signalement", ("a_faire", "faite_crip", "faite_parquet")),
            choices=(
                Choice("oui", N_("Yes")),
                Choice("non", N_("No")),
                Choice("contraire_interet", N_("It would harm the child")),
                Choice("sans_objet", N_("Not applicable")),
                _UNSAID,
            ),
        ),
    )  # fmt: skip


def _answer() -> tuple[Question, ...]:
    return (
        Question(
            key="delai", kind=Kind.CHOICE, sensitivity=Sensitivity.PLAIN, readers=_HOLDER, counted=True,
            prompt=N_("By when would you like to hear from us?"), label=N_("Wanted"),
            choices=(
                Choice("immediat", N_("At once")),
                Choice("sous_48h", N_("Within 48 hours")),
                Choice("cette_semaine", N_("This week")),
                Choice("non_urgent", N_("Not urgent")),
                _UNSAID,
            ),
        ),
        Question(
            key="contact_mode", kind=Kind.CHOICE, sensitivity=Sensitivity.PERSONAL, readers=_HOLDER, counted=True,
            prompt=N_("How can the person be reached?"), label=N_("Reaching the person"), unsaid="via_relais",
            when=MAY_NAME, lexicon="contact_relais",
            choices=(
                Choice("via_relais", N_("Through me")),
                Choice("telephone", N_("By phone")),
                Choice("telegram", N_("By Telegram")),
                Choice("rencontre", N_("Meeting in person")),
            ),
        ),
        Question(
            key="accord_envoi", kind=Kind.CHOICE, sensitivity=Sensitivity.PLAIN, readers=_HOLDER, counted=False,
            prompt=N_("Everything is ready. Shall I send it to the mediation team?"), label=N_("Agreed to send"),
            must=True, unsaid=None, lexicon="accord_relais",
            choices=(Choice("oui", N_("Yes, send it")), Choice("non", N_("No"))),
        ),
    )  # fmt: skip
