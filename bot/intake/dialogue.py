"""The dialogue with a young person as a pure machine: a draft and what was given make the next move.

Must never: read a clock, touch storage, or know a platform. Which question comes next is computed, never remembered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.intake import parsing
from bot.intake.asides import ASIDES, Aside, edit_aside
from bot.intake.bubbles import Bubble
from bot.intake.bubbles import Kind as Say
from bot.intake.consequences import Effect, of_answer, of_aside, tells_more
from bot.intake.draft import Draft, Part
from bot.intake.moves import Deed, Move, Nav
from bot.intake.question import Codes, Kind, Question
from bot.intake.questionnaire import Questionnaire
from bot.intake.youth import ABOUT_ANOTHER

__all__ = ["Deed", "Dialogue", "Move", "Nav"]

_STEPS = {parsing.Word.BACK: Nav.BACK, parsing.Word.PASS: Nav.PASS, parsing.Word.EDIT: Nav.EDIT}
REFUSAL = ("accord_envoi", ("non",))
"""Erases everything: « attends, j'ai pas fini » must not be taken for it."""
FEW_WORDS = 4


def _tells(text: str) -> bool:
    """More than an answer: a sentence, or a question back."""
    return "?" in text or len(text.split()) > FEW_WORDS


@dataclass(frozen=True)
class Dialogue:
    """`label`: a msgid in the person's words. `warns_always`: the alert rule. `outside`: districts beyond the town."""

    questionnaire: Questionnaire
    label: Callable[[str], str]
    warns_always: bool
    outside: frozenset[str] = frozenset()

    def current(self, draft: Draft) -> Question | None:
        """What is being asked: an aside, a reopened question, or the first open one; None = ready to leave."""
        if draft.asides:
            return self._aside(draft, draft.asides[0])
        if draft.reopened:
            return self.questionnaire.by_key[draft.reopened]
        if draft.short and not draft.sent:
            return self._next_on_short_road(draft)
        return self.questionnaire.next_open(draft.answers, after_sending=draft.sent)

    def _aside(self, draft: Draft, name: str) -> Question:
        if name == Aside.EDIT:
            return edit_aside([q for q in self.questionnaire.sequence(draft.answers) if q.key in draft.answers])
        return ASIDES[Aside(name)]

    def _next_on_short_road(self, draft: Draft) -> Question | None:
        """After an alert only: phone read by others, how to answer. Otherwise nothing more is asked."""
        if not draft.alerted:
            return None
        asked = ("contact_discret", "contact_mode", "telephone")
        open_now = self.questionnaire.sequence(draft.answers)
        return next((q for q in open_now if q.key in asked and q.key not in draft.answers), None)

    def begin(self, words: Part | None = None) -> Move:
        """A first visit. Words typed first are kept aside and the first question follows at once."""
        hello = (Bubble(Say.WELCOME), Bubble(Say.ESSENTIAL, {"started": words is not None}))
        if words is None:
            return Move(Draft(asides=(Aside.WELCOME,)), hello)
        move = self._forward(Draft(first_words=(words,)))
        return replace(move, says=hello + move.says)

    def ask(self, draft: Draft, *, numbered: bool = False) -> Move:
        """Say the current question again."""
        if not numbered:
            return self._forward(draft)
        move = self._asking(draft)
        last = move.says[-1]
        return replace(move, says=(*move.says[:-1], Bubble(last.kind, {**last.params, "numbered": True})))

    def pause(self, draft: Draft, *, said: Bubble | None = None) -> Move:
        """`stop` or a new visit: going on, starting over or erasing are offered."""
        others = tuple(name for name in draft.asides if name not in (Aside.RESUME, Aside.WELCOME))
        move = self._forward(replace(draft, asides=(Aside.RESUME, *others), menu="", missed=False))
        return replace(move, says=((said,) if said else ()) + move.says)

    def tap(self, draft: Draft, key: str, choice: str) -> Move:
        question = self.current(draft)
        if question is None or question.key != key:
            return Move(draft, stale=True)
        if choice in set(Nav):
            return self._navigate(draft, question, Nav(choice))
        if question.menu(choice):
            return self._open_menu(draft, choice)
        if question.choice(choice) is None:
            return Move(draft, stale=True)
        return self._answer(draft, question, (choice,))

    def words(self, draft: Draft, said: Part) -> Move:
        question = self.current(draft)
        if question is None:
            return self._forward(draft)
        word = parsing.read_word(said.text)
        step = _STEPS.get(word) if word else None
        if step:
            return self._navigate(draft, question, step)
        if word is parsing.Word.RESTART and not draft.sent:
            return self.pause(draft)
        if question.kind is Kind.STORY:
            return self._story(draft, question, said)
        if question.kind is Kind.NAME:
            return self._name(draft, question, said)
        if question.kind is Kind.PHONE:
            phone = parsing.read_phone(said.text)
            return self._answer(draft, question, (phone,)) if phone else self._miss(draft, question, said)
        return self._closed(draft, question, said)

    def early(self, draft: Draft, said: Part) -> Move:
        """Words written before the present question was on the screen answer nothing: they are kept and offered later.

        The same answer typed twice because nothing came: a second « non » would refuse what was never shown.
        """
        question = self.current(draft)
        if question is not None and question.kind is Kind.STORY and not self._answered_before(draft, said.text):
            return self._story(draft, question, said)
        return Move(replace(draft, first_words=(*draft.first_words, said)))

    def _answered_before(self, draft: Draft, text: str) -> bool:
        """Whether these words answer what was asked earlier, or steer the dialogue: no part of a story."""
        if parsing.read_word(text) or parsing.read_story_end(text):
            return True
        asked = (*ASIDES.values(), *(q for q in self.questionnaire.questions if q.key in draft.answers))
        return not _tells(text) and any(parsing.read_choice(q, text, label=self.label) for q in asked)

    def _closed(self, draft: Draft, question: Question, said: Part) -> Move:
        read = self._read(draft, question, said.text)
        if read is None:
            return self._miss(draft, question, said)
        if read.menu:
            return self._open_menu(draft, read.menu)
        before_story = question.key in self.questionnaire.by_key and "recit" not in draft.answers
        if before_story and not read.also and tells_more(question.key, said.text):
            draft = replace(draft, first_words=(*draft.first_words, said))
        draft = replace(draft, answers={**draft.answers, **read.also})
        move = self._answer(draft, question, read.codes)
        # After the sending more than a few words are also a message to the team.
        return replace(move, deeds=(Deed.NOTE, *move.deeds)) if draft.sent and _tells(said.text) else move

    def _read(self, draft: Draft, question: Question, text: str) -> parsing.Read | None:
        """What cannot be undone is never guessed from a sentence; after sending, one begins with its answer."""
        read = parsing.read_choice(question, text, menu=draft.menu, label=self.label)
        if read is None or read.menu or question.key == Aside.EDIT:
            return read
        if question.must:
            plainly = not _tells(text) and (len(text.split()) <= 2 or (question.key, read.codes) != REFUSAL)
            return read if plainly else None
        if draft.sent and _tells(text):
            opening = parsing.read_choice(question, text.split()[0], menu=draft.menu, label=self.label)
            return read if opening and opening.codes == read.codes else None
        return read

    def _story(self, draft: Draft, question: Question, said: Part) -> Move:
        if parsing.read_story_end(said.text):
            return self._answer(draft, question, ())
        if said.text.strip().casefold() == self.label("Add a subject").casefold():
            return self._navigate(draft, question, Nav.ADD)
        room = question.longest - sum(len(part.text) for part in draft.story)
        if room <= 0:
            return Move(draft, (Bubble(Say.STORY_FULL),))
        full = len(said.text) > room
        story = (*draft.story, Part(said.text[:room], said.message_id))
        return Move(replace(draft, story=story, missed=False), (Bubble(Say.STORY_FULL if full else Say.STORY_ACK),))

    def _name(self, draft: Draft, question: Question, said: Part) -> Move:
        name = parsing.read_name(said.text, question.longest)
        if name is None:
            return self._miss(draft, question, said)
        return self._answer(draft, question, (name,) if name else ())

    def _miss(self, draft: Draft, question: Question, said: Part) -> Move:
        """Asked again once with numbers; the second time the dialogue goes on. The words are kept and offered later."""
        if draft.sent:
            return Move(draft, deeds=(Deed.NOTE,))
        kept = replace(draft, first_words=(*draft.first_words, said))
        if question.key == Aside.WELCOME:
            return self._answer(kept, question, ("commencer",))
        if not draft.missed or question.must:
            return self.ask(replace(kept, missed=True), numbered=True)
        move = self._answer(kept, question, draft.answers.get(question.key) or self._unsaid(question))
        return replace(move, says=(Bubble(Say.MOVED_ON), *move.says))

    @staticmethod
    def _unsaid(question: Question) -> Codes:
        return (question.unsaid,) if question.unsaid else ()

    def _open_menu(self, draft: Draft, menu: str) -> Move:
        return self._forward(replace(draft, menu=menu, missed=False))

    def _navigate(self, draft: Draft, question: Question, step: Nav) -> Move:
        match step:
            case Nav.BACK:
                return self._back(draft, question)
            case Nav.EDIT if draft.answers and not draft.sent:
                others = tuple(name for name in draft.asides if name != Aside.EDIT)
                return self._forward(replace(draft, asides=(Aside.EDIT, *others), menu=""))
            case Nav.ADD if question.kind is Kind.STORY and not self._themes_full(draft):
                return self._forward(replace(draft, reopened="themes", adding=True, menu=""))
            case Nav.DONE if question.kind is Kind.STORY:
                return self._answer(draft, question, ())
            case Nav.PASS if question.key == Aside.EDIT:
                return self._forward(replace(draft, asides=draft.asides[1:], menu=""))
            case Nav.PASS if not (question.must and question.unsaid is None):
                return self._answer(draft, question, self._unsaid(question))
        return self.ask(draft, numbered=True)

    def _back(self, draft: Draft, question: Question) -> Move:
        """One step back: out of a menu, of a list of changes, of a subject being added; or to the question before."""
        if draft.menu:
            return self._forward(replace(draft, menu=""))
        if question.key == Aside.EDIT:
            return self._forward(replace(draft, asides=draft.asides[1:], missed=False))
        if draft.adding:
            return self._forward(replace(draft, reopened="", adding=False, missed=False))
        order = [q.key for q in self.questionnaire.sequence(draft.answers, after_sending=draft.sent)]
        here = question.key if question.key in order else next((key for key in order if key not in draft.answers), "")
        before = [key for key in order[: order.index(here) if here else None] if key in draft.answers]
        if not before:
            move = self.ask(draft)
            return replace(move, says=(Bubble(Say.NO_BACK), *move.says))
        undone = {"recit": "story", "contact_discret": "alert"}.get(before[-1], "")
        offered = draft.offered - {undone}
        back = replace(draft, asides=(), offered=offered, reopened=before[-1], adding=False, missed=False)
        return self._forward(back)

    def _themes_full(self, draft: Draft) -> bool:
        return len(draft.answers.get("themes", ())) >= self.questionnaire.by_key["themes"].most

    def _answer(self, draft: Draft, question: Question, codes: Codes) -> Move:
        key, draft = question.key, replace(draft, menu="", missed=False)
        if key in set(Aside):
            rest = replace(draft, asides=draft.asides[1:])
            return self._onward(of_aside(rest, Aside(key), codes), key, codes)
        if draft.adding and key == draft.reopened:
            together = dict.fromkeys((*draft.answers.get(key, ()), *codes))
            codes = tuple(code for code in together if code != "non_dit")[: question.most] or codes
        draft = replace(draft.with_answer(key, codes[: question.most]), reopened="", adding=False)
        draft = replace(draft, answers=self.questionnaire.applicable(draft.answers))
        effect = of_answer(draft, key, warns_always=self.warns_always, outside=self.outside)
        return self._onward(effect, key, draft.answers.get(key, ()))

    def _onward(self, effect: Effect, key: str, codes: Codes) -> Move:
        move = Move(effect.draft) if effect.halts else self._forward(effect.draft)
        says, deeds = (*effect.says, *move.says), (*effect.deeds, *move.deeds)
        return replace(move, says=says, deeds=deeds, answered=key, codes=codes)

    def _forward(self, draft: Draft) -> Move:
        """Ask what comes next, after the interruptions that fall due here."""
        if not draft.asides and not draft.reopened and not draft.sent:
            due = self._interruption(draft)
            if due:
                offered = draft.offered | ({self._stretch(draft)} if due is Aside.SHORT_ROAD else set())
                draft = replace(draft, asides=(due,), offered=offered)
        return self._asking(draft)

    def _asking(self, draft: Draft) -> Move:
        question = self.current(draft)
        if question is None:
            return Move(draft, deeds=(Deed.FINISH if draft.sent else Deed.SUBMIT,))
        says = [Bubble(Say.RECAP)] if question.key == "accord_envoi" and not draft.missed else []
        asked: dict[str, str | bool] = {"key": question.key}
        if draft.menu:
            asked["menu"] = draft.menu
        if question.kind is Kind.STORY and self._themes_full(draft):
            asked["full"] = True
        if ABOUT_ANOTHER.holds(draft.answers):
            asked["other"] = True
        return Move(draft, (*says, Bubble(Say.QUESTION, asked)))

    def _interruption(self, draft: Draft) -> Aside | None:
        """Kept words are offered before the story and before leaving; the short road after an alert and the story."""
        question = self.current(draft)
        leaving = question is None or question.key in ("recit", "accord_envoi")
        if draft.first_words and leaving:
            return Aside.KEEP_WORDS
        if draft.short or question is None or question.key in ("recit", "accord_envoi"):
            return None
        stretch = self._stretch(draft)
        return Aside.SHORT_ROAD if stretch and stretch not in draft.offered else None

    @staticmethod
    def _stretch(draft: Draft) -> str:
        if "recit" in draft.answers:
            return "story"
        return "alert" if draft.alerted and "contact_discret" in draft.answers else ""
