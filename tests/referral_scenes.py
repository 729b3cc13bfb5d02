"""In which scenes the bubbles about referrals are said: to the person, to a relay of the partner, to a coordinator.

Must never: give a kind a scene by default; a kind without an entry fails tests/test_words_referrals.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.intake.question import Codes
from bot.messages import Op
from bot.services.referral_desk import sentence
from bot.services.referral_desk_bubbles import NEWS
from bot.services.referral_terms import How, Outcome, Reason, Refer, everybody, partner_of
from bot.services.voice import Later
from storage.records import Case, ReferralState
from tests.bubble_stage import Corner, Scenes, Told
from tests.relay_scenes import enrolled

HERE, NOBODY_THERE = "mission_locale", "maison_adolescents_21"
BY_PHONE: Mapping[str, Codes] = {
    "contact_mode": ("telephone",), "telephone": ("07 00 00 00 00",), "creneaux": ("soir",),
}  # fmt: skip
PLAIN: Mapping[str, Codes] = {"contact_mode": ("telegram",)}
NAMELESS: Mapping[str, Codes] = {**PLAIN, "designation": (), "themes": (), "tranche_age": ()}
ENDED = (ReferralState.DECLINED, ReferralState.DONE, ReferralState.REVOKED)


def _case(corner: Corner, answers: Mapping[str, Codes]) -> Case:
    """A case of the reader's own, whose answers are these."""
    case = corner.case(read_by=corner.uow.now + timedelta(minutes=len(corner.cases)))
    for key, codes in {"pour_qui": ("moi",), **answers}.items():
        corner.uow.cases.answer(case, key, codes)
    if answers is NAMELESS:
        corner.uow.cases.change(case.id, age="")
    found = corner.uow.cases.of_id(case.id)
    assert found is not None
    return found


def made(
    corner: Corner, partner: str = HERE, how: How = How.CHAT, answers: Mapping[str, Codes] = PLAIN,
    path: Sequence[ReferralState] = (), **last: Any,
) -> tuple[Case, str]:  # fmt: skip
    """A referral that has come this far; `last`: what the last step noted."""
    case, town = _case(corner, answers), partner_of(corner.house, partner)
    assert town is not None
    shown, handed = sentence(corner.uow, corner.house, case, town)
    referrals = corner.uow.referrals
    row_id = referrals.propose(case.id, partner, corner.reader, shown=shown, handed=handed)
    before = ReferralState.PROPOSED
    for after in path:
        now = corner.uow.now
        noted = {"how": how.value, "agreed_at": now} if after is ReferralState.AGREED else {"answered_at": now}
        referrals.move(row_id, before, after, **{**noted, **(last if after is path[-1] else {})})
        before = after
    return case, row_id


AGREED = (ReferralState.AGREED,)
ACCEPTED = (*AGREED, ReferralState.ACCEPTED)
PATHS: tuple[tuple[ReferralState, ...], ...] = (
    (), (ReferralState.REFUSED,), (ReferralState.REVOKED,), AGREED, (*AGREED, ReferralState.PASSED), ACCEPTED,
    *((*ACCEPTED, end) for end in ENDED),
)  # fmt: skip


def _asks(corner: Corner) -> Iterator[Told]:
    """Every partner of the town, by every way to answer; then the question once it is over."""
    for partner in everybody(corner.house):
        for answers in (PLAIN, BY_PHONE, NAMELESS, {**PLAIN, "themes": (partner.themes[0].value,)}):
            case, row_id = made(corner, partner.id, answers=answers)
            yield Told({"referral": row_id}, case.id)
    for path in PATHS[1:]:
        case, row_id = made(corner, path=path)
        yield Told({"referral": row_id}, case.id, op=Op.EDIT)
        yield Told({"referral": row_id, "asked": True}, case.id)


def _stands(corner: Corner) -> Iterator[Told]:
    for path in PATHS:
        case, row_id = made(corner, path=path)
        yield Told({"referral": row_id}, case.id)


def _data(corner: Corner) -> Iterator[Told]:
    """One that is asked, one that is agreed to, then several."""
    for path in ((), AGREED, AGREED):
        case, _ = made(corner, path=path)
        yield Told(case_id=case.id)


def _copies(corner: Corner) -> Iterator[Told]:
    enrolled(corner)
    for answers in (PLAIN, BY_PHONE, NAMELESS):
        case, row_id = made(corner, answers=answers, path=AGREED)
        yield Told({"referral": row_id}, case.id)
    for outcome in ("", *Outcome):
        case, row_id = made(corner, path=ACCEPTED, relay_id=corner.reader, outcome=outcome)
        yield Told({"referral": row_id}, case.id, op=Op.EDIT)
    for path in PATHS[4:]:
        case, row_id = made(corner, path=path)
        yield Told({"referral": row_id}, case.id, op=Op.EDIT)
    corner.uow.relays.change(corner.reader, revoked_at=corner.uow.now)
    yield Told({"referral": row_id}, case.id, op=Op.EDIT)


