"""The questions about an incident in a public place (*médiation civique*), declared once each (domaine.md §1.6 c).

Facts, a place and an hour; nobody is described. Who files it is the account's. Places come from the territory.
Must never: ask for anything by which somebody involved could be recognised (GDPR art. 10: no file of offenders).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.i18n import N_
from bot.intake.question import NOT_SAID, Choice, Kind, Menu, Question, Reader, Sensitivity
from bot.intake.questionnaire import Questionnaire
from bot.intake.roads import Road
from bot.territory import Place, PlaceType

CIVIC_VERSION = 1

_HOLDER = frozenset({Reader.CASE_HOLDER})
_GROUP = frozenset({Reader.CASE_HOLDER, Reader.GROUP})
_UNSAID = Choice(NOT_SAID, N_("I'd rather not say"), said_only=True)
_TYPES: Mapping[PlaceType, str] = {
    PlaceType.EQUIPEMENT_MUNICIPAL: N_("A municipal facility"),
    PlaceType.ESPACE_PUBLIC: N_("Outdoors"),
    PlaceType.TRANSPORT: N_("Transport"),
    PlaceType.ABORDS_ETABLISSEMENT: N_("Near a school"),
    PlaceType.IMMEUBLE: N_("A building"),
}


def civic(places: Iterable[Place]) -> Questionnaire:
    """The questionnaire of one town; raises BrokenQuestionnaire when its places cannot be shown."""
    return Questionnaire(Road.CIVIC, CIVIC_VERSION, (_danger(), _place(tuple(places)), *_what(), *_after()))


def _danger() -> Question:
    return Question(
        key="danger_en_cours", kind=Kind.CHOICE, sensitivity=Sensitivity.PLAIN, readers=_GROUP, counted=True,
        prompt=N_("Is there a danger right now?\nIf so, first call 17 or 18. Without speaking: text 114."),
        label=N_("Danger under way"),
        choices=(Choice("oui", N_("Yes")), Choice("non", N_("No")), _UNSAID),
    )  # fmt: skip


def _place(places: tuple[Place, ...]) -> Question:
    """A type opens its places; within a type those of one `group` stand behind one button more."""
    types = [type_ for type_ in PlaceType if any(place.type is type_ for place in places)]
    groups = dict.fromkeys((place.type, place.group) for place in places if place.group)
    within = {(type_, group): f"{type_.value}_{number}" for number, (type_, group) in enumerate(groups, start=1)}
    return Question(
        key="lieu", kind=Kind.CHOICE, sensitivity=Sensitivity.PLAIN, readers=_GROUP, counted=True,
        prompt=N_("Where does it happen?\nPick a kind of place, or write its name."), label=N_("Place"),
        menus=(
            *(Menu(type_.value, _TYPES[type_]) for type_ in types),
            *(Menu(key, group, local=True, within=type_.value) for (type_, group), key in within.items()),
        ),
        choices=(
            *(
                Choice(p.id, p.label, within=within.get((p.type, p.group), p.type.value), local=True, typed=p.typed)
                for p in places
            ),
            _UNSAID,
        ),
    )  # fmt: skip


def _what() -> tuple[Question, ...]:
    return (
        Question(
            key="date_faits", kind=Kind.MOMENT, sensitivity=Sensitivity.PLAIN, readers=_HOLDER, counted=True,
            prompt=N_("When was it?\nWrite for example: yesterday evening around 11 pm."), label=N_("Date and hour"),
            longest=200, unsaid=None, choices=_MOMENTS,
        ),
        Question(
            key="nature", kind=Kind.CHOICE, sensitivity=Sensitivity.PLAIN, readers=_HOLDER, counted=True, most=3,
            prompt=N_("What is happening?\nPick one, or write with your own words."), label=N_("Nature"),
            menus=(Menu("tensions", N_("Tension, violence")),),
            choices=(
                Choice("bruit", N_("Noise")),
                Choice("occupation_espace", N_("Occupation of a place")),
                Choice("degradation", N_("Damage")),
                Choice("conflit_usage", N_("Conflict over use"), within="tensions"),
                Choice("altercation_verbale", N_("Verbal quarrel"), within="tensions"),
                Choice("violence_physique", N_("Physical violence"), within="tensions"),
                Choice("arme", N_("A weapon"), within="tensions"),
                Choice("incivilite_agent", N_("Rudeness to staff"), within="tensions"),
                Choice("autre", N_("Something else")),
                _UNSAID,
            ),
        ),
        Question(
            key="nb_personnes", kind=Kind.CHOICE, sensitivity=Sensitivity.PLAIN, readers=_HOLDER, counted=True,
            prompt=N_("How many people, roughly?"), label=N_("Number"), unsaid="ne_sait_pas",
            choices=(
                Choice("n1_2", N_("1 or 2")),
                Choice("n3_5", N_("3 to 5")),
                Choice("n6_10", N_("6 to 10")),
                Choice("plus_10", N_("More than 10")),
                Choice("ne_sait_pas", N_("I can't tell")),
            ),
        ),
        Question(
            key="tranche_groupe", kind=Kind.CHOICE, sensitivity=Sensitivity.PLAIN, readers=_HOLDER, counted=True,
            prompt=N_("Roughly what age?"), label=N_("Age of the group"), unsaid="ne_sait_pas",
            choices=(
                Choice("enfants", N_("Children")),
                Choice("ados", N_("Teenagers")),
                Choice("jeunes_adultes", N_("Young adults")),
                Choice("adultes", N_("Adults")),
                Choice("mixte", N_("Mixed ages")),
                Choice("ne_sait_pas", N_("I can't tell")),
            ),
        ),
        Question(
            key="faits", kind=Kind.STORY, sensitivity=Sensitivity.PERSONAL, readers=_HOLDER, counted=False,
            longest=1000, unsaid=None, must=True, label=N_("Facts"),
            prompt=N_(
                "What happened?\nWithout names, number plates or physical description.\nYou can send several messages."
            ),
        ),
    )  # fmt: skip


_MOMENTS = (
    Choice("maintenant", N_("Right now")),
    Choice("ce_matin", N_("This morning")),
    Choice("cet_apres_midi", N_("This afternoon")),
    Choice("hier_soir", N_("Yesterday evening")),
)


def _after() -> tuple[Question, ...]:
    return (
        Question(
            key="intervention", kind=Kind.CHOICE, sensitivity=Sensitivity.PLAIN, readers=_HOLDER, counted=True, most=3,
            prompt=N_("What did you do?\nYou can write several, for example: 1 and 3."), label=N_("Intervention"),
            unsaid="aucune",
            choices=(
                Choice("aucune", N_("Nothing yet")),
                Choice("dialogue", N_("I talked with them")),
                Choice("rappel_regle", N_("Reminder of the rules")),
                Choice("separation", N_("Separation")),
                Choice("appel_police", N_("I called the police")),
                Choice("appel_secours", N_("I called for help")),
            ),
        ),
        Question(
            key="repetition", kind=Kind.CHOICE, sensitivity=Sensitivity.PLAIN, readers=_HOLDER, counted=True,
            prompt=N_("Has it happened before?"), label=N_("Repetition"),
            choices=(
                Choice("premiere_fois", N_("First time")),
                Choice("deja_vu", N_("It has happened before")),
                Choice("frequent", N_("It happens often")),
                _UNSAID,
            ),
        ),
        Question(
            key="suites", kind=Kind.CHOICE, sensitivity=Sensitivity.PLAIN, readers=_HOLDER, counted=True, most=3,
            prompt=N_("What would you like to happen next?\nYou can write several, for example: 1 and 2."),
            label=N_("Wanted next"), unsaid="information_seule",
            choices=(
                Choice("presence_mediateur", N_("A mediator on site")),
                Choice("rencontre_groupes", N_("Bringing the groups together")),
                Choice("rappel_reglement", N_("Going over the rules")),
                Choice("signalement_technique", N_("A repair, lighting")),
                Choice("coordination_police_municipale", N_("Municipal police")),
                Choice("information_seule", N_("Just to let you know")),
            ),
        ),
        Question(
            key="jeune_individuel", kind=Kind.CHOICE, sensitivity=Sensitivity.PERSONAL, readers=_HOLDER, counted=True,
            prompt=N_("Does a young person need help?\nIf so, a separate record opens, after this one."),
            label=N_("Young person in difficulty"), unsaid="non",
            choices=(Choice("oui", N_("Yes")), Choice("non", N_("No"))),
        ),
        Question(
            key="accord_envoi", kind=Kind.CHOICE, sensitivity=Sensitivity.PLAIN, readers=_HOLDER, counted=False,
            prompt=N_("Everything is ready. Shall I send it to the mediation team?"), label=N_("Agreed to send"),
            must=True, unsaid=None, lexicon="accord_relais",
            choices=(Choice("oui", N_("Yes, send it")), Choice("non", N_("No"))),
        ),
    )  # fmt: skip
