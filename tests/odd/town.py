"""The town of a storm: people in every state of their dialogue who are hit by it, and neighbours who are not.

Neighbours: Lina tells her story, Solène is writing her answer to Noé, whose case is under way.
Must never: judge what the odd updates did to those they came from; they only keep their rights and a way on.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from bot.messages import Address
from bot.services.taps import Action, CaseTap, Word, WordTap, pack
from bot.territory import load_territory
from handlers.context import TELEGRAM
from handlers.receiver import Trouble
from storage.records import Case, ChatRole, EntryKind
from storage.unit_of_work import UnitOfWork
from tests.conversations.stage import GROUP, KARIMA, LINA, MARC, SOLENE, Stage
from tests.conversations.youth_stage import Young, close_it, coordinator_does, open_it
from tests.odd.cast import FIRST_NAME, Cast
from tests.odd.texts import MARK

NOE, TOM, NINA, PAUL, ZOE, ANNA = 1101, 1102, 1103, 1104, 1105, 1106
NAMES = {NOE: "Noé", TOM: "Tom", NINA: "Nina", PAUL: "Paul", ZOE: "Zoé", ANNA: "Anna"}
ANSWER = "Bonjour Noé, on peut se voir demain."
TECHNICAL = re.compile(r"Traceback|Exception|\w+Error\b|NoneType|<class|\bNone\b|\bnull\b|\{[a-z_]*\}")
STRANGE = (MARK, FIRST_NAME)


@dataclass
class Town:
    stage: Stage
    noe: Case
    own_cases: tuple[Case, ...]
    lina_said: list[str] = field(default_factory=list)
    group_seen: int = 0

    # -- what the odd updates speak of -----------------------------------------------------------------------------

    def cast(self) -> Cast:
        """As things stand now: buttons that are on a screen, messages that are in a chat."""
        world = self.stage.world
        people = (TOM, NINA, PAUL, ZOE, ANNA, MARC, KARIMA)
        shown = {
            one: [b.data for m in world.visible(one)[-8:] for b in world.buttons(m) if b.data]
            for one in (*people, LINA, NOE, SOLENE, GROUP)
        }
        everything = tuple(data for found in shown.values() for data in found)
        forged = tuple(pack(CaseTap(case.id, action)) for case in (self.noe, *self.own_cases) for action in Action)
        own = tuple(pack(CaseTap(case.id, action)) for case in self.own_cases for action in Action)
        words = tuple(pack(WordTap(word)) for word in Word)
        ids = {one: tuple(m.id for m in world.messages(one)[-30:]) for one in (*people, GROUP)}
        return Cast(
            people=people, group=GROUP, neighbours=(LINA, NOE, SOLENE), coordinators=(KARIMA,),
            data=everything + forged + words, coordinator_data=own + words, messages=ids, bot=world.bot.id,
        )  # fmt: skip

    def neighbours_write(self, number: int) -> None:
        word = f"m{number}"
        self.stage.world.send_text(LINA, LINA, word)
        self.lina_said.append(word)

    # -- what must be true -----------------------------------------------------------------------------------------

    async def check_batch(self, where: str, log: str) -> None:
        stage = self.stage
        assert stage.world.updates.pending() == [], f"{where}: updates are not confirmed"
        assert stage.service.receiver.trouble is Trouble.NONE, where
        assert stage.world.violations == [], f"{where}: {stage.world.violations}"
        story = [part.text for part in (await Young(stage).kept()).draft.story]
        assert story == self.lina_said, f"{where}: the neighbour was not served: {story} / {self.lina_said}"
        failed = [one for one in await self.letters() if not one.startswith("unreadable:")]
        assert failed == [], f"{where}: {failed}\n{log}"
        assert not any(word in log for word in (*STRANGE, "Lina", *NAMES.values())), f"{where}: a log tells\n{log}"
        self.check_screens(where)
        await self.check_rights(where)

    def check_screens(self, where: str) -> None:
        """Nothing of anybody's words in the group, nothing technical anywhere."""
        calls, self.group_seen = self.stage.world.calls[self.group_seen :], len(self.stage.world.calls)
        for call in calls:
            text, chat = str(call.params.get("text", "")), call.params.get("chat_id")
            if chat == GROUP:
                told = [word for word in (*STRANGE, *self.lina_said, *NAMES.values()) if word in text]
                assert told == [], f"{where}: the group reads {told}"
            elif call.method in ("sendMessage", "editMessageText") and MARK not in text:
                assert not TECHNICAL.search(text), f"{where}: somebody reads {text!r}"

    async def check_rights(self, where: str) -> None:
        def rights(uow: UnitOfWork) -> tuple[set[str], str, set[str]]:
            staff = {uow.people.of_id(one.id).address.value for one in uow.staff.active()}
            chat = uow.people.with_role(ChatRole.COORDINATION)
            held = [case.holder_id for case in uow.cases.open_ones() if case.holder_id]
            holders = {uow.people.of_id(one).address.value for one in held}
            return staff, chat.address.value if chat else "", holders

        staff, chat, holders = await self.stage.service.store.run(rights)
        assert staff == {str(SOLENE), str(KARIMA)}, f"{where}: a right was gained or lost"
        assert chat == str(GROUP), where
        assert holders <= staff, where

    async def letters(self) -> Counter[str]:
        found = await Young(self.stage).table("select reason from dead_letters")
        return Counter(row[0] for row in found)

    async def check_end(self, where: str) -> int:
        """The neighbours finish as if nothing had been; how many did. Whoever was hit still has a way on."""
        stage, lina = self.stage, Young(self.stage)
        answers = dict(await lina.answers())
        case = await lina.send()
        assert [entry.body for entry in await lina.entries(EntryKind.STORY)] == self.lina_said, where
        assert {key: case.answers[key] for key in answers} == answers, f"{where}: an earlier answer was lost"
        await coordinator_does(stage, self.noe, Action.SEND_NOW)
        assert ANSWER in stage.said(NOE), f"{where}: the answer did not arrive"
        for one in (TOM, NINA, PAUL, ZOE, ANNA, MARC):
            await self.check_way_on(where, Young(stage, one))
        await self.check_batch_without_story(where)
        return 2

    async def check_way_on(self, where: str, one: Young) -> None:
        await self.stage.advance(minutes=2)
        if one.stage.world.bot_status(one.user).is_inside:
            heard = one.ever()
            await one.say("aide")
            assert one.since(heard), f"{where}: {NAMES.get(one.user, 'Marc')} has no way on"

    async def check_batch_without_story(self, where: str) -> None:
        self.check_screens(where)
        await self.check_rights(where)
        waiting = await Young(self.stage).table("select kind from outbox where state = 'waiting' and attempts > 3")
        assert waiting == [], f"{where}: something can never be sent: {waiting}"


