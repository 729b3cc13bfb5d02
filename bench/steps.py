"""What each interactive step costs in a house of a thousand cases, and in one of a hundred thousand.

The cost of a step is the processor's time inside its use cases (reading, deciding, writing, rendering what leaves):
other programs and the disk's wait at the commit, which does not depend on the cases, would drown the rest.
Must never: be a timed test.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from statistics import median
from typing import Any

from bench.templates import STORY, Templates
from bot.services.case_lists import Filter
from bot.services.taps import Action, CaseTap, ListTap, Plan, Word, pack
from storage.records import Case
from tests.conversations import filing_taps
from tests.conversations.agenda_stage import Planner
from tests.conversations.stage import GROUP, SOLENE, Stage
from tests.conversations.youth_stage import USUAL

Costs = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Compared:
    """Seconds in the small house and in the large one, medians; `ratio`: the median of those of one round."""

    few: float
    many: float
    ratio: float


class Clocked:
    """A full house whose use cases are timed; `step` names what they are done for."""

    def __init__(self, made: Templates) -> None:
        self.stage, self.relay = made.stage, made.relay
        self.costs: Costs = defaultdict(list)
        self._spent = 0.0
        self._measuring = False
        store = self.stage.service.store
        run = store.run

        async def timed(use_case: Callable[[Any], Any], **options: Any) -> Any:
            def clocked(unit: Any) -> Any:
                begun = time.thread_time()
                try:
                    return use_case(unit)
                finally:
                    self._spent += time.thread_time() - begun

            return await run(clocked if self._measuring else use_case, **options)

        store.run = timed  # type: ignore[method-assign]

    async def step(self, name: str, action: Callable[[], Any]) -> Any:
        self._spent, self._measuring = 0.0, True
        try:
            return await action()
        finally:
            self._measuring = False
            self.costs[name].append(self._spent)


async def youth(house: Clocked, user: int) -> Case:
    """A whole first contact by the long road, and what may follow."""
    desk = Planner(house.stage)
    young = desk.young("Nino", user)
    await house.step("jeune : /start", lambda: young.say("/start"))
    wanted = {"recit": STORY, "designation": "Nino", "short_road": "continuer"}
    while asked := await young.asking():
        answer = wanted.get(asked, USUAL[asked])
        # A look at the draft by name is the test's, not the bot's: every tap is prepared before it is timed.
        await house.step(f"jeune : {asked}", lambda asked=asked, answer=answer: young.answer(asked, answer))
    await house.step("jeune : un mot de plus", lambda: young.say("encore une chose : le matin c'est mieux"))
    await house.step("jeune : /mesdonnees", lambda: young.say("/mesdonnees"))
    await house.step("jeune : aide", lambda: young.word(Word.HELP))
    return await young.case()


async def desk(house: Clocked, case: Case) -> None:
    """What a coordinator does with it."""
    stage, planner = house.stage, Planner(house.stage)
    await house.step("fiche : je prends", lambda: planner.press(SOLENE, case, Action.TAKE, GROUP))
    await house.step("fiche : lire en privé", lambda: planner.read(case))
    await house.step("fiche : répondre", lambda: planner.press(SOLENE, case, Action.REPLY, SOLENE))
    await house.step("fiche : les mots de la réponse", lambda: stage.say(SOLENE, "On peut se voir jeudi, si tu veux."))
    await house.step("fiche : envoyer", lambda: planner.send(case))
    await house.step("fiche : par sa référence", lambda: stage.say(SOLENE, f"/fiche {case.reference}"))
    await house.step("fiche : suivi", lambda: planner.press(SOLENE, case, Action.PLAN, SOLENE))
    await house.step("fiche : plus", lambda: forge(stage, case, Action.MORE))
    await house.step("fiche : histoire", lambda: forge(stage, case, Action.HISTORY))
    await house.step("fiche : orienter", lambda: forge(stage, case, Action.REFER))
    await house.step("fiche : clore", lambda: forge(stage, case, Action.CLOSE))
    close = partial(forge, stage, case, Action.CLOSE_AS, "lien_etabli")
    await house.step("fiche : close", close)
    await house.step("fiche : rouvrir", lambda: forge(stage, case, Action.REOPEN))
    await house.step("fiche : close à nouveau", close)


async def forge(stage: Stage, case: Case, action: Action, argument: str = "") -> None:
    """Press a button of the case's file, whether the newest bubble shows it or not."""
    data = pack(CaseTap(case.id, action, argument))
    stage.world.forge_tap(SOLENE, SOLENE, stage.last(SOLENE).id, data)
    await stage.settle()


async def lists(house: Clocked) -> None:
    stage, planner = house.stage, Planner(house.stage)
    await house.step("/fiches", lambda: stage.say(SOLENE, "/fiches"))
    subjects = {Filter.THEME: "decrochage", Filter.STRUCTURE: "centre_social_bretonniere"}
    for shown in (Filter.OPEN, Filter.MINE, Filter.UNHELD, Filter.LATE, Filter.URGENT, *subjects):
        data = pack(ListTap(shown, subjects.get(shown, "")))

        def turn(data: str = data) -> Any:
            stage.world.forge_tap(SOLENE, SOLENE, stage.last(SOLENE).id, data)
            return stage.settle()

        await house.step(f"/fiches : {shown.value}", turn)
    await house.step("/agenda", lambda: stage.say(SOLENE, "/agenda"))
    await house.step("/agenda : une ligne", lambda: planner.do(SOLENE, Plan.SEE))
    for command in ("/relais", "/absence", "/rencontre"):
        await house.step(command, lambda command=command: stage.say(SOLENE, command))
    await stage.say(SOLENE, "annuler")


async def relays(house: Clocked) -> None:
    relay = house.relay
    for name, command in (("relais", "/situation"), ("citoyen", "/civique")):
        await house.step(f"{name} : {command}", lambda command=command: relay.say(command))
        while asked := await relay.asking():
            await house.step(f"{name} : {asked}", lambda asked=asked: filing_taps.step(relay, asked))
    await house.step("relais : /transmissions", lambda: relay.say("/transmissions"))


async def itself(house: Clocked) -> None:
    """What is done whether or not anybody writes: each 15 s, each hour."""
    await house.step("le service : un tour d'horloge", house.stage.service.tick)
    await house.step("le service : la boîte d'envoi", house.stage.service.sender.drain)


async def one_round(house: Clocked, number: int) -> None:
    house.stage.clock.advance(timedelta(seconds=90))
    await house.stage.settle()
    case = await youth(house, 31_000 + number)
    await desk(house, case)
    await lists(house)
    await relays(house)
    await itself(house)


async def grown(few: Templates, many: Templates, rounds: int) -> dict[str, Compared]:
    """By step, in two full houses whose stages are open; they are written to."""
    small, large = Clocked(few), Clocked(many)
    for number in range(rounds):
        for house in (small, large) if number % 2 == 0 else (large, small):
            await one_round(house, number)
    return {name: _compared(small.costs[name], large.costs[name]) for name in small.costs}


def _compared(few: list[float], many: list[float]) -> Compared:
    # The machine is quick or slow for seconds at a time: what was measured in the same round had the same machine.
    ratios = [large / small for small, large in zip(few, many, strict=True)]
    return Compared(median(few), median(many), median(ratios))
