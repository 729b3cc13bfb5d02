"""Everybody presses, types, edits and forwards everything, seeded: roles × actions × texts × ages × leaps of the clock.

`await run(seed, updates)` raises at the first thing that must not be, with the seed, the town and the batch. The same
seed presses the same keys in the same order. Must never: reach into the bot to make something happen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TypeVar

from bot.services.taps import CaseTap, pack, read
from bot.simulator.shapes import Message, OriginKind, Status
from tests.conversations.desk_stage import DEPUTIES
from tests.conversations.stage import GROUP, MARC, Stage
from tests.press import reader, texts
from tests.press.counts import Counts
from tests.press.neighbours import PIA, QUENTIN, Neighbours
from tests.press.pool import Pressed, everything
from tests.press.pressing import Under, press, push
from tests.press.rights import FILERS, MAY, STAFF, Role
from tests.press.town import CIVIC, WHO, Town
from tests.press.watch import Watcher

T = TypeVar("T")
BATCH = 24
GROUPS = (GROUP, CIVIC, DEPUTIES)
DOINGS = (
    ("a button of their own", 24), ("a button of anybody", 24), ("words", 22), ("a command", 8), ("a link", 5),
    ("an edit", 5), ("a picture or a voice", 4), ("a forwarded message", 3), ("in a group", 3), ("comes and goes", 1),
    ("an old update again", 1),
)  # fmt: skip
_PLANS_ABSENCE = ("a:suppleance", "a:personne")
"""A coordinator's own right; but the whole service may close by it, and everybody is then told other hours."""


