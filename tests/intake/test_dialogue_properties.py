"""Whatever people tap and type, in any order: nothing raises, nothing told is lost, nothing unasked is answered."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.i18n import Catalogues
from bot.intake.asides import ASIDES, Aside
from bot.intake.bubbles import Kind as Say
from bot.intake.dialogue import Deed, Dialogue, Move, Nav
from bot.intake.draft import Draft, Part
from bot.intake.heed import QUIET, Heard
from bot.intake.parsing import read_story_end, read_word
from bot.intake.question import Codes, Kind, Question
from bot.intake.rewording import checked
from bot.intake.youth import youth
from bot.territory import load_territory
from bot.triage.danger import Outcome
from bot.triage.urgency import Signal
from tests.intake.walks import ENDINGS, NOW, after_sending, asked, beaune, buttons, tap

TYPED = (
    "oui", "non", "jsp", "je veux pas dire", "1", "2", "le 3", "1, 2", "9", "moi", "16", "bientôt 18", "mon frère",
    "l'école, j'y vais plus trop", "famille", "famille et argent", "conflit", "0700000000", "ici", "par téléphone",
    "appelez moi au 07 00 00 00 00", "c'est tout", "retour", "modifier", "passer", "recommencer", "Lina", "🤷", "?",
    "je dors plus et je sais pas quoi faire", "gigny", "hors beaune", "zzz", "envoyer", "continuer", "Ajouter un sujet",
    "mon prof M. DUPONT", "j'habite 12 rue de Lorraine à Beaune",
)  # fmt: skip

STEPS = st.one_of(
    st.tuples(st.just("tap"), st.integers(0, 12)),
    st.tuples(st.just("tap"), st.integers(0, 12)),  # twice as often: walks get further
    st.tuples(st.just("type"), st.sampled_from(TYPED)),
    st.tuples(st.just("type"), st.text(min_size=1, max_size=30)),
    st.tuples(st.just("stale"), st.integers(0, 400)),
    st.tuples(st.just("forge"), st.text(max_size=12)),
    st.tuples(st.just("early"), st.sampled_from(TYPED)),
    st.tuples(st.just("danger"), st.integers(0, 30)),
    st.tuples(st.just("doubt"), st.integers(0, 30)),
    st.tuples(st.just("pause"), st.none()),
    st.tuples(st.just("ask"), st.none()),
)  # fmt: skip
Step = tuple[str, "int | str | None"]
HEARD = [Heard(signals=(one,), shown=shown) for one in Signal for shown in (frozenset[Signal](), frozenset({one}))]
BEAUNE = youth(district for district in load_territory().districts if district.active)


@st.composite
def on_the_way(draw: st.DrawFn) -> Draft:
    """Somewhere between the first question and the last one, by any answers; a walk alone rarely gets that far."""
    answers: dict[str, Codes] = {}
    for _ in range(draw(st.integers(0, len(BEAUNE.questions) - 3))):
        question = BEAUNE.next_open(answers)
        if question is None:
            break
        said: list[Codes] = [(choice.key,) for choice in question.choices] or [(), ("Lina",)]
        answers[question.key] = draw(st.sampled_from(said)) if question.key != "accord_envoi" else ("oui",)
    parts = st.lists(st.sampled_from("abc"), max_size=2)
    story = tuple(Part(text, f"s{place}") for place, text in enumerate(draw(parts)))
    first_words = tuple(Part(text, f"w{place}") for place, text in enumerate(draw(parts)))
    draft = Draft(answers=answers, story=story, first_words=first_words, offered=frozenset({"alert", "story"}))
    return replace(draft, highest=draft.firm_level)


@pytest.fixture(scope="module")
def dialogue(catalogues: Catalogues) -> Dialogue:
    return beaune(catalogues).dialogue("", NOW)


@pytest.fixture(scope="module")
def states(dialogue: Dialogue) -> frozenset[str]:
    """The router's states (bot.app.assemble)."""
    return frozenset((*dialogue.questionnaire.by_key, *Aside))


def every_part(draft: Draft) -> list[Part]:
    return [*draft.story, *draft.first_words, *([draft.pending] if draft.pending else [])]


def ends(move: Move) -> bool:
    return bool(ENDINGS & set(move.deeds))


