"""Reads both sides after the storm: what people saw on their phones, and what the database holds (`books`).

Must never: use a service or a repository of the product, or forgive: every number but `repeated` must be zero, and that
one is bounded here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.simulator.world import World
from tests.processes.books import Books, Row
from tests.processes.people import REFERENCE, Person
from tests.processes.stage import GROUP

_HOUR = re.compile(r"\b(\d{1,2})\sh(?:\s(\d{2}))?\b")
_AT_LAST = re.compile(
    r"\(rappel\)|\(en retard\s: prévu [^)]*\)|Je te le dis en retard\s: je ne pouvais pas t'écrire avant\."
)
_CARD = re.compile(r"(MS-\d{4}-\d{4}) · .*^Reçue ", re.MULTILINE | re.DOTALL)
_SIGN = "Dernier signe\u00a0: "
CLOCKS = 120.0  # seconds between the bot's hour and Telegram's that the bot leaves as they are
LONGEST = 120  # minutes of the world, from a kill to the bubble's second leaving


@dataclass(frozen=True, slots=True)
class Findings:
    """`contacts`: confirmed to a person and found whole. `repeated`: bubbles sent again because a kill came between
    the sending and its mark, or its answer was lost (the known window); `passed_by`: in that window too, but answered
    before it was sent again, so that its row meant nothing any more; `too_often`: more than these explain.
    `strays`: other bubbles the database knows nothing of. `buried`: words of people among the dead letters.
    `unsettled`: updates still waiting.
    """

    contacts: int = 0
    kills: int = 0
    lost: int = 0
    no_card: int = 0
    doubled: int = 0
    reordered: int = 0
    stuck: int = 0
    begun_again: int = 0
    repeated: int = 0
    passed_by: int = 0
    too_often: int = 0
    strays: int = 0
    buried: int = 0
    unsettled: int = 0
    notes: tuple[str, ...] = field(default=(), compare=False)  # what to look at when a number is not as it should be


def examine(
    books: Books, world: World, people: Sequence[Person], in_flight: Sequence[set[int]],
    answers_lost: Mapping[str, int], odd: Collection[int],
) -> Findings:  # fmt: skip
    """`in_flight`: at each kill, the ids of those who were on their way. `answers_lost`: by chat id, bubbles whose
    sending took place and was answered with a fault. `odd`: ids of updates that may well become dead letters."""
    chats = {row["value"]: row["id"] for row in books["addresses"]}
    cases: dict[str, list[Row]] = {}
    for case in books["cases"]:
        if case["closed_at"] is None:
            cases.setdefault(case["address_id"], []).append(case)
    letters = [row for row in books["dead_letters"] if row["replayed_at"] is None]
    tally: Counter[str] = Counter(
        kills=len(in_flight), buried=sum(letter["update_id"] not in odd for letter in letters),
        unsettled=len(world.updates.pending()),
    )  # fmt: skip
    notes: list[str] = []
    drafts = {row["address_id"] for row in books["drafts"]}
    for person in people:
        known = chats.get(str(person.id), "")
        mine = cases.pop(known, [])
        tally.update(found := _contact(books, world, person, mine))
        tally["begun_again"] += len(person.drafts) > 1
        tally["stuck"] += (stuck := person.reference is None or known in drafts)
        notes += [] if found == Counter(contacts=1) and not stuck else [_told(books, world, person, mine)]
        kills = sum(person.id in alive for alive in in_flight)
        tally.update(seen := bubbles(books, world, person.id, kills + 1 + answers_lost.get(str(person.id), 0)))
        notes += [_told(books, world, person, mine)] if seen["strays"] else []
    tally["doubled"] += sum(map(len, cases.values())) + _shared(people)
    tally.update(seen := bubbles(books, world, GROUP, len(in_flight) + answers_lost.get(str(GROUP), 0)))
    notes += [_strange(books, world)] if seen["strays"] or tally["no_card"] else []
    return Findings(**tally, notes=tuple(notes))


def _strange(books: Books, world: World) -> str:
    """Of the group: what stands there unknown, and all that was said."""
    known, sent = marked(books, GROUP), sent_to(world, GROUP)
    shown = [f"{'  ' if one in known else '? '}{one} {text[:90]!r}" for one, text in sent.items()]
    return "\n".join((*shown, *rows_of(books, world, GROUP)))


def _shared(people: Sequence[Person]) -> int:
    """References that two people were given."""
    given = [one.reference for one in people if one.reference]
    return len(given) - len(set(given))


def story(books: Books, case: Row) -> list[str]:
    parts = [row for row in books["entries"] if row["case_id"] == case["id"] and row["kind"] == "story"]
    return [str(row["body"]) for row in sorted(parts, key=lambda row: int(row["position"]))]


def _contact(books: Books, world: World, person: Person, mine: Sequence[Row]) -> Counter[str]:
    tally: Counter[str] = Counter(doubled=max(len(mine) - 1, 0))
    confirmed = {found.group() for message in person.heard() if (found := REFERENCE.search(message.text))}
    tally["doubled"] += max(len(confirmed) - 1, 0)
    for case in mine:
        if case["reference"] not in confirmed:
            continue
        told = story(books, case)
        tally.update(compared(person.told, told))
        tally["contacts"] += told == person.told
        tally["no_card"] += not _has_card(books, world, case)
    tally["lost"] += len(confirmed - {case["reference"] for case in mine})
    return tally


def compared(wanted: Sequence[str], kept: Sequence[str]) -> Counter[str]:
    return Counter(
        reordered=kept != wanted and sorted(kept) == sorted(wanted),
        lost=bool(Counter(wanted) - Counter(kept)),
        doubled=bool(Counter(kept) - Counter(wanted)),
    )


def _told(books: Books, world: World, person: Person, mine: Sequence[Row]) -> str:
    """Both sides of one dialogue, for whoever has to understand a failure."""
    ids = {case["id"] for case in mine}
    kept = [f"{row['kind']}: {row['body']}" for row in books["entries"] if row["case_id"] in ids]
    shown = [f"{one.id} {'<' if one.by_bot else '>'} {one.text[:40]!r}" for one in world.messages(person.id)]
    taps = [tap for tap in world.queries.values() if (tap.user_id, tap.chat_id) == (person.id, person.id)]
    seen = [f"tap {one.data.partition(':')[2]} on {one.message_id}, {one.answer and one.answer.text!r}" for one in taps]
    head = (f"wanted {person.told}, kept {kept}", person.last)
    return "\n".join((*head, *shown, *seen[-12:], *rows_of(books, world, person.id)))


def rows_of(books: Books, world: World, chat_id: int) -> list[str]:
    """What the database tells of the bubbles of a chat, in the order in which they were written, and of what is still
    to be done about its cases and drafts (of all, for the group). Times in seconds from the world's hour; no words."""
    now = world.clock.now().timestamp() * 1e6
    ids = {row["id"] for row in books["addresses"] if row["value"] == str(chat_id)}
    about = {row["id"] for name in ("cases", "drafts") for row in books[name] if row["address_id"] in ids}
    rows = sorted((row for row in books["outbox"] if row["address_id"] in ids), key=lambda row: int(row["seq"]))
    later = [
        row for row in books["follow_ups"]
        if row["state"] == "waiting" and (chat_id == GROUP or {row["case_id"], row["draft_id"]} & about)
    ]  # fmt: skip
    asked = [f"draft asking {row['asking']}" for row in books["drafts"] if row["address_id"] in ids]
    return [
        *asked,
        *(_shown(row, now, "kind", "op", "state", "reason", "attempts", "urgent", "message") for row in rows),
        *(f"to do: {_shown(row, now, 'kind', 'step')}" for row in later),
    ]


