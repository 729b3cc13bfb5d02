"""What is pressed: each key with the town's own ids, and its twin, which is the same but for ids that nobody has.

Who has no right must be told of both in the same words. Must never: give a twin that exists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.services.absence_desk import Deed as AbsenceDeed
from bot.services.case_lists import LINK, Filter
from bot.services.cases import Result
from bot.services.referral_terms import How, Outcome, Reason
from bot.services.taps import Action, Deed, Enrol, Filing, Plan, Pledge, Word, mark_of
from tests.conversations.referral_stage import HERE
from tests.press import keys
from tests.press.rights import Role
from tests.press.town import HOME, Town

NO_ID, NO_MARK, NO_TOKEN = "AAAAAAAAAAAA", "00000000", "A" * 22
NO_REFERENCE, NO_COMMAND = "MS-2026-9999", "/nimporte"
IDS = ("draft", "referral", "task", "knock", "entry", "absence", "relay", "other", "coordinator", "deputy", "former")
DESK = "cgtap"
"""The letters of the coordinators' buttons."""
OWNERS = (Role.YOUNG, Role.DISCREET, Role.WORRIED, Role.RELAY, Role.REVOKED, Role.AGENT, Role.DEPUTY)


@dataclass(frozen=True, slots=True)
class Pressed:
    """`data` is callback data, or what is typed for a command or a link; `twin` names what does not exist."""

    key: str
    data: str
    twin: str


def everything(town: Town) -> list[Pressed]:
    """Every key at least once."""
    return [*_buttons(town), *_commands(town), *_links(town)]


# -- buttons -----------------------------------------------------------------------------------------------------------


def _buttons(town: Town) -> Iterator[Pressed]:
    for letter, rest in (*_of_cases(town), *_of_people(town), *_of_the_desk(town)):
        data = f"{letter}:{rest}"
        yield Pressed(keys.key_of(data), data, _twin(town, data))


def _twin(town: Town, data: str) -> str:
    """Every id becomes nobody's; where there is none, another button of the same people, about nothing."""
    known = [town.ids[name] for name in IDS] + [case.id for case in town.cases.values()]
    twin = data
    for one in known:
        twin = twin.replace(one, NO_ID)
    for one in (town.ids["invited"], town.ids["leaving"]):
        twin = twin.replace(one, NO_MARK)
    of_the_desk = f"c:{NO_ID}:{Action.FILE}" if data[0] in DESK else f"r:{NO_ID}"
    return twin if twin != data else of_the_desk


def _of_cases(town: Town) -> Iterator[tuple[str, str]]:
    """Each action on the young person's case; a few on everybody's; and what is filed, by whoever filed it."""
    ids, own = town.ids, town.cases[Role.YOUNG].id
    arguments = {
        Action.CLOSE_AS: Result.LINK, Action.LEVEL_AS: "normal.rapide", Action.HISTORY: "1", Action.REFER: "t0",
        Action.PASS_TO: f"{ids['deputy']}.{mark_of(ids['coordinator'])}", Action.TEMPLATE: "rdv",
        Action.REFER_TO: mark_of(HERE), Action.REFER_ASK: f"{How.PHONE}.{mark_of(HERE)}.{NO_MARK}",
        Action.ENCOUNTER: "note", Action.REFERRAL: f"{ids['referral']}.voir", Action.HELD_NOW: ids["entry"],
        Action.HELD_EDIT: ids["entry"], Action.HELD_CANCEL: ids["entry"],
        Action.UNLINK: town.cases[Role.RELAY].id,
    }  # fmt: skip
    for action in Action:
        more = arguments.get(action, "")
        yield "c", f"{own}:{action}" + (f":{more}" if more else "")
    for owner in OWNERS:
        for action in (Action.READ, Action.TAKE, Action.REPLY, Action.SUMMARY):
            yield "c", f"{town.cases[owner].id}:{action}"
    for filing in Filing:
        yield "s", f"{town.cases[Role.RELAY].id}:{filing}"


def _of_people(town: Town) -> Iterator[tuple[str, str]]:
    ids = town.ids
    reasons = {Deed.DECLINE: Reason.FULL, Deed.REPORT: Outcome.CAME}
    yield "q", f"{ids['draft']}:attente:information"
    yield "r", ids["knock"]
    yield from (("w", word) for word in Word)
    for deed in Deed:
        yield "o", f"{ids['referral']}:{deed}" + (f":{reasons[deed]}" if deed in reasons else "")
    for pledge in Pledge:
        yield "e", f"{pledge}:{ids['invited' if pledge in (Pledge.ACCEPT, Pledge.REFUSE) else 'leaving']}"


def _of_the_desk(town: Town) -> Iterator[tuple[str, str]]:
    ids = town.ids
    named = {Filter.THEME: "emploi", Filter.STRUCTURE: HOME, Filter.PLACE: "skate_park"}
    yield from (("g", f"{one}:{named.get(one, '.')}:.") for one in Filter)
    of_a_case = (Plan.ADD, Plan.CALLED, Plan.SURE)
    for plan in Plan:
        subject = "0" if plan is Plan.AGENDA else town.cases[Role.YOUNG].id if plan in of_a_case else ids["task"]
        yield "t", f"{plan}:{subject}:{'3' if plan is Plan.ADD else '.'}:."
    deputies = {AbsenceDeed.DEPUTY: ids["deputy"], AbsenceDeed.END: ids["absence"]}
    yield from (("a", f"{deed}:{deputies.get(deed, '.')}") for deed in AbsenceDeed)
    for enrol in Enrol:
        match enrol:
            case Enrol.SEE | Enrol.KEEP | Enrol.REVOKE:
                yield "p", f"{enrol}:{ids['relay']}"
            case Enrol.GROUP | Enrol.STRUCTURE | Enrol.CREATE:
                yield "p", f"{enrol}:{HOME}" + (":relais" if enrol is Enrol.CREATE else "")
            case _:
                yield "p", enrol


# -- typed -------------------------------------------------------------------------------------------------------------


def _commands(town: Town) -> Iterator[Pressed]:
    """A word that we have, and one that we have not; a reference, and one that nobody has."""
    for command in sorted(keys.commands()):
        yield Pressed(command, command, NO_COMMAND)
    for owner in (Role.YOUNG, Role.RELAY, Role.AGENT):
        reference = town.cases[owner].reference
        yield Pressed("/fiche", f"/fiche {reference}", f"/fiche {NO_REFERENCE}")
    yield Pressed("/absence", "/absence du 3 au 5 mai", NO_COMMAND)


def _links(town: Town) -> Iterator[Pressed]:
    """`/start` with the payload. A poster's is a counter only; a list has no id, and is refused as a case is."""
    for owner in (Role.YOUNG, Role.RELAY):
        for link in ("l_", "p_"):
            yield Pressed(f"?{link}", f"/start {link}{town.cases[owner].id}", f"/start {link}{NO_ID}")
    for key, token in town.tokens.items():
        yield Pressed(key, f"/start {key[1:]}{token}", f"/start {key[1:]}{NO_TOKEN}")
    yield Pressed(f"?{LINK}", f"/start {LINK}", f"/start l_{NO_ID}")
    yield Pressed("?s_", "/start s_lycee", "/start s_nulle_part")
