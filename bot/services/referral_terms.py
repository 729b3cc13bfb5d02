"""What a referral is made of: the partners that fit, the minimum that is handed on, the sentence a person agrees to.

Must never: put a story, the case's reference, or anything that the sentence does not name into what is handed on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from bot.i18n import N_, Words, joined
from bot.intake.question import NOT_SAID, Codes
from bot.intake.roads import Road
from bot.intake.views import label_of
from bot.services.house import House
from bot.services.taps import mark_of
from bot.territory import Partner, Structure
from storage.records import Case, Person, Referral

Handed = Mapping[str, Codes]

AGES: Mapping[str, tuple[int, int]] = {
    "moins_13": (0, 12), "de_13_14": (13, 14), "de_15_17": (15, 17), "de_18_20": (18, 20), "de_21_25": (21, 25),
    "plus_25": (26, 130),
}  # fmt: skip
"""Youngest and oldest of each band; an age that was not said fits everywhere."""
NAMED = 3
"""How many subjects of a partner are named when none is the person's."""


class Refer(StrEnum):
    """Messages about referrals to coordinators and to relays; those to a person are in `voice.Later`."""

    MENU = "referral_menu"
    PREVIEW = "referral_preview"
    VIEW = "referral_view"
    DECLINE = "referral_decline"
    NEWS = "referral_news"
    COPY = "referral_copy"  # what a relay receives; changed as the referral lives
    REASONS = "referral_reasons"
    RELAY_NEWS = "referral_relay_news"


class How(StrEnum):
    """How an agreement was given."""

    CHAT = "chat"
    PHONE = "phone"
    IN_PERSON = "in_person"


class Reason(StrEnum):
    """Why a partner declines: keys for ever."""

    FULL = "complet"
    AGE = "hors_age"
    AREA = "hors_secteur"
    MISSION = "pas_notre_mission"
    OTHER = "autre"


class Outcome(StrEnum):
    """What a partner reports: keys for ever. ENDED closes the referral, and keeps what was reported before it."""

    APPOINTMENT = "rdv_pris"
    CAME = "venu"
    ABSENT = "pas_venu"
    ENDED = "termine"


REASONS: Mapping[Reason, str] = {
    Reason.FULL: N_("No place left"),
    Reason.AGE: N_("Outside our ages"),
    Reason.AREA: N_("Outside our area"),
    Reason.MISSION: N_("Not our mission"),
    Reason.OTHER: N_("Another reason"),
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.APPOINTMENT: N_("Appointment made"),
    Outcome.CAME: N_("Appointment kept"),
    Outcome.ABSENT: N_("Appointment missed"),
    Outcome.ENDED: N_("Finished"),
}


def code_of(referral: Referral) -> str:
    """« O-3F9A21 »: how a coordinator and a relay name it to each other; it says nothing about the case."""
    return f"O-{mark_of(referral.id)[:6].upper()}"


# -- the directory -------------------------------------------------------------------------------------------------


def partner_of(house: House, partner_id: str) -> Partner | None:
    return next((partner for partner in house.territory.partners if partner.id == partner_id), None)


def partner_name(house: House, referral: Referral) -> str:
    """Its label; its id when the file has lost it."""
    partner = partner_of(house, referral.partner)
    return partner.label if partner else referral.partner


def structure_of(house: House, partner_id: str) -> Structure | None:
    """Whose relays answer for this partner."""
    partner = partner_of(house, partner_id)
    wanted = partner.structure if partner else ""
    return next((one for one in house.territory.structures if wanted and one.id == wanted), None)


def partner_marked(house: House, mark: str) -> Partner | None:
    """The partner behind a button: an id may be too long for one."""
    return next((one for one in everybody(house) if mark_of(one.id) == mark), None)


def everybody(house: House) -> list[Partner]:
    return [partner for partner in house.territory.partners if partner.active]


def fitting(house: House, case: Case) -> list[Partner]:
    """Those for a subject and for the age of this case, the most fitting first."""
    themes = case.answers.get("themes", ())
    found = [partner for partner in everybody(house) if _shared(partner, themes) and fits_age(partner, case)]
    return sorted(found, key=lambda partner: -len(_shared(partner, themes)))


def fits_age(partner: Partner, case: Case) -> bool:
    youngest, oldest = AGES.get(case.age, (0, 130))
    return partner.ages[0] <= oldest and youngest <= partner.ages[1]


def _shared(partner: Partner, themes: Iterable[str]) -> Codes:
    return tuple(theme for theme in themes if theme in partner.themes)


# -- what is handed on ---------------------------------------------------------------------------------------------


def minimum(case: Case, person: Person | None, partner: Partner) -> Handed:
    """All that the partner may see: the name chosen, the age band, the subjects it is there for, how to answer."""
    answers = case.answers
    mode = answers.get("contact_mode", ())
    handed = {
        "designation": answers.get("designation", ()),
        "tranche_age": answers.get("tranche_age", ()) or ((case.age,) if case.age else ()),
        "themes": _shared(partner, answers.get("themes", ())),
    }
    if mode == ("telephone",) and answers.get("telephone"):
        handed |= {"telephone": answers["telephone"], "creneaux": answers.get("creneaux", ())}
        careful = person is not None and person.discreet and case.kind == Road.YOUTH
        read_by_others = answers.get("contact_discret") in (("oui",), ("ne_sait_pas",))
        handed["discret"] = ("oui",) if careful or read_by_others else ()
    return {key: codes for key, codes in handed.items() if codes and codes != (NOT_SAID,)}


def labels(house: House, words: Words, key: str, codes: Codes, *, formal: bool) -> str:
    """Codes of a closed question as this reader says them: the person's own labels, or a professional's."""
    sources = (Road.RELAY, Road.YOUTH) if formal else (Road.YOUTH, Road.RELAY)
    declared = (house.questionnaires[road].by_key for road in sources)
    question = next(known[key] for known in declared if key in known)
    choices = [question.choice(code) for code in codes]
    return ", ".join(label_of(choice, words) for choice in choices if choice)


def subjects(house: House, words: Words, partner: Partner, handed: Handed) -> str:
    """What the partner is there for, in the person's words: their subjects, else its own first ones."""
    codes = handed.get("themes") or tuple(theme.value for theme in partner.themes[:NAMED])
    return labels(house, words, "themes", codes, formal=False)


def agreement(house: House, words: Words, partner: Partner, handed: Handed) -> str:
    """The very sentence a person says yes or no to, with everything that would be seen."""
    say = words.say
    seen = [*handed.get("designation", ())]
    if "tranche_age" in handed:
        seen.append(labels(house, words, "tranche_age", handed["tranche_age"], formal=False))
    if "themes" in handed:  # named one line above
        seen.append(say("this subject") if len(handed["themes"]) == 1 else say("these subjects"))
    return joined((
        say("The team suggests a partner: {partner}.", partner=partner.label),
        say("It can help with: {subjects}.", subjects=subjects(house, words, partner, handed)),
        say("They would only see: {seen}.", seen=" · ".join(seen)) if seen else say("They would not see your name."),
        say("And your number: {number}.", number="".join(handed["telephone"])) if "telephone" in handed
        else say("Not your number: the team makes the link."),
        say("I ask them to be discreet.") if "discret" in handed else "",
        say("Nothing of your story."),
        say("You can say no, ask first, or change your mind later."),
    ))  # fmt: skip
