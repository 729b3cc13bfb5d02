"""Plays the month on the stage: real Application, simulated Telegram, a clock that stops wherever something falls due.

Must never: help the bot: people type and tap, coordinators do what coordinators do, not always and not at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from bot.i18n import Catalogues
from bot.services.planning import DELAYS
from bot.services.taps import Action, CaseTap, Plan, PlanTap, Tap, pack
from bot.services.task_terms import DORMANT, ON_OPEN_CASE
from bot.simulator import faults
from storage.records import CaseState
from tests.conversations.stage import KARIMA, SOLENE, Stage, open_stage
from tests.conversations.youth_stage import Young
from tests.month.town import BEGIN, END, OUTAGES, Away, Doing, script

STEP = timedelta(minutes=5)
"""While Telegram answers nobody, the clock goes on in steps."""


class Player:
    def __init__(self, stage: Stage, seed: int, catalogues: Catalogues) -> None:
        self.stage, self.random, self.catalogues = stage, Random(seed), catalogues
        self.down = False
        self.cut = False
        self.late_words = 0

    async def play(self, doings: list[Doing]) -> None:
        for doing in doings:
            await self.until(doing.at)
            await getattr(self, doing.what)(doing.whom)
        await self.until(END)

    async def until(self, end: datetime) -> None:
        """Move on, stopping where something falls due, and where the bot or Telegram goes away or comes back."""
        while self.stage.clock.now() < end:
            now = self.stage.clock.now()
            self.stage.clock.set(min(end, await self._next_stop(now)))
            await self._outages()
            if not self.down:
                await self.stage.settle()

    async def _next_stop(self, now: datetime) -> datetime:
        edges = [edge for away in OUTAGES for edge in (away.begins, away.ends) if edge > now]
        if self.down:
            return min(edges)
        soonest = await self.stage.next_stop()
        if self.cut:
            soonest = min(soonest, now + STEP)
        return min([soonest, *edges, now + timedelta(hours=6)])

    async def _outages(self) -> None:
        now = self.stage.clock.now()
        await self._bot(next((one for one in OUTAGES if one.holds(now) and not one.telegram), None))
        cut = any(one.holds(now) and one.telegram for one in OUTAGES)
        if cut and not self.cut:
            self.stage.api.faults.fail_next(faults.ANY, faults.bad_gateway(), times=None)
        elif self.cut and not cut:
            self.stage.api.faults.clear()
        self.cut = cut

    async def _bot(self, away: Away | None) -> None:
        if away and not self.down:
            await self.stage.close()
            self.down = True
        elif self.down and not away:
            self.down = False
            await self.stage.start_again(self.catalogues)

    # -- what people do ----------------------------------------------------------------------------------------------

    async def first_contact(self, user: int) -> None:
        """Whoever finds nobody home writes again when the bot answers."""
        if self.down or self.cut:
            return
        self.stage.world.add_person(f"P{user}", user_id=user)
        answers: dict[str, str | tuple[str, ...]] = {}
        chance = self.random.random()
        if chance < 0.08:
            answers = {"en_securite": "non", "warn_team": "oui", "contact_mode": "telegram"}
        elif chance < 0.2:
            answers = {"en_securite": "ne_sait_pas", "contact_discret": self.random.choice(("oui", "non"))}
        elif chance < 0.35:
            answers = {"short_road": "continuer", "delai_souhaite": "aujourd_hui"}
        young = Young(self.stage, user)
        if chance > 0.95:  # goes away in the middle
            await young.reach("themes")
            return
        await young.reach("", **{"short_road": "envoyer", "accord_partage": "_pass", "langue": "_pass", **answers})

    async def later_words(self, user: int) -> None:
        if self.down or self.cut or user not in self.stage.world.users:
            return
        self.late_words += 1
        await self.stage.say(user, "je voulais ajouter quelque chose sur le lycée")

    # -- what coordinators do ----------------------------------------------------------------------------------------

    async def desk(self, _: int) -> None:
        """Some cases are opened, answered, closed; some wait, as they do. Nobody works when the service is closed."""
        if self.down or self.cut or not self.stage.service.house.calendar.is_open(self.stage.clock.now()):
            return
        for case in await self.stage.service.store.run(lambda uow: uow.cases.open_ones()):
            who = self.random.choice((SOLENE, KARIMA))
            if case.opened_at is None and self.random.random() < (0.9 if case.level.value == "immediat" else 0.45):
                self.stage.world.open_link(who, self.stage.service.house.link(f"l_{case.id}"))
                await self.stage.settle()
            elif case.opened_at and not case.answered_at and not case.alert_only and self.random.random() < 0.4:
                await self._press(who, CaseTap(case.id, Action.REPLY))
                await self.stage.say(who, "Bonjour, on peut se voir jeudi ?")
                await self._press(who, CaseTap(case.id, Action.SEND))
            elif case.state is CaseState.TAKEN and case.answered_at and self.random.random() < 0.03:
                await self._press(who, CaseTap(case.id, Action.CLOSE_AS, "lien_etabli"))
            elif case.answered_at and self.random.random() < 0.02:
                await self._press(who, PlanTap(Plan.ADD, case.id, self.random.choice(DELAYS)))
        for task in await self.stage.service.store.run(lambda uow: uow.tasks.until(uow.now, ON_OPEN_CASE, DORMANT)):
            if self.random.random() < 0.5:
                answer = self.random.choice((Plan.DONE, Plan.MISSED, Plan.MOVE))
                tap = PlanTap(answer, task.id, "3" if answer is Plan.MOVE else "")
                await self._press(self.random.choice((SOLENE, KARIMA)), tap)

    async def _press(self, who: int, tap: Tap) -> None:
        """Under the newest bubble: which one it was makes no difference to what is done."""
        bubble = next(message for message in reversed(self.stage.world.visible(who)) if message.by_bot)
        self.stage.world.forge_tap(who, who, bubble.id, pack(tap))
        await self.stage.settle()


async def played(folder: Path, seed: int, catalogues: Catalogues, people: int) -> Player:
    stage = await open_stage(folder, BEGIN, catalogues)
    player = Player(stage, seed, catalogues)
    await player.play(script(seed, people))
    return player
