"""The full record of a case as data, with labels in French: for a sealed file, and for nothing else.

Must never: be sent into a chat, logged, or hold a platform id.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.errors import NotAllowed
from bot.i18n import Words
from bot.intake.roads import Road
from bot.intake.views import said
from bot.services.card_bubbles import LEVELS
from bot.services.case_file_bubbles import SIGNALS
from bot.services.case_history import EXPORT, Books, steps
from bot.services.cases import RESULT_LABELS, Result
from bot.services.held_replies import HELD
from bot.services.house import House
from bot.services.referral_terms import partner_name
from storage.records import Case, CaseState, Entry, EntryKind
from storage.unit_of_work import UnitOfWork

OPERATOR = "ligne-commande"
"""The actor in the access log: whoever works at the command line; no coordinator has such an id."""
_KINDS: Mapping[EntryKind, str] = {
    EntryKind.STORY: "récit", EntryKind.MESSAGE: "message de la personne", EntryKind.EDIT: "message modifié",
    EntryKind.REPLY: "réponse de l'équipe", EntryKind.NOTE: "note interne",
}  # fmt: skip
_ROADS: Mapping[str, str] = {Road.YOUTH: "jeune", Road.RELAY: "relais", Road.CIVIC: "civique"}
_PROMISES: Mapping[str, str] = {"read": "lecture", "answer": "réponse"}


def export(uow: UnitOfWork, house: House, reference: str) -> dict[str, Any]:
    """Everything kept about one case; its leaving is logged. NotAllowed for a case that is none, or was erased."""
    case = uow.cases.of_reference(reference)
    if case is None or case.state is CaseState.WITHDRAWN:
        raise NotAllowed
    uow.ledger.note_access(OPERATOR, case, EXPORT)
    words = house.words()
    return {
        "référence": case.reference, "exporté le": _at(house, uow.now), **_state(uow, words, case),
        "dates": _dates(house, case), "réponses": _answers(house, words, case),
        "codes des réponses": {key: list(codes) for key, codes in sorted(case.answers.items())},
        "échanges": [_entry(uow, house, entry) for entry in uow.entries.of_case(case.id, *_KINDS)],
        "promesses": [
            {"promis": _PROMISES.get(kind, kind), "avant": _at(house, by), "tenu le": _at(house, kept)}
            for kind, by, kept in uow.promises.of_case(case.id)
        ],
        "orientations": _referrals(uow, house, case),
        "fiches liées": [other.reference for other in uow.cases.linked(case.id)],
        "historique": [
            {"quand": _at(house, step.at), "quoi": step.words} for step in steps(Books(uow, house, words), case)
        ],
        "consultations": [
            {"quand": _at(house, at), "qui": _name(uow, actor), "action": action}
            for at, actor, action in uow.ledger.accesses_of(case.id)
        ],
    }  # fmt: skip


def _state(uow: UnitOfWork, words: Words, case: Case) -> dict[str, Any]:
    result = uow.cases.result_of(case.id)
    signals = sorted(case.signals) if case.false_alarm_at is None else []
    return {
        "genre": _ROADS.get(case.kind, case.kind), "état": case.state.value, "urgence": words.say(LEVELS[case.level]),
        "résultat": words.say(RESULT_LABELS[Result(result)]) if result in set(Result) else "",
        "suivie par": _name(uow, case.holder_id) if case.holder_id else "", "structure": case.structure,
        "repéré par le programme, à vérifier": [words.say(SIGNALS[signal]) for signal in signals],
    }


def _dates(house: House, case: Case) -> dict[str, str]:
    dates = {
        "créée": case.created_at, "reçue": case.sent_at, "prise": case.taken_at, "ouverte": case.opened_at,
        "répondue": case.answered_at, "close": case.closed_at, "fausse alerte": case.false_alarm_at,
        "effacement demandé": case.erasure_asked_at, "faits": case.happened_at, "information donnée": case.notice_at,
    }  # fmt: skip
    return {name: _at(house, at) for name, at in dates.items() if at is not None}


def _answers(house: House, words: Words, case: Case) -> dict[str, str]:
    """As they were shown; a key that this version no longer asks for stands among the codes."""
    questions = house.questionnaires[case.kind].by_key
    return {
        words.say(questions[key].label): said(questions[key], codes, words)
        for key, codes in case.answers.items() if key in questions
    }  # fmt: skip


def _entry(uow: UnitOfWork, house: House, entry: Entry) -> dict[str, str]:
    found = {"quand": _at(house, entry.at), "genre": _KINDS[entry.kind], "texte": entry.body}
    if entry.author_id:
        found["auteur"] = _name(uow, entry.author_id)
    if entry.event == HELD:
        found["état"] = "en attente, pas encore envoyée"
    return found


def _referrals(uow: UnitOfWork, house: House, case: Case) -> list[dict[str, Any]]:
    return [
        {
            "partenaire": partner_name(house, one), "état": one.state.value, "proposée le": _at(house, one.proposed_at),
            "accord le": _at(house, one.agreed_at), "phrase montrée": one.shown, "issue": one.outcome or one.reason,
        }
        for one in uow.referrals.of_case(case.id)
    ]  # fmt: skip


def _name(uow: UnitOfWork, staff_id: str) -> str:
    if staff_id == OPERATOR:
        return "ligne de commande"
    staff = uow.staff.of(staff_id)
    return staff.name if staff else "?"


def _at(house: House, at: datetime | None) -> str:
    """ISO 8601 with the town's offset; "" for what has not happened."""
    return at.astimezone(house.calendar.zone).isoformat(timespec="seconds") if at else ""
