"""The young person's questions, declared once each (domaine.md §1.6 a, in the order of product §2).

Keys and codes are the field's own vocabulary, for ever. Local names come from the territory.
Must never: ask for a surname, a birth date, an address, or the name of somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.i18n import N_
from bot.intake.asides import ABOUT_ANOTHER
from bot.intake.question import (
    NOT_SAID,
    AnyOf,
    Choice,
    Is,
    Kind,
    Menu,
    Question,
    Reader,
    Sensitivity,
    Sooner,
    Variant,
)
from bot.intake.questionnaire import MOST_BUTTONS, Questionnaire
from bot.intake.roads import Road
from bot.territory import District

YOUTH_VERSION = 1
NOT_PLAINLY_SAFE = Is("en_securite", ("non", "ne_sait_pas", NOT_SAID))
READ_BY_OTHERS = Is("contact_discret", ("oui", "ne_sait_pas"))

_HOLDER = frozenset({Reader.CASE_HOLDER})
_GROUP = frozenset({Reader.CASE_HOLDER, Reader.GROUP})
_UNSAID = Choice(NOT_SAID, N_("I'd rather not say"), said_only=True)
AGES = (
    Choice("de_13_14", N_("13-14")),
    Choice("de_15_17", N_("15-17")),
    Choice("de_18_20", N_("18-20")),
    Choice("de_21_25", N_("21-25")),
    Choice("moins_13", N_("Under 13"), within="autre_age"),
    Choice("plus_25", N_("Over 25"), within="autre_age"),
)


def youth(districts: Iterable[District]) -> Questionnaire:
    """The questionnaire of one town; raises BrokenQuestionnaire when its districts cannot be shown."""
    return Questionnaire(
        Road.YOUTH,
        YOUTH_VERSION,
        (*_who_and_safety(), *_what(), *_wishes(), _district(tuple(districts)), *_contact(), _sending(), *_after()),
    )


def _who_and_safety() -> tuple[Question, ...]:
    return (
        Question(
            key="pour_qui", kind=Kind.CHOICE, sensitivity=Sensitivity.PERSONAL, readers=_HOLDER, counted=True,
            prompt=N_("Is it for you, or for someone you know?"), label=N_("Asked for"),
            choices=(
                Choice("moi", N_("For me")),
                Choice("ami", N_("A friend")),
                Choice("famille", N_("Someone in my family")),
                Choice("autre", N_("Someone else")),
                _UNSAID,
            ),
        ),
        Question(
            key="en_securite", kind=Kind.CHOICE, sensitivity=Sensitivity.SPECIAL, readers=_HOLDER, counted=True,
            prompt=N_("Right now, do you feel safe?"), label=N_("Feels safe"),
            variants=(Variant(ABOUT_ANOTHER, N_("Right now, is this person safe?")),),
            choices=(
                Choice("oui", N_("Yes")),
                Choice("non", N_("No")),
                Choice("ne_sait_pas", N_("I'm not sure")),
                _UNSAID,
            ),
        ),
        Question(
            key="tranche_age", kind=Kind.CHOICE, sensitivity=Sensitivity.PLAIN, readers=_GROUP, counted=True,
            prompt=N_("How old are you? Pick a box, or write it.\nIt helps to find the right people."),
            label=N_("Age"),
            variants=(Variant(ABOUT_ANOTHER, N_("How old is this person? Pick a box, or write it.")),),
            choices=(*AGES, _UNSAID),
            menus=(Menu("autre_age", N_("Another age")),),
        ),
    )  # fmt: skip


def _what() -> tuple[Question, ...]:
    return (
        Question(
            key="themes", kind=Kind.CHOICE, sensitivity=Sensitivity.SPECIAL, readers=_HOLDER, counted=True, most=3,
            prompt=N_("What is it about?\nPick a subject, or use your own words.\nYou can add two more."),
            label=N_("Subjects"), menus=_THEME_MENUS, choices=(*_THEMES, _UNSAID),
        ),
        Question(
            key="recit", kind=Kind.STORY, sensitivity=Sensitivity.SPECIAL, readers=_HOLDER, counted=False,
            longest=1000, unsaid=None, label=N_("Story"),
            prompt=N_(
                "Would you like to tell a little? A few words are enough.\nYou can send several messages.\n"
                "Talk about yourself, without other people's names.\n"
                "Please write: I don't open photos or voice messages."
            ),
        ),
    )  # fmt: skip


_THEME_MENUS = (
    Menu("ecole_travail", N_("School, work")),
    Menu("famille_logement", N_("Family, housing")),
    Menu("conflit_violence", N_("Conflict, violence")),
    Menu("moral_sante", N_("Mood, health")),
    Menu("argent_papiers", N_("Money, papers")),
    Menu("autre_chose", N_("Something else")),
)
_THEMES = (
    Choice("scolarite", N_("school"), within="ecole_travail"),
    Choice("decrochage", N_("I stopped school"), within="ecole_travail"),
    Choice("formation_orientation", N_("my training"), within="ecole_travail"),
    Choice("emploi", N_("work"), within="ecole_travail"),
    Choice("famille", N_("my family"), within="famille_logement"),
    Choice("logement", N_("a place to live"), within="famille_logement"),
    Choice("conflit", N_("a quarrel"), within="conflit_violence"),
    Choice("harcelement", N_("I am being harassed"), within="conflit_violence"),
    Choice("violence", N_("violence"), within="conflit_violence"),
    Choice("justice", N_("justice, the police"), within="conflit_violence"),
    Choice("sante_mentale", N_("how I feel"), within="moral_sante"),
    Choice("sante", N_("my health"), within="moral_sante"),
    Choice("addictions", N_("alcohol, drugs, screens"), within="moral_sante"),
    Choice("vie_affective", N_("love, sexuality"), within="moral_sante"),
    Choice("isolement", N_("loneliness"), within="moral_sante"),
    Choice("argent_droits", N_("money, my rights"), within="argent_papiers"),
    Choice("papiers_demarches", N_("my papers"), within="argent_papiers"),
    Choice("mobilite", N_("getting around"), within="argent_papiers"),
    Choice("loisirs_engagement", N_("a wish, a project"), within="autre_chose"),
    Choice("autre", N_("something else"), within="autre_chose"),
)


def _wishes() -> tuple[Question, ...]:
    return (
        Question(
            key="attente", kind=Kind.CHOICE, sensitivity=Sensitivity.PERSONAL, readers=_HOLDER, counted=True,
            prompt=N_("What would help you most?"), label=N_("Wish"), unsaid="ne_sait_pas",
            choices=(
                Choice("etre_ecoute", N_("Being listened to")),
                Choice("information", N_("Information")),
                Choice("rendez_vous", N_("An appointment")),
                Choice("aide_demarche", N_("Help with a step")),
                Choice("mediation_conflit", N_("Calming a conflict")),
                Choice("ne_sait_pas", N_("I don't know")),
                _UNSAID,
            ),
        ),
        Question(
            key="delai_souhaite", kind=Kind.CHOICE, sensitivity=Sensitivity.PLAIN, readers=_HOLDER, counted=True,
            prompt=N_("When do you need an answer?"), label=N_("Wanted"),
            choices=(
                Choice("aujourd_hui", N_("Today")),
                Choice("cette_semaine", N_("This week")),
                Choice("pas_presse", N_("No hurry")),
                _UNSAID,
            ),
        ),
        Question(
            key="designation", kind=Kind.NAME, sensitivity=Sensitivity.PERSONAL, readers=_HOLDER, counted=False,
            longest=30, unsaid=None, label=N_("Chosen name"),
            prompt=N_("What should we call you?\nA first name or a nickname, as you like."),
        ),
    )  # fmt: skip


def _district(districts: tuple[District, ...]) -> Question:
    """Up to six districts stand side by side; beyond that those with a `group` go behind one button a group."""
    grouped = dict.fromkeys(d.group for d in districts if d.group) if len(districts) > MOST_BUTTONS else {}
    menus = {group: Menu(f"ailleurs_{place}", group, local=True) for place, group in enumerate(grouped, start=1)}
    if len(menus) == 1:
        menus = dict.fromkeys(grouped, Menu("ailleurs", N_("Somewhere else")))
    return Question(
        key="secteur", kind=Kind.CHOICE, sensitivity=Sensitivity.PERSONAL, readers=_HOLDER, counted=True,
        prompt=N_("Which area do you mostly live in?"), label=N_("Area"),
        menus=tuple(menus.values()),
        choices=(
            *(
                Choice(d.id, d.label, within=menus[d.group].key if d.group in menus else "", local=True, typed=d.typed)
                for d in districts
            ),
            _UNSAID,
        ),
    )  # fmt: skip


def _contact() -> tuple[Question, ...]:
    return (
        Question(
            key="deja_aide", kind=Kind.CHOICE, sensitivity=Sensitivity.PERSONAL, readers=_HOLDER, counted=True,
            prompt=N_("Is someone already helping you?"), label=N_("Already helped by"),
            choices=(
                Choice("personne", N_("Nobody")),
                Choice("centre_social", N_("A social centre")),
                Choice("mission_locale", N_("The Mission Locale")),
                Choice("ecole", N_("School")),
                Choice("ase", N_("Child protection (ASE)")),
                Choice("autre", N_("Someone else")),
                _UNSAID,
            ),
        ),
        Question(
            key="contact_mode", kind=Kind.CHOICE, sensitivity=Sensitivity.PERSONAL, readers=_HOLDER, counted=True,
            prompt=N_("How can we answer you?"), label=N_("Answer by"), unsaid="telegram",
            choices=(
                Choice("telegram", N_("Here")),
                Choice("telephone", N_("By phone")),
                Choice("rencontre", N_("Meeting in person")),
                Choice("via_adulte", N_("Through an adult")),
                _UNSAID,
            ),
        ),
        Question(
            key="telephone", kind=Kind.PHONE, sensitivity=Sensitivity.PERSONAL, readers=_HOLDER, counted=False,
            longest=20, unsaid=None, when=Is("contact_mode", ("telephone",)),
            prompt=N_("Which number? You can erase it later."), label=N_("Phone"),
        ),
        Question(
            key="contact_discret", kind=Kind.CHOICE, sensitivity=Sensitivity.PERSONAL, readers=_HOLDER, counted=False,
            prompt=N_("Can someone else read your phone?\nIf so, my messages will say very little."),
            label=N_("Phone read by others"), unsaid=None, sooner=Sooner("en_securite", NOT_PLAINLY_SAFE),
            choices=(
                Choice("oui", N_("Yes")),
                Choice("non", N_("No")),
                Choice("ne_sait_pas", N_("Maybe")),
                _UNSAID,
            ),
        ),
        Question(
            key="creneaux", kind=Kind.CHOICE, sensitivity=Sensitivity.PERSONAL, readers=_HOLDER, counted=False,
            prompt=N_("When is a good time to reach you?"), label=N_("Good time"),
            when=AnyOf((Is("contact_mode", ("telephone", "rencontre")), READ_BY_OTHERS)),
            choices=(
                Choice("matin", N_("In the morning")),
                Choice("midi", N_("At midday")),
                Choice("apres_midi", N_("In the afternoon")),
                Choice("soir", N_("In the evening")),
                Choice("peu_importe", N_("Any time")),
                _UNSAID,
            ),
        ),
    )  # fmt: skip


def _sending() -> Question:
    return Question(
        key="accord_envoi", kind=Kind.CHOICE, sensitivity=Sensitivity.PLAIN, readers=_HOLDER, counted=False,
        prompt=N_("Everything is ready. Shall I send it to the team?"), label=N_("Agreed to send"),
        must=True, unsaid=None,
        choices=(Choice("oui", N_("Yes, send it")), Choice("non", N_("No"))),
    )  # fmt: skip


def _after() -> tuple[Question, ...]:
    """Asked once the case is safe with the team."""
    return (
        Question(
            key="accord_partage", kind=Kind.CHOICE, sensitivity=Sensitivity.PERSONAL, readers=_HOLDER, counted=False,
            after_sending=True, unsaid=None, label=N_("Agreed to share"),
            prompt=N_("If another service can help you, may we tell them?\nWe will ask you again before we do."),
            choices=(Choice("oui", N_("Yes")), Choice("non", N_("No")), _UNSAID),
        ),
        Question(
            key="langue", kind=Kind.CHOICE, sensitivity=Sensitivity.PERSONAL, readers=_HOLDER, counted=True,
            after_sending=True, unsaid="fr", label=N_("Useful language"),
            prompt=N_("Would you rather speak another language?\nThe team can look for an interpreter."),
            menus=(Menu("autre_langue", N_("Another language")),), choices=_LANGUAGES,
        ),
    )  # fmt: skip


_LANGUAGES = (
    Choice("fr", "français", local=True),
    Choice("en", "English", local=True),
    Choice("ar", "العربية", local=True),
    Choice("uk", "українська", local=True),
    Choice("pt", "português", local=True),
    Choice("es", "español", local=True, within="autre_langue"),
    Choice("tr", "Türkçe", local=True, within="autre_langue"),
    Choice("sq", "shqip", local=True, within="autre_langue"),
    Choice("fa", "دری / فارسی", local=True, within="autre_langue"),
    Choice("ps", "پښتو", local=True, within="autre_langue"),
    Choice("autre", N_("Another one"), within="autre_langue"),
    Choice("ru", "русский", local=True, said_only=True),
    Choice("bm", "bamanankan", local=True, said_only=True),
    Choice("ff", "pulaar", local=True, said_only=True),
    _UNSAID,
)
