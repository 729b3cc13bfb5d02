"""Rights over what relays and agents file, with a fixed cast: each presses and types everything that is not theirs.

Must never: pass when a refusal told whether a thing exists, changed a row, or wrote to somebody else.
"""

from __future__ import annotations

from bot.intake.roads import Duty
from bot.services.taps import Action, CaseTap, FileTap, Filing, Word, WordTap, pack
from tests.conversations.desk_stage import Desk, starting
from tests.conversations.filing_stage import Filer, enrolled
from tests.conversations.filing_taps import incident, press, situation, until
from tests.conversations.stage import LINA, MARC, SOLENE, Stage
from tests.conversations.youth_stage import Young, open_it, reply_to

BRUNO, REVOKED, STRANGER, AGENT = 4002, 4003, 4004, 4005
UNKNOWN = "AAAAAAAAAAAA"
KEPT = ("cases", "entries", "follow_ups", "promises", "access_log", "case_links", "case_themes", "relays")
COMMANDS = ("/mes_transmissions", "/situation", "/civique", "/mesdonnees", "/aide")
MORNING = starting("2026-03-11T10:00")


async def kept(desk: Desk) -> list[object]:
    return [(name, sorted(map(repr, await desk.table(f"select * from {name}")))) for name in KEPT]


def heard(stage: Stage, who: int, since: int) -> list[tuple[object, ...]]:
    """What Telegram was asked since then: method, whether it concerned this chat alone, words."""
    asked = [call for call in stage.world.calls[since:] if call.method not in ("getUpdates", "getChatMember")]
    return [(call.method, call.params.get("chat_id") in (None, who), call.params.get("text")) for call in asked]


async def cast(stage: Stage) -> tuple[Filer, list[Filer | Young]]:
    """Nadia, who has filed; and everybody who has no right over what she filed."""
    nadia, bruno = await enrolled(stage), await enrolled(stage, BRUNO, structure="mission_locale", name="Bruno")
    gone = await enrolled(stage, REVOKED, name="Rémi")
    theirs = await situation(gone)
    agent = await enrolled(stage, AGENT, structure="", duty=Duty.AGENT, name="Ali")
    await situation(bruno)
    person = await gone.person()
    await gone.run(lambda uow: uow.relays.change(person.id, revoked_at=uow.now))
    assert theirs.address_id == person.id
    stage.world.add_person("Paul", user_id=STRANGER)
    stranger, marc = Young(stage, STRANGER), Young(stage, MARC)
    for one in (stranger, marc):
        await one.say("/start")
        await one.say("efface tout")
    await agent.say("/aide")
    return nadia, [bruno, gone, agent, stranger, marc, Young(stage, LINA)]


@MORNING
async def test_nobody_learns_of_a_situation_that_is_not_theirs(stage: Stage) -> None:
    desk = Desk(stage)
    own = await Young(stage).send()
    nadia, others = await cast(stage)
    filed, seen = await situation(nadia), await incident(nadia)
    await reply_to(stage, filed, "une réponse, quetsche")
    before = await kept(desk)
    for who in others:
        for case in (filed, seen) if who.user == BRUNO else (filed,):
            for action in Filing if who.user == BRUNO else (Filing.COMPLETE, Filing.AGREES):
                pair = [pack(FileTap(case_id, action)) for case_id in (UNKNOWN, case.id)]
                assert await _differs(stage, who, *pair) == [], (who.user, action)
        for deed in (Action.READ, Action.TAKE, Action.REPLY, Action.SUMMARY) if who.user == BRUNO else ():
            pair = [pack(CaseTap(case_id, deed)) for case_id in (UNKNOWN, filed.id)]
            assert await _differs(stage, who, *pair) == [], deed
        first, second = [await _opened(stage, who, case_id) for case_id in (UNKNOWN, filed.id)]
        assert first == second, who.user
    for action in Filing:
        pair = [pack(FileTap(case_id, action)) for case_id in (UNKNOWN, own.id)]
        assert await _differs(stage, nadia, *pair) == [], "a young person's own contact is no relay's"
    assert await _opened(stage, nadia, own.id) == await _opened(stage, nadia, UNKNOWN)
    assert await kept(desk) == before
    for who in others:
        for text in COMMANDS:
            await who.say(text)
        told = desk.ever(who.user)
        assert "quetsche" not in told, who.user
        for case in (filed, seen):
            listed = [f"{case.reference} · envoyée", f"Compléter {case.reference}", f"{case.reference} : "]
            assert not [words for words in listed if words in told], who.user
    for case in (filed, seen, own):
        assert (await desk.case(case)).answers == case.answers


