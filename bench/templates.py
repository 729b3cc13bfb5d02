"""A house with a few whole cases in it, made as people make them: what the full houses of the bench are copied from.

The simulated Telegram and the real application of the tests do it, so a new table or column is never forgotten here.
Must never: write a row itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.i18n import load_catalogues
from bot.services.taps import Action
from bot.territory import load_territory
from storage.records import Case, KeptDraft
from tests.conversations.desk_stage import Desk
from tests.conversations.filing_stage import Filer, enrolled
from tests.conversations.filing_taps import incident, situation
from tests.conversations.stage import SOLENE, Stage, open_stage
from tests.conversations.youth_stage import Young, close_it

AGO = timedelta(days=100)
"""So long ago the closed ones were closed: what is only kept for a time has gone."""
A_WEEK = 7
STORY = "depuis quelques semaines je ne vais plus trop en cours et je ne sais pas à qui en parler"


@dataclass(frozen=True, slots=True)
class Templates:
    """`closed` are long over, `unread` and `in_hand` are open, `draft` waits in the middle of its questions."""

    stage: Stage
    closed: tuple[Case, ...]
    unread: Case
    in_hand: Case
    draft: KeptDraft
    relay: Filer


async def build(folder: Path) -> Templates:
    """It ends at this machine's present hour, so that a real process may go on from there."""
    folder.mkdir(parents=True, exist_ok=True)
    catalogues = load_catalogues(load_territory().service.zone)
    now = datetime.now(UTC)
    stage = await open_stage(folder, now - AGO, catalogues)
    desk, relay = Desk(stage), await enrolled(stage)
    closed = [await _seen_through(desk, 21_001)]
    for file in (situation, incident):
        await stage.advance(minutes=1)
        closed.append(await file(relay))
        await desk.read(closed[-1])
        await close_it(stage, closed[-1])
    # What waits for an opening hour leaves in its time, so that it is forgotten like all that was said long ago.
    for _ in range(A_WEEK):
        await stage.advance(days=1)
    stage.clock.set(now)
    await stage.settle()
    unread = await _contact(desk, 21_002)
    in_hand = await _contact(desk, 21_003)
    await _answer(desk, in_hand)
    half_way = desk.young("Nino", 21_004)
    await half_way.reach("attente", recit=STORY, short_road="continuer")
    await stage.settle()
    return Templates(stage, tuple(closed), unread, in_hand, await half_way.kept(), relay)


async def _contact(desk: Desk, user: int) -> Case:
    young: Young = desk.young("Nino", user)
    return await young.send(recit=STORY, short_road="continuer", designation="Nino")


async def _answer(desk: Desk, case: Case) -> None:
    await desk.press(SOLENE, case, Action.TAKE)
    await desk.read(case)
    await desk.reply(case, "Merci de ton message. On peut se voir jeudi, si tu veux.")


async def _seen_through(desk: Desk, user: int) -> Case:
    case = await _contact(desk, user)
    await _answer(desk, case)
    await close_it(desk.stage, case)
    return case
