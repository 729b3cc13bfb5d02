"""A young person on the stage: taps by question and code, types, and what the database then says about them.

Buttons are found by what they carry, not by their words, so that a better wording breaks no test.
Must never: change anything behind the bot's back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import text

from bot.i18n import Words
from bot.intake.asides import DOUBTS
from bot.intake.dialogue import Nav
from bot.intake.question import Codes
from bot.messages import Address
from bot.services.intake import state_of
from bot.services.taps import Action, CaseTap, Word, WordTap, pack
from bot.simulator.shapes import Button, CallbackAnswer, Message
from handlers.context import TELEGRAM
from storage.records import Case, CaseState, Entry, EntryKind, KeptDraft, Person
from storage.unit_of_work import UnitOfWork
from tests.conversations.stage import LINA, SOLENE, Stage

Answer = str | tuple[str, ...]
T = TypeVar("T")

USUAL: Mapping[str, Answer] = {
    "welcome": "commencer", "pour_qui": "moi", "en_securite": "oui", "tranche_age": "de_15_17",
    "themes": ("ecole_travail", "decrochage"), "recit": Nav.DONE, "short_road": "continuer", "attente": "information",
    "delai_souhaite": "cette_semaine", "designation": Nav.PASS, "secteur": "saint_jacques", "deja_aide": "personne",
    "contact_mode": "telegram", "telephone": "07 00 00 00 00", "contact_discret": "non", "creneaux": "soir",
    "accord_envoi": "oui", "accord_partage": "oui", "langue": "fr", "someone_near": "oui", "warn_team": "non",
    "keep_words": "oui", "discreet_notice": "continuer", "resume": "reprendre", "reword": "garder",
    **{aside.value: "non" for aside in DOUBTS.values()},
}  # fmt: skip
"""What Lina says unless a test says otherwise; a tuple is tapped one after the other, words are typed."""


@dataclass
class Young:
    """`user` is the Telegram id and the id of the private chat."""

    stage: Stage
    user: int = LINA

    # -- doing -------------------------------------------------------------------------------------------------

    async def say(self, text: str) -> None:
        await self.stage.say(self.user, text)

    async def tap(self, question: str, choice: str) -> None:
        """Tap the newest visible button that answers this question so."""
        await self._tap(lambda data: data.startswith("q:") and data.endswith(f":{question}:{choice}"))

    async def word(self, word: Word) -> None:
        """Tap the newest visible button of a word that counts at any moment."""
        await self._tap(lambda data: data == pack(WordTap(word)))

    async def _tap(self, wanted: Callable[[str], bool]) -> None:
        for message, button in reversed(self.buttons()):
            if wanted(button.data):
                self.stage.world.tap(self.user, self.user, message.id, button.data)
                await self.stage.settle()
                return
        raise LookupError(f"no such button under: {self.texts()[-3:]}")

    async def forge(self, data: str) -> None:
        """What a modified client can send: any callback data on the newest bubble."""
        self.stage.world.forge_tap(self.user, self.user, self.stage.last(self.user).id, data)
        await self.stage.settle()

    async def answer(self, question: str, answer: Answer) -> None:
        if question in ("designation", "telephone") and answer not in set(Nav):
            await self.say(str(answer))
        elif question == "recit" and answer not in set(Nav):
            await self.say(str(answer))
            await self.tap("recit", Nav.DONE)
        else:
            for choice in (answer,) if isinstance(answer, str) else answer:
                await self.tap(question, choice)

    async def reach(self, question: str, **answers: Answer) -> None:
        """Answer whatever is asked, from `/start` if need be, until `question` is asked ("" = the draft is gone)."""
        if await self.draft() is None:
            await self.say("/start")
        for _ in range(40):
            asked = await self.asking()
            if asked == question:
                return
            if not asked:
                break
            await self.reach_next(asked, **answers)
        raise LookupError(f"{question} was never asked")

    async def reach_next(self, asked: str, **answers: Answer) -> None:
        """Answer the one question that is asked."""
        await self.answer(asked, answers.get(asked, USUAL[asked]))

    async def send(self, **answers: Answer) -> Case:
        """The whole first contact, by the short road unless told otherwise; what follows the sending is passed."""
        after = {"accord_partage": Nav.PASS, "langue": Nav.PASS}
        await self.reach("", **{"short_road": "envoyer", **after, **answers})
        return await self.case()

    # -- knowing -----------------------------------------------------------------------------------------------

    async def run(self, query: Callable[[UnitOfWork], T]) -> T:
        return await self.stage.service.store.run(query)

    async def person(self) -> Person:
        found = await self.run(self._known)
        assert found is not None, "the bot does not know them"
        return found

    def _known(self, uow: UnitOfWork) -> Person | None:
        return uow.people.find(Address(TELEGRAM, str(self.user)))

    async def draft(self) -> KeptDraft | None:
        def find(uow: UnitOfWork) -> KeptDraft | None:
            mine = self._known(uow)
            return uow.drafts.of(mine.id) if mine else None

        return await self.run(find)

    async def kept(self) -> KeptDraft:
        found = await self.draft()
        assert found is not None, "there is no draft"
        return found

    async def asking(self) -> str:
        """The question of the draft, "" without one."""
        kept = await self.draft()
        if kept is None:
            return ""
        return state_of(self.stage.service.house, kept.draft)

    async def answers(self) -> Mapping[str, Codes]:
        return (await self.kept()).draft.answers

    async def case(self, *states: CaseState) -> Case:
        person = await self.person()
        found = await self.run(lambda uow: uow.cases.latest_of(person.id, *states))
        assert found is not None, "there is no case"
        return found

    async def entries(self, *kinds: EntryKind) -> list[Entry]:
        case = await self.case()
        return await self.run(lambda uow: uow.entries.of_case(case.id, *kinds))

    async def table(self, query: str) -> list[Any]:
        """Rows of a plain SELECT."""
        return await self.run(lambda uow: list(uow.people.connection.execute(text(query))))

    # -- seeing ------------------------------------------------------------------------------------------------

    @property
    def words(self) -> Words:
        return self.stage.service.house.words()

    def label(self, msgid: str) -> str:
        return self.words.say(msgid)

    def bubbles(self) -> list[Message]:
        """What the bot said and is still to be seen."""
        return self.stage.world.said(self.user)

    def texts(self) -> list[str]:
        return [message.text for message in self.bubbles()]

    def since(self, count: int) -> list[Message]:
        """The bubbles after the first `count` ever sent here, deleted ones left out."""
        ever = [m for m in self.stage.world.messages(self.user) if m.by_bot]
        return [message for message in ever[count:] if not message.deleted]

    def ever(self) -> int:
        return sum(message.by_bot for message in self.stage.world.messages(self.user))

    def buttons(self) -> list[tuple[Message, Button]]:
        world = self.stage.world
        return [(m, b) for m in world.visible(self.user) for b in world.buttons(m) if b.data]

    def toast(self) -> CallbackAnswer | None:
        """How the last tap was answered."""
        mine = [query for query in self.stage.world.queries.values() if query.user_id == self.user]
        return mine[-1].answer

    def taps(self) -> int:
        return sum(query.user_id == self.user for query in self.stage.world.queries.values())


# -- the other side ------------------------------------------------------------------------------------------------


async def coordinator_does(stage: Stage, case: Case, action: Action, argument: str = "", by: int = SOLENE) -> None:
    """A coordinator's button in private."""
    data = pack(CaseTap(case.id, action, argument))
    stage.world.forge_tap(by, by, stage.last(by).id, data)
    await stage.settle()


async def open_it(stage: Stage, case: Case, by: int = SOLENE) -> None:
    """*Lire en privé*."""
    stage.world.open_link(by, stage.service.house.link(f"l_{case.id}"))
    await stage.settle()


async def reply_to(stage: Stage, case: Case, words: str, by: int = SOLENE) -> None:
    await coordinator_does(stage, case, Action.REPLY, by=by)
    await stage.say(by, words)
    await coordinator_does(stage, case, Action.SEND_NOW, by=by)


async def close_it(stage: Stage, case: Case, by: int = SOLENE) -> None:
    await coordinator_does(stage, case, Action.CLOSE_AS, "lien_etabli", by=by)
