"""What is not a bubble of words, from its outbox row to the phone: a picture, and the menu of one chat."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.messages import Address, Message, Op
from bot.services.outbox import RENDERERS
from bot.services.qr import qr_png
from bot.services.scene import Renderer, Scene
from bot.simulator import faults
from storage.records import Row
from storage.unit_of_work import UnitOfWork
from tests.conversations.stage import LINA, SOLENE, Stage

Kept = Callable[[str, Renderer], None]
PICTURE = qr_png("https://t.me/premier_contact_bot?start=r_1")
COMMANDS = (("fiche", "Une situation"),)


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Kept:
    """`rendered(kind, renderer)` adds a kind of row for this test."""
    return lambda kind, renderer: monkeypatch.setitem(RENDERERS, kind, renderer)


async def put(stage: Stage, kind: str, op: Op = Op.SEND) -> str:
    def queue(uow: UnitOfWork) -> str:
        return uow.outbox.put(solene(uow), kind, op=op, protected=True)

    row_id = await stage.service.store.run(queue)
    await stage.settle()
    return row_id


def solene(uow: UnitOfWork) -> str:
    person = uow.people.find(Address("telegram", str(SOLENE)))
    assert person
    return person.id


async def row(stage: Stage, row_id: str) -> Row:
    found = await stage.service.store.run(lambda uow: uow.outbox.of_id(row_id))
    assert found
    return found


async def unreachable(stage: Stage) -> str:
    return await stage.service.store.run(lambda uow: uow.people.of_id(solene(uow)).unreachable)


def menu(stage: Stage, user: int = SOLENE) -> list[str]:
    return [one["command"] for one in stage.world.commands_for(user, user)]


async def test_a_picture_rendered_by_its_row_arrives_and_its_message_is_known(stage: Stage, rendered: Kept) -> None:
    rendered("invitation", lambda scene: Message("À montrer", picture=PICTURE))
    sent = await row(stage, await put(stage, "invitation"))
    shown = stage.last(SOLENE)
    assert shown.upload is not None
    assert (shown.upload.content, shown.text, shown.protected) == (PICTURE, "À montrer", True)
    assert (sent.state, sent.message) == ("sent", str(shown.id))


async def test_a_menu_says_the_truth_of_the_moment_it_leaves(stage: Stage, rendered: Kept) -> None:
    rights = {"relay": True}
    everybodys = menu(stage, LINA)

    def render(scene: Scene) -> Message:
        return Message("", commands=COMMANDS if rights["relay"] else ())

    rendered("menu", render)
    said = len(stage.world.said(SOLENE))
    assert (await row(stage, await put(stage, "menu", Op.MENU))).state == "sent"
    assert menu(stage) == ["fiche"]
    rights["relay"] = False
    await put(stage, "menu", Op.MENU)
    assert menu(stage) == everybodys
    assert len(stage.world.said(SOLENE)) == said


async def test_a_menu_that_means_nothing_any_more_is_dropped(stage: Stage, rendered: Kept) -> None:
    rendered("menu", lambda scene: None)
    assert (await row(stage, await put(stage, "menu", Op.MENU))).state == "dropped"


@pytest.mark.parametrize(
    ("code", "said", "closed"),
    [
        (400, "Bad Request: BOT_COMMAND_INVALID", ""),
        (403, "Forbidden: something new", ""),
        (403, "Forbidden: bot was blocked by the user", "blocked"),
    ],
)
async def test_a_menu_refused_for_good_closes_the_chat_only_if_it_says_so(
    stage: Stage, rendered: Kept, code: int, said: str, closed: str
) -> None:
    rendered("menu", lambda scene: Message("", commands=COMMANDS))
    stage.api.faults.fail_next("setMyCommands", faults.refusal(code, said))
    assert (await row(stage, await put(stage, "menu", Op.MENU))).state == "failed"
    assert await unreachable(stage) == closed


async def test_a_menu_that_must_wait_holds_no_bubble(stage: Stage, rendered: Kept) -> None:
    rendered("menu", lambda scene: Message("", commands=COMMANDS))
    rendered("hello", lambda scene: Message("Bienvenue"))
    stage.api.faults.fail_next("setMyCommands", faults.too_many(300))
    await put(stage, "menu", Op.MENU)
    await put(stage, "hello")
    assert (stage.last(SOLENE).text, menu(stage) == ["fiche"]) == ("Bienvenue", False)
    await stage.advance(minutes=5)
    assert menu(stage) == ["fiche"]