def _shown(row: Row, now: float, *names: str) -> str:
    hours = {name: row.get(name) for name in ("created_at", "due_at", "sent_at")}
    since = (f"{name[:-3]} {(at - now) / 1e6:+.1f}" for name, at in hours.items() if at is not None)
    return " ".join((*(f"{row[name]}" for name in names), *since))


def _has_card(books: Books, world: World, case: Row) -> bool:
    """One card stands in the group: its own, or a line of a merged one."""
    rows = [
        row for row in books["outbox"]
        if row["case_id"] == case["id"] and row["kind"] == "card" and row["op"] == "send"
        and row["state"] in ("waiting", "sent")
    ]  # fmt: skip
    if len(rows) != 1 or not rows[0]["message"]:
        return False
    shown = world.message(GROUP, int(rows[0]["message"]))
    return shown.by_bot and not shown.deleted and case["reference"] in shown.text


def bubbles(books: Books, world: World, chat_id: int, window: int) -> Counter[str]:
    """What stands in a chat against what the database knows to be there: `window` repetitions are explained."""
    ours = marked(books, chat_id)
    sent = sent_to(world, chat_id)
    unmarked = [one for one in sent if one not in ours]
    # The same words once more, and this time marked.
    strays = [one for one in unmarked if not any(o > one and o in ours and same(sent[o], sent[one]) for o in sent)]
    passed_by = _passed_by(books, world, chat_id, strays) if strays else 0
    return Counter(
        repeated=len(unmarked) - len(strays), passed_by=passed_by, strays=len(strays) - passed_by,
        too_often=max(len(unmarked) - window, 0),
    )  # fmt: skip