@dataclass
class Mob:
    stage: Stage
    town: Town
    neighbours: Neighbours
    watcher: Watcher
    rng: Random
    counts: Counts

    def __post_init__(self) -> None:
        self.every = everything(self.town)
        self.theirs: frozenset[str] = frozenset()
        self.number = 0

    async def batch(self) -> list[str]:
        """One leap of the clock, a crowd of doings with the neighbours' in the middle, and one look at a refusal."""
        await self.neighbours.at(self.stage.clock.now() + self.leap())
        known = [one for one, chat in self.watcher.chats.items() if chat in (PIA, QUENTIN)]
        self.theirs = reader.ids_of(self.stage, known)
        middle = self.rng.randrange(BATCH)
        for place in range(BATCH):
            if place == middle:
                await self.neighbours.act()
                self.counts.note("a neighbour", "a neighbour")
                self.counts.note("a neighbour", "a neighbour")
            self.do()
        await self.stage.settle()
        return [*await self.watcher.check(), *await self.look()]

    def leap(self) -> timedelta:
        """Minutes while a neighbour is in the middle of something; afterwards hours and days as well."""
        unit = self.rng.choice(("minutes",) * 6 + ("hours",) * 3 + ("days",))
        if self.neighbours.busy or unit == "minutes":
            return timedelta(minutes=self.rng.randint(1, 25))
        return timedelta(hours=self.rng.randint(1, 14)) if unit == "hours" else timedelta(days=self.rng.randint(1, 16))

    async def look(self) -> list[str]:
        """Somebody without the right presses a twin and what exists: no difference, and nothing of others written."""
        role = self.pick(tuple(Role))
        refused = [one for one in self.every if role not in MAY[one.key] and not self._has_won(role, one)]
        one, under = self.pick(refused), self.pick(tuple(Under))
        if self.stage.world.bot_status(WHO[role]) is Status.KICKED:
            self.stage.world.unblock_bot(WHO[role])
            await self.stage.settle()
        found = await press(self.town, {role: [one]}, under, warm=True)
        self.counts.looked(role, one.key)
        return [f"{one.key} under {under}: {what}" for what in (*found, *await self.watcher.check())]

    def _has_won(self, role: Role, one: Pressed) -> bool:
        """Whoever was invited may have accepted meanwhile."""
        return role is Role.INVITED and MAY[one.key] >= FILERS

    def pick(self, known: tuple[T, ...] | list[T]) -> T:
        """One draw whatever the length, so that a seed is the same storm while screens differ."""
        return known[int(self.rng.random() * len(known))]

    # -- one doing -------------------------------------------------------------------------------------------------

    def do(self) -> None:
        role = self.pick(tuple(Role))
        who, doing = WHO[role], self.rng.choices([name for name, _ in DOINGS], [share for _, share in DOINGS])[0]
        if self.stage.world.bot_status(who) is Status.KICKED:
            doing = "comes and goes"
        self.number += 1
        match doing:
            case "a button of their own":
                self.own_button(role)
            case "a button of anybody":
                self.forge(role, self.pick(tuple(Under)))
            case "words":
                self.stage.world.send_text(who, who, texts.text(self.rng, who, self.number))
            case "a command":
                self.typed(role, "/")
            case "a link":
                self.typed(role, "?")
            case "an edit":
                self.edit(who)
            case "a picture or a voice":
                self.media(who)
            case "a forwarded message":
                said = texts.text(self.rng, who, self.number)
                self.stage.world.forward(who, who, said, kind=OriginKind.HIDDEN_USER, author_name="Kylian")
            case "in a group":
                self.in_a_group(role)
            case "comes and goes":
                self.come_and_go(who)
            case _:
                self.again()
        self.counts.note(role, doing)

    def own_button(self, role: Role) -> None:
        """On their own screen: half of the time one of the newest, else of any age, gone ones included."""
        world, who = self.stage.world, WHO[role]
        ever = [one for one in world.messages(who) if one.by_bot]
        looked_at = ever[-3:] if self.rng.random() < 0.5 else ever
        shown = [(message, b.data) for message in looked_at for b in world.buttons(message) if b.data]
        mine = [pair for pair in shown if self.may(role, pair[1])]
        if not mine:
            self.forge(role, Under.NEWEST)
            return
        message, data = self.pick(mine)
        self.pressed(role, message, data)

    def pressed(self, role: Role, message: Message, data: str) -> None:
        self.counts.pressed(role, data)
        self.stage.world.forge_tap(WHO[role], message.chat_id, message.id, data)

    def forge(self, role: Role, under: Under) -> None:
        """What any other screen shows now, or the town's own ids and nobody's, neighbours' buttons among them."""
        data = self.pick(self.screens()) if self.rng.random() < 0.3 else self.of_the_pool()
        if self.may(role, data):
            self.counts.pressed(role, data)
            push(self.stage, WHO[role], data, under)
        else:
            self.stage.world.send_text(WHO[role], WHO[role], "ok")

    def of_the_pool(self) -> str:
        one = self.pick([one for one in self.every if one.key[0] not in "/?"])
        return one.twin if self.rng.random() < 0.2 else one.data

    def screens(self) -> list[str]:
        world = self.stage.world
        chats = (*WHO.values(), PIA, QUENTIN, *GROUPS)
        shown = [b.data for chat in chats for m in world.visible(chat)[-4:] for b in world.buttons(m) if b.data]
        return shown or ["w:aide"]

    def may(self, role: Role, data: str) -> bool:
        """Whoever has rights over the neighbours' cases leaves them alone: what they did there would be right."""
        if role not in STAFF:
            return True
        return not data.startswith(_PLANS_ABSENCE) and not any(one in data for one in self.theirs)

    def typed(self, role: Role, letter: str) -> None:
        one = self.pick([one for one in self.every if one.key[0] == letter])
        said = one.twin if self.rng.random() < 0.2 else one.data
        if role in STAFF and said.startswith("/absence "):
            said = "/absence"
        self.watcher.typed.setdefault(WHO[role], set()).add(said.rpartition(" ")[2])
        self.stage.world.send_text(WHO[role], WHO[role], said)

    def edit(self, who: int) -> None:
        """Their last words or any older ones."""
        mine = [one for one in self.stage.world.messages(who) if one.from_id == who and one.text and not one.deleted]
        if not mine:
            self.stage.world.send_text(who, who, "bonjour")
            return
        one = mine[-1] if self.rng.random() < 0.5 else self.pick(mine)
        self.stage.world.edit_text(who, who, one.id, texts.text(self.rng, who, self.number))

    def media(self, who: int) -> None:
        world, caption = self.stage.world, texts.mark(who, self.number)
        match self.rng.randrange(5):
            case 0:
                world.send_photo(who, who, caption=caption if self.rng.random() < 0.5 else "")
            case 1:
                world.send_voice(who, who)
            case 2:
                world.send_sticker(who, who)
            case 3:
                world.send_contact(who, who)
            case _:
                world.send_document(who, who, caption=caption)

    def in_a_group(self, role: Role) -> None:
        """A press, a command or plain talk where others read; whoever does not sit there does it in private."""
        world, who, chat = self.stage.world, WHO[role], self.pick(GROUPS)
        inside = world.status(who, chat).is_inside
        where = chat if inside else who
        if self.rng.random() < 0.5:
            data = self.pick(self.screens()) if self.rng.random() < 0.5 else self.of_the_pool()
            tap = read(data)
            if isinstance(tap, CaseTap) and self.may(role, data):
                world.forge_tap(who, where, 1, pack(tap))
                return
        command = self.pick([one.data for one in self.every if one.key[0] == "/"])
        world.send_text(who, where, command if where == chat else "ok")

    def come_and_go(self, who: int) -> None:
        """The bot is blocked and let in again; the member of the group who is nobody leaves it and comes back."""
        world = self.stage.world
        if who == MARC:
            (world.leave if world.status(MARC, GROUP).is_inside else world.join)(MARC, GROUP)
        elif world.bot_status(who) is Status.KICKED:
            world.unblock_bot(who)
        elif who in {WHO[role] for role in STAFF}:
            world.send_text(who, who, "/aide")
        else:
            world.block_bot(who)

    def again(self) -> None:
        """An update of the crowd's that Telegram delivers twice."""
        waiting = self.stage.world.updates.pending()[-50:]
        ours = [raw for raw in waiting if not any(str(one) in str(raw) for one in (PIA, QUENTIN))]
        self.stage.world.push_raw(self.pick(ours)) if ours else self.stage.world.send_text(MARC, MARC, "ok")