@dataclass
class Walk:
    dialogue: Dialogue
    states: frozenset[str]
    draft: Draft
    typed: int = 0

    def step(self, kind: str, what: int | str | None) -> Move:
        before, question = self.draft, self.dialogue.current(self.draft)
        assert question is not None, "a draft that stays always asks something"
        said: Part | None = None
        heard = QUIET
        if kind == "tap":
            choices = buttons(question, before.menu)
            move = self.dialogue.tap(before, question.key, choices[int(what or 0) % len(choices)])
            assert not move.stale, "a button on the screen always counts"
        elif kind == "type" or (kind == "early" and not before.sent):
            self.typed += 1
            said = Part(str(what), f"m{self.typed}")
            move = self.dialogue.words(before, said) if kind == "type" else self.dialogue.early(before, said)
        elif kind in ("danger", "doubt"):
            self.typed += 1
            said, heard = Part(f"quelque chose de grave {what}", f"m{self.typed}"), HEARD[int(what or 0) % len(HEARD)]
            outcome = Outcome.ALERT if kind == "danger" else Outcome.DOUBT
            heard = replace(heard, outcome=outcome)
            move = self.dialogue.words(before, said, heard)
        elif kind == "pause":
            move = self.dialogue.pause(before) if not before.sent else self.dialogue.ask(before)
        elif kind in ("ask", "early"):
            move = self.dialogue.ask(before)
        else:
            move = self.untrue_tap(kind, what)
        self.check(before, question.key, move, said, heard)
        self.draft = self.onward(move)
        return move

    def untrue_tap(self, kind: str, what: int | str | None) -> Move:
        """A button of another question, or one that never was."""
        asked_now = asked(self.dialogue, self.draft)
        if kind == "stale":
            passed = [q for q in (*self.dialogue.questionnaire.questions, *ASIDES.values()) if q.key != asked_now]
            every = [(q.key, choice.key) for q in passed for choice in q.choices] + [(q.key, Nav.DONE) for q in passed]
            key, choice = every[int(what or 0) % len(every)]
        else:
            key, choice = asked_now, f"{what}!"
        move = self.dialogue.tap(self.draft, key, choice)
        assert move == Move(self.draft, stale=True)
        return move

    def check(self, before: Draft, key: str, move: Move, said: Part | None, heard: Heard) -> None:
        after = move.draft
        changed = {k for k in {*before.answers, *after.answers} if before.answers.get(k) != after.answers.get(k)}
        dropped = {k for k in changed if k not in after.answers}
        assert changed - dropped <= {key, "telephone"}
        assert all(not self.dialogue.questionnaire.by_key[k].when.holds(after.answers) for k in dropped)
        assert move.answered in ("", key)
        assert after.highest >= before.highest
        assert after.level >= after.highest >= after.firm_level
        self.check_words(before, key, move, said, heard)
        self.check_place(move)
        self.check_danger(before, move, heard)

    def check_danger(self, before: Draft, move: Move, heard: Heard) -> None:
        """Numbers first; nothing read is forgotten; one question a family."""
        after, fresh = move.draft, set(heard.signals) - before.signals
        assert before.signals <= after.signals
        assert before.doubted <= after.doubted
        if heard.outcome is Outcome.ALERT:
            assert set(heard.signals) <= after.signals
            told = [bubble.kind in (Say.NUMBERS, Say.SAME_NUMBERS) for bubble in move.says]
            assert any(told)
            assert Say.QUESTION not in [bubble.kind for bubble in move.says[: told.index(True)]]
        if heard.outcome is Outcome.DOUBT and fresh and not before.doubted and not before.signals and not ends(move):
            assert after.asides[0] in after.doubted

    def check_words(self, before: Draft, key: str, move: Move, said: Part | None, heard: Heard) -> None:
        """Only a « non » to keeping loses words, and only those it was asked about."""
        after = move.draft
        refused = key == Aside.KEEP_WORDS and move.answered == key and move.codes == ("non",)
        assert [part for part in after.story if part in before.story] == list(before.story)
        if not refused:
            assert set(before.first_words) <= {*after.first_words, *after.story}
        if before.pending and not (move.answered == Aside.REWORD or (said and key == Aside.REWORD)):
            assert before.pending in every_part(after), "what waits for its rewording is never dropped on the way"
        if said is not None and self.is_told(before, said, move):
            safe = checked(said, guarded=not (before.in_danger or heard.danger)).part.text
            kept = [part.text for part in every_part(after) if part.message_id == said.message_id]
            assert kept, f"{said.text!r} went nowhere"
            assert safe.startswith(kept[0])

    def is_told(self, before: Draft, said: Part, move: Move) -> bool:
        """Words that neither answered nor moved anything: a part of the story, or not understood."""
        moves = read_word(said.text) is not None or said.text.casefold() == "ajouter un sujet"
        moves = moves or (before.asides and read_story_end(said.text))
        full = any(bubble.kind == Say.STORY_FULL for bubble in move.says)
        return not (moves or full or before.sent or move.answered or move.draft.menu != before.menu)

    def check_place(self, move: Move) -> None:
        draft = move.draft
        question = self.dialogue.current(draft)
        if question is None:
            assert ENDINGS & set(move.deeds)
            return
        assert question.key in self.states
        assert draft.menu == "" or question.menu(draft.menu), "a menu that is open belongs to what is asked"
        assert draft.reopened == "" or draft.reopened in {q.key for q in self.sequence(draft)}
        assert len(set(draft.asides)) == len(draft.asides)
        assert Draft.from_json(draft.to_json()) == draft

    def sequence(self, draft: Draft) -> tuple[Question, ...]:
        return self.dialogue.questionnaire.sequence(draft.answers, after_sending=draft.sent)

    def onward(self, move: Move) -> Draft:
        """What the service does with a move (bot.services.intake)."""
        if Deed.SUBMIT in move.deeds:
            assert not move.draft.sent, "sent twice"
            said = {q.key: (q.unsaid,) for q in BEAUNE.questions if q.unsaid and not q.after_sending}
            answers = {**said, **move.draft.answers, "accord_envoi": ("oui",)}
            return after_sending(replace(move.draft, answers=answers, reopened="", menu=""))
        if ENDINGS & set(move.deeds) or (Deed.NOTE in move.deeds and not move.answered):
            return self.dialogue.begin().draft
        return move.draft