async def _differs(stage: Stage, who: Young, unknown: str, real: str) -> list[str]:
    """What could be learned from pressing this for a thing that exists and for one that does not."""
    told = []
    for data in (unknown, real):
        since = len(stage.world.calls)
        stage.world.forge_tap(who.user, who.user, stage.last(who.user).id, data)
        await stage.settle()
        told.append(heard(stage, who.user, since))
    problems = [] if told[0] == told[1] else [f"another answer: {told}"]
    return problems + ([] if all(mine for _, mine, _ in told[1]) else ["somebody else was written to"])


async def _opened(stage: Stage, who: Young, case_id: str) -> list[tuple[object, ...]]:
    since = len(stage.world.calls)
    stage.world.open_link(who.user, f"l_{case_id}")
    await stage.settle()
    return heard(stage, who.user, since)


@MORNING
async def test_a_revoked_relay_is_a_stranger_at_the_very_next_update(stage: Stage) -> None:
    nadia, desk = await enrolled(stage), Desk(stage)
    case = await situation(nadia)
    await nadia.say("/situation")
    await until(nadia, "tranche_age")
    person = await nadia.person()
    await nadia.run(lambda uow: uow.relays.change(person.id, revoked_at=uow.now))
    said = nadia.ever()
    await nadia.tap("tranche_age", "de_15_17")
    assert await nadia.draft() is None, "the draft goes with the right"
    await open_it(stage, case)
    for word in (Word.SITUATION, Word.CIVIC, Word.MINE):
        await nadia.forge(pack(WordTap(word)))
        assert nadia.texts()[-1] == desk.say("You cannot do that here.")
    await nadia.say("/mes_transmissions")
    told = "\n".join(m.text for m in nadia.since(said))
    assert case.reference not in told, "neither read nor listed any more"


@MORNING
async def test_a_relay_who_is_young_too_has_both_and_each_stays_with_itself(stage: Stage) -> None:
    nadia, desk = await enrolled(stage), Desk(stage)
    await nadia.say("/pour_moi")
    assert "Tu peux écrire ici" in "\n".join(nadia.texts())
    own = await nadia.send(designation="Nadia")
    case = await situation(nadia)
    assert own.kind == "jeune"
    assert case.kind == "relais"
    await nadia.say("/mes_transmissions")
    assert case.reference in nadia.texts()[-1]
    assert own.reference not in nadia.texts()[-1]
    await reply_to(stage, own, "une réponse pour toi")
    await reply_to(stage, case, "une réponse pour vous")
    assert "une réponse pour toi" in "\n".join(nadia.texts())
    await nadia.say("au fait, ça va mieux chez moi")
    await nadia.tap("about", "jeune")
    told = await nadia.run(lambda uow: [entry.body for entry in uow.entries.of_case(own.id)])
    assert "au fait, ça va mieux chez moi" in told
    assert await nadia.draft() is None, "no second first contact"
    assert f"Ta référence : {own.reference}" in nadia.texts()[-1]
    since = nadia.ever()
    await press(nadia, case, Filing.COMPLETE)
    assert not any("tu " in m.text.lower().split("\n")[0] for m in nadia.since(since))
    await open_it(stage, case)
    files = [text for text in desk.texts(SOLENE) if case.reference in text]
    assert not any(own.reference in text for text in files), "not linked by the account"