def _passed_by(books: Books, world: World, chat_id: int, strays: Sequence[int]) -> int:
    """How many of them left from a row of their own that was to leave again and then meant nothing any more."""
    ids = {row["id"] for row in books["addresses"] if row["value"] == str(chat_id)}
    rows = (row for row in books["outbox"] if row["address_id"] in ids and row["op"] == "send")
    waited = [
        (row["created_at"] / 1e6 - CLOCKS, row["sent_at"] / 1e6 + CLOCKS) for row in rows
        if row["state"] == "dropped" and row["reason"] == "pointless"
    ]  # fmt: skip
    texts, explained = sent_to(world, chat_id), dict[int, tuple[float, float]]()
    for stray in strays:
        at = world.message(chat_id, stray).date.timestamp()
        # One row may have left several times, with the same words, when several kills came before its mark.
        before = [span for one, span in explained.items() if same(texts[stray], texts[one])]
        spans = (*before, *sorted(waited, key=lambda span: span[1]))
        own = next((span for span in spans if span[0] <= at <= span[1]), None)
        if own is not None:
            explained[stray] = own
            waited = [span for span in waited if span is not own]
    return len(explained)


def marked(books: Books, chat_id: int) -> set[int]:
    """Ids of the bubbles of a chat that the database knows."""
    ids = {row["id"] for row in books["addresses"] if row["value"] == str(chat_id)}
    rows = (row for row in books["outbox"] if row["address_id"] in ids and row["op"] == "send")
    return {int(row["message"]) for row in rows if row["state"] in ("sent", "dropped") and row["message"]}


def sent_to(world: World, chat_id: int) -> dict[int, str]:
    """Every bubble that Telegram took for a chat, by its id."""
    calls = (call for call in world.calls_of("sendMessage") if call.result and call.params["chat_id"] == chat_id)
    return {int(call.result["message_id"]): str(call.params["text"]) for call in calls}


def same(later: str, earlier: str) -> bool:
    """The same words once more, but for what tells when they leave: « (rappel) » and « en retard » may come to them,
    and « 10 h 05 » may be 10 h 08 by then."""
    hours = zip(_hours(later), _hours(earlier), strict=False)
    if (living := _living(later)) and living == _living(earlier):
        return True
    grown = set(_AT_LAST.findall(earlier)) <= set(_AT_LAST.findall(later))
    return grown and _plain(later) == _plain(earlier) and all(0 <= new - old <= LONGEST for new, old in hours)


def _living(text: str) -> str:
    """Whose card it is, or that it is the sign of life: each is one bubble, that says what is true when it leaves."""
    card = _CARD.match(text)
    return card.group(1) if card else _SIGN if _SIGN in text else ""


def _plain(text: str) -> str:
    return " ".join(_HOUR.sub("(heure)", _AT_LAST.sub("", text)).split())


def _hours(text: str) -> list[int]:
    """In minutes of the day; without what comes when it is late."""
    return [int(hour) * 60 + int(minutes or 0) for hour, minutes in _HOUR.findall(_AT_LAST.sub("", text))]
