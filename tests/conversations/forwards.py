"""A story of twelve messages as a relay hands it on, and what the stage shows of how it was met.

Must never: wait; whoever calls moves the clock.
"""

from __future__ import annotations

from bot.intake.dialogue import Nav
from bot.simulator.shapes import Message, OriginKind
from tests.conversations.filing_stage import Filer
from tests.conversations.filing_taps import step
from tests.conversations.stage import Stage
from tests.conversations.youth_stage import Young

KYLIAN, AUTHOR, TITLE = 9_104_417, "Kylian Zorglub", "Lycée Bellatrix"
"""Whose messages they are: an account, a name that hides one, a group or a channel."""
STORY = tuple(f"on a parlé du stage, note {word}" for word in (
    "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
))  # fmt: skip
_KINDS = tuple(OriginKind)


def known(stage: Stage) -> None:
    if KYLIAN not in stage.world.users:
        stage.world.add_person(AUTHOR.split()[0], user_id=KYLIAN, last_name=AUTHOR.split()[1])


def one(filer: Young, text: str, place: int = 0, *, photo: bool = False, album: str = "") -> Message:
    """One forwarded message; `place` chooses among the four kinds of origin."""
    known(filer.stage)
    kind = _KINDS[place % len(_KINDS)]
    name = TITLE if kind in (OriginKind.CHAT, OriginKind.CHANNEL) else AUTHOR
    return filer.stage.world.forward(
        filer.user, filer.user, text, kind=kind, author_id=KYLIAN, author_name=name, as_photo=photo,
        media_group_id=album,
    )  # fmt: skip


async def burst(filer: Young, *texts: str) -> None:
    """Each message is handled, and what can leave leaves, before the next one comes."""
    for place, text in enumerate(texts):
        one(filer, text, place)
        await filer.stage.settle()


async def quiet(filer: Young, seconds: float = 5) -> None:
    await filer.stage.advance(seconds=seconds)


async def reach(filer: Filer, question: str, **answers: str) -> None:
    """As `filing_taps.until`, with nothing typed: the facts were forwarded."""
    for _ in range(40):
        asked = await filer.asking()
        if asked == question:
            return
        if asked == "faits_observes":
            await filer.tap(asked, Nav.DONE)
        else:
            await step(filer, asked, **answers)
    raise LookupError(f"{question} was never asked")


async def told(filer: Filer, **answers: str) -> list[str]:
    """The rest of the road with nothing typed; the story of what was sent."""
    await reach(filer, "", **answers)
    return [entry.body for entry in await filer.told()]


def times_asked(filer: Young, key: str) -> int:
    """Bubbles that ask this question and still have their buttons."""
    return len({message.id for message, button in filer.buttons() if f":{key}:" in button.data})


def times_said(filer: Young, msgid: str, **values: object) -> int:
    """« vous » or « tu »: bubbles that hold this sentence."""
    words = filer.words
    forms = {words.say(msgid, **values), words.formally().say(msgid, **values)}
    return sum(any(form in text for form in forms) for text in filer.texts())


async def waiting(filer: Young) -> int:
    """Bubbles of this chat that have not left yet."""
    person = await filer.person()
    return len(await filer.table(f"select 1 from outbox where state = 'waiting' and address_id = '{person.id}'"))