async def settle_town(stage: Stage) -> Town:
    """Everybody where the storm finds them."""
    for user, name in NAMES.items():
        stage.world.add_person(name, user_id=user)
    noe, nina, paul, zoe = (Young(stage, one) for one in (NOE, NINA, PAUL, ZOE))
    cases = [await noe.send(), await nina.send(), await paul.send()]
    cases.append(await zoe.send(en_securite="non", contact_discret="oui"))
    await open_it(stage, cases[2], by=KARIMA)
    await close_it(stage, cases[2], by=KARIMA)
    await open_it(stage, cases[0])
    await coordinator_does(stage, cases[0], Action.REPLY)
    await stage.say(SOLENE, ANSWER)
    await open_it(stage, cases[1], by=KARIMA)
    await coordinator_does(stage, cases[1], Action.REPLY, by=KARIMA)
    await stage.say(KARIMA, f"Bonjour {MARK}")
    await Young(stage, TOM).reach("tranche_age")
    await Young(stage, ANNA).reach("accord_envoi")
    await Young(stage).reach("recit")
    assert load_territory().retention.draft_hours >= 24
    assert await stage.service.store.run(lambda uow: uow.people.find(Address(TELEGRAM, str(MARC)))) is None
    town = Town(stage, cases[0], tuple(cases[1:]))
    town.group_seen = len(stage.world.calls)
    return town