def _reasons(corner: Corner) -> Iterator[Told]:
    enrolled(corner)
    case, row_id = made(corner, path=AGREED)
    yield Told({"referral": row_id}, case.id)
    for reason in Reason:
        case, row_id = made(corner, path=(*AGREED, ReferralState.DECLINED), reason=reason.value)
        yield Told({"referral": row_id}, case.id, op=Op.EDIT)


def _to_relays(corner: Corner) -> Iterator[Told]:
    enrolled(corner)
    case, row_id = made(corner, path=AGREED)
    late = (corner.uow.now - timedelta(hours=20)).isoformat()
    yield Told({"referral": row_id, "why": "reminder", "late": ""}, case.id)
    yield Told({"referral": row_id, "why": "reminder", "late": late}, case.id)
    yield Told({"referral": row_id, "why": "back"}, case.id)


# -- to a coordinator --------------------------------------------------------------------------------------------


def _menus(corner: Corner) -> Iterator[Told]:
    case = _case(corner, PLAIN)
    for page in ("", "1", "t0", "t1"):
        yield Told({"page": page}, case.id)
    yield Told({"page": ""}, _case(corner, NAMELESS).id)


def _previews(corner: Corner) -> Iterator[Told]:
    for partner in everybody(corner.house):
        yield Told({"partner": partner.id}, _case(corner, BY_PHONE).id)
    shared = _case(corner, {**PLAIN, "accord_partage": ("non",)})
    yield Told({"partner": HERE}, shared.id)
    corner.uow.cases.change(shared.id, age="moins_13")
    yield Told({"partner": HERE}, shared.id)
    for reason in ("other", "quiet", "unreachable", "refused", "waiting"):
        yield Told({"partner": HERE}, _not_here(corner, reason).id)
    corner.uow.people.change(corner.reader, quiet=False, unreachable="")
    enrolled(corner)
    yield Told({"partner": HERE}, shared.id)


def _not_here(corner: Corner, reason: str) -> Case:
    """A case whose person cannot be asked in the chat, for this reason."""
    if reason == "other":
        return _case(corner, {**PLAIN, "pour_qui": ("ami",)})
    path = (ReferralState.REFUSED,) if reason == "refused" else ()
    case, _ = made(corner, path=path)
    corner.uow.people.change(corner.reader, quiet=reason == "quiet", unreachable="x" if reason == "unreachable" else "")
    return case


def _views(corner: Corner) -> Iterator[Told]:
    for partner in (HERE, NOBODY_THERE):
        for how in How:
            case, row_id = made(corner, partner, how, path=AGREED)
            yield Told({"referral": row_id}, case.id)
    enrolled(corner)
    for path in PATHS:
        noted = {"outcome": "venu"} if path[-1:] == (ReferralState.DONE,) else {}
        case, row_id = made(corner, path=path, **noted)
        yield Told({"referral": row_id}, case.id)
    case, row_id = made(corner, path=ACCEPTED, relay_id=corner.reader)
    yield Told({"referral": row_id}, case.id)


def _declines(corner: Corner) -> Iterator[Told]:
    case, row_id = made(corner, path=AGREED)
    yield Told({"referral": row_id}, case.id)


def _news(corner: Corner) -> Iterator[Told]:
    late = (corner.uow.now - timedelta(hours=20)).isoformat()
    for partner in (HERE, NOBODY_THERE):
        case, row_id = made(corner, partner, path=AGREED)
        for why in (*NEWS, *Outcome):
            yield Told({"referral": row_id, "why": why, "late": ""}, case.id)
        yield Told({"referral": row_id, "why": "silence", "late": late}, case.id)
    for reason in Reason:
        case, row_id = made(corner, path=(*AGREED, ReferralState.DECLINED), reason=reason.value)
        yield Told({"referral": row_id, "why": "declined", "late": ""}, case.id)


def _files(corner: Corner) -> Iterator[Told]:
    """The case file names each referral and where it stands."""
    for path in PATHS:
        case, _ = made(corner, path=path)
        yield Told(case_id=case.id)


PERSON_SCENES: Mapping[str, Scenes] = {
    Later.REFERRAL_ASK: _asks,
    Later.REFERRAL_QUESTION: _stands,
    Later.REFERRAL: _stands,
}
DATA_SCENES: Mapping[str, Scenes] = {Later.MY_DATA: _data}
PARTNER_SCENES: Mapping[str, Scenes] = {
    Refer.COPY: _copies,
    Refer.REASONS: _reasons,
    Refer.RELAY_NEWS: _to_relays,
}
COORDINATOR_SCENES: Mapping[str, Scenes] = {
    Refer.MENU: _menus,
    Refer.PREVIEW: _previews,
    Refer.VIEW: _views,
    Refer.DECLINE: _declines,
    Refer.NEWS: _news,
    "case_file": _files,
}
