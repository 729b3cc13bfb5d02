"""The dialogue with whoever writes as a pure machine: a draft and what was given make the next move.

Must never: read a clock, touch storage, or know a platform. Which question comes next is computed, never remembered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.intake import order, parsing
from bot.intake.asides import ASIDE_KEYS, ASIDES, DOUBTS, Aside
from bot.intake.asking import Asking
from bot.intake.bubbles import Bubble
from bot.intake.bubbles import Kind as Say
from bot.intake.caution import answered_in_danger, read_answer, tells
from bot.intake.consequences import Effect, of_answer, of_aside, tells_more
from bot.intake.draft import Draft, Part
from bot.intake.heed import QUIET, Heard, heed
from bot.intake.holding import room_in_story
from bot.intake.moves import NAVS, Deed, Move, Nav
from bot.intake.question import Codes, Kind, Question
from bot.intake.relay_words import name_and_age, says_later
from bot.intake.rewording import TOLD, settled, shortened
from bot.intake.roads import Road
from bot.intake.verbatim import may_keep, refused
from bot.triage.danger import Outcome

__all__ = ["Deed", "Dialogue", "Move", "Nav"]

_STEPS = {parsing.Word.BACK: Nav.BACK, parsing.Word.PASS: Nav.PASS, parsing.Word.EDIT: Nav.EDIT}
TELLING = frozenset({
    "pour_qui", "en_securite", "themes", "danger_immediat", "jeune_informe", "danger_en_cours", "nature", Aside.REWORD,
    *DOUBTS.values(),
})  # fmt: skip
"""Closed questions that words of danger may answer; at the others they tell, and the question comes back."""


@dataclass(frozen=True)
class Dialogue(Asking):
    """What was given makes the next move."""

    def begin(self, words: Part | None = None, heard: Heard = QUIET) -> Move:
        """A first visit. Words typed first are kept aside and the first question follows at once."""
        hello = (Bubble(Say.WELCOME), Bubble(Say.ESSENTIAL, {"started": words is not None}))
        if words is None:
            return Move(Draft(asides=(Aside.WELCOME,)), hello)
        move = self._forward(self._keeping(Draft(), words, guarded=not heard.danger))
        move = self._heed(move, heard)
        return replace(move, says=hello + move.says)

    def set_out(self, targets: tuple[str, ...], words: Part | None = None, heard: Heard = QUIET) -> Move:
        """A relay or an agent begins: by a button, or with words that may be about one of several `targets`."""
        asides = (Aside.ABOUT,) if targets else ()
        draft = Draft(road=Road(self.questionnaire.name), targets=targets, asides=asides)
        if words is not None:
            draft = self._keeping(draft, words, guarded=not heard.danger)
        return self._heed(self._forward(draft), heard)

    def heed(self, draft: Draft, heard: Heard) -> Move:
        """Words that answered nothing here betray a danger: an edit, or a message after the sending."""
        return self._heed(Move(draft), heard)

    def _heed(self, move: Move, heard: Heard) -> Move:
        return heed(move, heard, self._forward, warns_always=self.warns_always)

    def tap(self, draft: Draft, key: str, choice: str) -> Move:
        question = self.current(draft)
        if question is None or question.key != key:
            return Move(draft, stale=True)
        if choice in NAVS:
            return self._navigate(draft, question, Nav(choice))
        if question.menu(choice):
            return self._open_menu(draft, choice)
        if question.choice(choice) is None:
            return Move(draft, stale=True)
        if question.kind is Kind.MOMENT:  # « hier_soir »: a button says what could have been typed
            choice = self.moment(choice.replace("_", " "))
        return self._answer(draft, question, (choice,))

    def words(self, draft: Draft, said: Part, heard: Heard = QUIET) -> Move:
        """Typed words as an answer, and what they betray. They are kept when they tell of a danger."""
        draft, guarded = self._aware(draft, heard), self._guards(draft, heard)
        if not heard.danger:
            return self._words(draft, said, guarded)
        question = self.current(draft)
        if heard.outcome is Outcome.ALERT and question and question.kind is Kind.CHOICE and question.key not in TELLING:
            return self._heed(self._in_danger(draft, question, said), heard)
        move = self._words(replace(draft, missed=False), said, guarded)
        if move.answered and heard.outcome is Outcome.DOUBT and not tells(said.text):
            return move  # « violence » is a subject here, no more
        tells_danger = draft.manner.offers or heard.outcome is Outcome.ALERT or not move.answered
        if tells_danger and not move.draft.sent and said not in (*move.draft.story, *move.draft.first_words):
            move = replace(move, draft=self._keeping(move.draft, said, guarded=False))
        return self._heed(move, heard)

    def _in_danger(self, draft: Draft, question: Question, said: Part) -> Move:
        """At a question that the words of danger do not answer: they are kept, and their first word may answer it."""
        kept = draft if draft.sent else self._keeping(draft, said, guarded=False)
        read = answered_in_danger(question, said.text, self.label)
        return self._answer(kept, question, read.codes) if read else Move(kept)

    def _words(self, draft: Draft, said: Part, guarded: bool) -> Move:
        question = self.current(draft)
        if question is None:
            return self._forward(draft)
        word = parsing.read_word(said.text)
        step = _STEPS.get(word) if word else None
        if step:
            return self._navigate(draft, question, step)
        if word is parsing.Word.RESTART and not draft.sent:
            return self.pause(draft)
        if draft.road is Road.RELAY and says_later(said.text) and not draft.sent:
            return self.pause(draft, said=Bubble(Say.LATER))
        if question.key == Aside.REWORD and tells(said.text):
            return self._reworded(draft, said, guarded)
        if question.kind is Kind.STORY:
            return self._story(draft, question, said, guarded)
        if question.kind is Kind.NAME:
            return self._name(draft, question, said, guarded)
        if question.kind is Kind.PHONE:
            phone = parsing.read_phone(said.text)
            return self._answer(draft, question, (phone,)) if phone else self._miss(draft, question, said, guarded)
        if question.kind is Kind.WORDS:
            return self._free(draft, question, said, guarded)
        if question.kind is Kind.MOMENT:
            at = self.moment(said.text)
            return self._answer(draft, question, (at,)) if at else self._miss(draft, question, said, guarded)
        return self._closed(draft, question, said, guarded)

    def early(self, draft: Draft, said: Part, heard: Heard = QUIET) -> Move:
        """Words written before the present question was on the screen answer nothing: they are kept and offered later.

        The same answer typed twice because nothing came: a second « non » would refuse what was never shown.
        """
        draft, guarded = self._aware(draft, heard), self._guards(draft, heard)
        says: tuple[Bubble, ...] = ()
        if draft.pending:  # written on before the question about it was seen: it keeps its mask
            others = tuple(name for name in draft.asides if name != Aside.REWORD)
            draft, says = replace(settled(draft, draft.pending), asides=others), (Bubble(Say.MASKED),)
        question = self.current(draft)
        if question is not None and question.kind is Kind.STORY and not self._answered_before(draft, said.text):
            move = self._story(draft, question, said, guarded)
        else:
            move = Move(self._keeping(draft, said, guarded=guarded))
        return self._heed(replace(move, says=says + move.says), heard)

    def forwarded(self, draft: Draft, said: Part, heard: Heard = QUIET) -> Move:
        """A forwarded message answers nothing. Somebody who does not agree is not quoted."""
        aware = self._aware(draft, heard)
        return self.early(draft, said, heard) if may_keep(aware) else self._heed(refused(draft), heard)

    def _answered_before(self, draft: Draft, text: str) -> bool:
        """Whether these words answer what was asked earlier, or steer the dialogue: no part of a story."""
        if parsing.read_word(text) or parsing.read_story_end(text):
            return True
        asked = (*ASIDES.values(), *(q for q in self.questionnaire.questions if q.key in draft.answers))
        return not tells(text) and any(parsing.read_choice(q, text, label=self.label) for q in asked)

    def _closed(self, draft: Draft, question: Question, said: Part, guarded: bool) -> Move:
        read = read_answer(draft, question, said.text, self.label)
        if read is None:
            missed = question.key != Aside.REWORD
            return self._miss(draft, question, said, guarded) if missed else self._reworded(draft, said, guarded)
        if read.menu:
            return self._open_menu(draft, read.menu)
        before_story = question.key in self.questionnaire.by_key and self.questionnaire.story not in draft.answers
        keeps = draft.manner.offers or not draft.manner.reads
        if before_story and not read.also and tells_more(question.key, said.text) and keeps:
            draft = self._keeping(draft, said, guarded=guarded)
        draft = replace(draft, answers={**draft.answers, **read.also})
        move = self._answer(draft, question, read.codes)
        # After the sending more than a few words are also a message to the team.
        return replace(move, deeds=(Deed.NOTE, *move.deeds)) if draft.sent and tells(said.text) else move

    def _story(self, draft: Draft, question: Question, said: Part, guarded: bool) -> Move:
        if parsing.read_story_end(said.text):
            return self._navigate(draft, question, Nav.DONE)
        if said.text.strip().casefold() == self.label("Add a subject").casefold():
            return self._navigate(draft, question, Nav.ADD)
        room = room_in_story(draft, question.longest, forwarded=said.forwarded)
        if room <= 0:
            return Move(draft, (Bubble(Say.STORY_FULL),))
        full = len(said.text) > room
        safe = self.checked(draft, replace(said, text=said.text[:room]), guarded)
        draft = replace(draft, offered=draft.offered | {TOLD})
        if safe.found:
            asides = (Aside.REWORD, *draft.asides)
            return self._asking(replace(draft, pending=safe.part, found=safe.found, asides=asides, missed=False))
        story = (*draft.story, safe.part)
        said_so = self._thanks(Say.STORY_FULL if full else Say.STORY_ACK)
        return Move(replace(draft, story=story, missed=False), (said_so,))

    def _reworded(self, draft: Draft, said: Part, guarded: bool) -> Move:
        """Written again: kept as it is, or with a mask when it still says who somebody is. It is not asked twice."""
        safe = self.checked(draft, said, guarded)
        draft = replace(settled(draft, safe.part), asides=draft.asides[1:], missed=False)
        says = (Bubble(Say.MASKED),) if safe.found else ()
        question = self.current(draft)
        telling = question is not None and question.kind is Kind.STORY
        move = Move(draft, (self._thanks(),)) if telling else self._forward(draft)
        return replace(move, says=says + move.says)

    def _free(self, draft: Draft, question: Question, said: Part, guarded: bool) -> Move:
        """One message is the answer; what says who somebody is gets its mask at once."""
        if parsing.read_story_end(said.text) or parsing.read_story_skip(said.text):
            return self._answer(draft, question, ())
        safe = self.checked(draft, replace(said, text=said.text[: question.longest]), guarded)
        move = self._answer(draft, question, (safe.part.text,))
        return replace(move, says=(Bubble(Say.MASKED), *move.says)) if safe.found else move

    def _name(self, draft: Draft, question: Question, said: Part, guarded: bool) -> Move:
        text = said.text
        if draft.road is Road.RELAY and (aged := name_and_age(text)):
            text, age = aged  # « Mlle K., 20 ans » answers two questions
            draft = draft.with_answer("tranche_age", (age,))
        name = parsing.read_name(text, question.longest)
        first = shortened(name, guarded=guarded, writer=draft.manner.writer) if name else name
        if first is None or (name and not first):
            return self._miss(draft, question, said, guarded)
        move = self._answer(draft, question, (first,) if first else ())
        return move if first == name else replace(move, says=(Bubble(Say.NAME_SHORTENED), *move.says))

    def _miss(self, draft: Draft, question: Question, said: Part, guarded: bool) -> Move:
        """Asked again once with numbers; the second time the dialogue goes on. The words are kept and offered later."""
        if draft.sent:
            return Move(draft, deeds=(Deed.NOTE,))
        ends = question.key in ASIDE_KEYS and parsing.read_story_end(said.text)  # of a story that was interrupted
        kept = draft if ends else self._keeping(draft, said, guarded=guarded)
        if question.key == Aside.WELCOME:
            return self._answer(kept, question, ("commencer",))
        if not draft.missed or question.must:
            return self.ask(replace(kept, missed=True), numbered=True)
        move = self._answer(kept, question, draft.answers.get(question.key) or question.passed)
        return replace(move, says=(Bubble(Say.MOVED_ON), *move.says))

    def _open_menu(self, draft: Draft, menu: str) -> Move:
        return self._asking(replace(draft, menu=menu, missed=False))

    def _navigate(self, draft: Draft, question: Question, step: Nav) -> Move:
        match step:
            case Nav.BACK:
                return self._back(draft, question)
            case Nav.EDIT if not draft.sent and order.changeable(self.questionnaire, draft):
                others = tuple(name for name in draft.asides if name != Aside.EDIT)
                return self._forward(replace(draft, asides=(Aside.EDIT, *others), menu=""))
            case Nav.ADD if question.kind is Kind.STORY and not order.full(self.questionnaire, draft):
                return self._forward(replace(draft, reopened=self.questionnaire.adds, adding=True, menu=""))
            case Nav.LATER if draft.road is Road.RELAY and not draft.sent:
                return self.pause(draft, said=Bubble(Say.LATER))
            case Nav.DONE | Nav.PASS if question.kind is Kind.STORY and question.must and not draft.story:
                return self._asking_for_facts(draft)
            case Nav.DONE | Nav.PASS if question.kind is Kind.STORY and (step is Nav.DONE or question.must):
                return self._answer(draft, question, ())  # what is needed is there: « passer » adds nothing
            case Nav.PASS if question.key == Aside.EDIT:
                return self._forward(replace(draft, asides=draft.asides[1:], menu=""))
            case Nav.PASS if not (question.must and question.unsaid is None):
                return self._answer(draft, question, question.passed)
        return self.ask(draft, numbered=True)

    def _back(self, draft: Draft, question: Question) -> Move:
        """One step back: out of a menu, of a list of changes, of a subject being added; or to the question before."""
        if draft.menu:
            opened = question.menu(draft.menu)
            return self._forward(replace(draft, menu=opened.within if opened else ""))
        if question.key == Aside.EDIT:
            return self._forward(replace(draft, asides=draft.asides[1:], missed=False))
        if draft.adding:
            return self._forward(replace(draft, reopened="", adding=False, missed=False))
        before = order.previous(self.questionnaire, draft, question)
        if not before:
            move = self.ask(draft)
            return replace(move, says=(Bubble(Say.NO_BACK), *move.says))
        undone = {self.questionnaire.story: "story", "contact_discret": "alert"}.get(before, "")
        back = settled(draft, draft.pending)
        offered = draft.offered - {undone}
        return self._forward(replace(back, asides=(), offered=offered, reopened=before, adding=False, missed=False))

    def _answer(self, draft: Draft, question: Question, codes: Codes) -> Move:
        key = question.key
        if key in ASIDE_KEYS:
            rest = replace(draft, menu="", missed=False, asides=draft.asides[1:])
            return self._onward(of_aside(rest, Aside(key), codes, warns_always=self.warns_always), key, codes)
        if draft.adding and key == draft.reopened:
            together = dict.fromkeys((*draft.answers.get(key, ()), *codes))
            codes = tuple(code for code in together if code != "non_dit")[: question.most] or codes
        answers = {**draft.answers, key: codes[: question.most]}
        draft = self._consistent(replace(draft, answers=answers, menu="", missed=False, reopened="", adding=False))
        effect = of_answer(draft, key, warns_always=self.warns_always, outside=self.outside)
        return self._onward(effect, key, draft.answers.get(key, ()))

    def _onward(self, effect: Effect, key: str, codes: Codes) -> Move:
        move = Move(effect.draft) if effect.halts else self._forward(effect.draft)
        says, deeds = (*effect.says, *move.says), (*effect.deeds, *move.deeds)
        return Move(move.draft, says, deeds, answered=key, codes=codes)