@settings(max_examples=150)
@given(on_the_way(), st.lists(STEPS, min_size=1, max_size=25))
@example(Draft(answers={"pour_qui": ("moi",)}), [("type", "modifier"), ("type", "modifier"), ("tap", 0)])
@example(Draft(answers={"pour_qui": ("moi",)}), [("tap", 1), ("type", "retour"), ("tap", 0)])
@example(Draft(answers={"pour_qui": ("moi",), "en_securite": ("oui",)}), [("tap", 4), ("type", "modifier")])
def test_any_walk_from_anywhere_stays_on_the_road(
    dialogue: Dialogue, states: frozenset[str], start: Draft, steps: list[Step]
) -> None:
    walk = Walk(dialogue, states, dialogue.ask(start).draft)
    for kind, what in steps:
        if dialogue.current(walk.draft) is None:  # everything was answered already: it is sent
            return
        walk.step(kind, what)


@settings(max_examples=60)
@given(st.lists(STEPS, min_size=5, max_size=45), st.booleans())
@example([("tap", 0)] * 40, True)
def test_any_walk_from_the_welcome_stays_on_the_road(
    dialogue: Dialogue, states: frozenset[str], steps: list[Step], always: bool
) -> None:
    walk = Walk(replace(dialogue, warns_always=always), states, dialogue.begin().draft)
    for kind, what in steps:
        walk.step(kind, what)


@settings(max_examples=60)
@given(st.text(min_size=1, max_size=200), st.lists(STEPS, max_size=25))
def test_a_free_first_message_is_never_lost_on_the_way(
    dialogue: Dialogue, states: frozenset[str], text: str, steps: list[Step]
) -> None:
    walk = Walk(dialogue, states, dialogue.begin(Part(text, "first")).draft)
    for kind, what in steps:
        move = walk.step(kind, what)
        refused = move.answered == Aside.KEEP_WORDS and move.codes == ("non",)
        if refused or walk.draft.sent or ENDINGS & set(move.deeds):
            return
        assert checked(Part(text, "first"), guarded=True).part in (*walk.draft.story, *walk.draft.first_words)


@settings(max_examples=60)
@given(st.lists(STEPS, max_size=30))
def test_going_on_by_the_first_button_always_ends_in_a_sending(
    dialogue: Dialogue, states: frozenset[str], steps: list[Step]
) -> None:
    """From wherever a walk has led: no loop, no dead end."""
    walk = Walk(dialogue, states, dialogue.begin().draft)
    for kind, what in steps:
        walk.step(kind, what)
    for _ in range(60):
        question = dialogue.current(walk.draft)
        assert question is not None
        skip = Nav.DONE if question.kind is Kind.STORY else Nav.PASS
        first = next((c for c in buttons(question, walk.draft.menu) if c == "oui"), skip)
        move = tap(dialogue, walk.draft, first)
        if ENDINGS & set(move.deeds):
            return
        walk.draft = walk.onward(move)
    pytest.fail(f"still asking {asked(dialogue, walk.draft)}")


@settings(max_examples=60)
@given(st.sets(st.sampled_from(list(Signal)), min_size=1), st.lists(STEPS, max_size=20))
def test_detected_signals_and_their_level_stay_whatever_is_answered(
    dialogue: Dialogue, states: frozenset[str], signals: set[Signal], steps: list[Step]
) -> None:
    started = Draft(signals=frozenset(signals), highest=Draft(signals=frozenset(signals)).level)
    walk = Walk(dialogue, states, started)
    for kind, what in steps:
        move = walk.step(kind, what)
        assert move.draft.signals >= signals
        if ENDINGS & set(move.deeds) or not walk.draft.signals >= signals:
            return
