"""The dialogue with a young person as a pure machine: a draft and what was given make the next draft, bubbles and deeds.

Must never: read a clock, touch storage, or know a platform. Which question comes next is computed, never remembered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.intake import parsing
from bot.intake.asides import ASIDES, Aside, edit_aside
from bot.intake.bubbles import Bubble
from bot.intake.bubbles import Kind as Say
from bot.intake.draft import Draft, Part
from bot.intake.question import Codes, Kind, Question
from bot.intake.questionnaire import Questionnaire
from bot.intake.youth import ABOUT_ANOTHER
from bot.triage.urgency import Level, highest


class Nav(StrEnum):
    """Choice keys of the navigation row and of the story's buttons; no questionnaire key starts with an underscore."""

    BACK = "_back"
    PASS = "_pass"
    ADD = "_add"
    EDIT = "_edit"
    DONE = "_done"


_STEPS = {parsing.Word.BACK: Nav.BACK, parsing.Word.PASS: Nav.PASS, parsing.Word.EDIT: Nav.EDIT}


REFUSAL = ("accord_envoi", ("non",))
"""Erases everything: « attends, j'ai pas fini » must not be taken for it."""
FEW_WORDS = 4


def _tells(text: str) -> bool:
    """More than an answer: a sentence, or a question back."""
    return "?" in text or len(text.split()) > FEW_WORDS


class Deed(StrEnum):
    """What a move asks the service to do, beside saying."""

    SUBMIT = "submit"
    WARN = "warn"
    REFUSE = "refuse"
    ERASE = "erase"
    HIDE = "hide"
    RESTART = "restart"
    FINISH = "finish"  # nothing is left to ask after the sending
    NOTE = "note"  # words that belong to the case already sent
    INFORM = "inform"  # the long notice


@dataclass(frozen=True, slots=True)
class Move:
    """The result of one step. `stale`: a tap on a question that has passed; nothing changed."""

    draft: Draft
    says: tuple[Bubble, ...] = ()
    deeds: tuple[Deed, ...] = ()
    stale: bool = False
    answered: str = ""  # the key answered by this very step, if any, and the codes it got
    codes: Codes = ()


@dataclass(frozen=True)
class Dialogue:
    """`label` gives the words of a msgid in the person's language. `warns_always`: the territory's alert policy.

    `outside`: codes of `secteur` beyond the territory.
    """

    questionnaire: Questionnaire
    label: Callable[[str], str]
    warns_always: bool
    outside: frozenset[str] = frozenset()

    # -- where we are ------------------------------------------------------------------------------------------

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

    # -- entry -------------------------------------------------------------------------------------------------

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

    # -- answers -----------------------------------------------------------------------------------------------

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

        A burst of first words, or the same answer twice because nothing came: taken for an answer, a second « non »
        would refuse what was never shown.
        """
        question = self.current(draft)
        plain = not parsing.read_word(said.text) and not parsing.read_story_end(said.text)
        if question is not None and question.kind is Kind.STORY and plain:
            return self._story(draft, question, said)
        return Move(replace(draft, first_words=(*draft.first_words, said)))

    def _closed(self, draft: Draft, question: Question, said: Part) -> Move:
        read = self._read(draft, question, said.text)
        if read is None:
            return self._miss(draft, question, said)
        if read.menu:
            return self._open_menu(draft, read.menu)
        draft = replace(draft, answers={**draft.answers, **read.also})
        move = self._answer(draft, question, read.codes)
        # After the sending more than a few words are also a message to the team.
        return replace(move, deeds=(Deed.NOTE, *move.deeds)) if draft.sent and _tells(said.text) else move

    def _read(self, draft: Draft, question: Question, text: str) -> parsing.Read | None:
        """What cannot be undone is never guessed from a sentence; after the sending a sentence begins with its answer."""
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

    # -- navigation --------------------------------------------------------------------------------------------

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
        here = order.index(question.key) if question.key in order else self._place_of_open(draft, order)
        before = [key for key in order[:here] if key in draft.answers]
        if not before:
            move = self.ask(draft)
            return replace(move, says=(Bubble(Say.NO_BACK), *move.says))
        undone = {"recit": "story", "contact_discret": "alert"}.get(before[-1], "")
        offered = draft.offered - {undone}
        back = replace(draft, asides=(), offered=offered, reopened=before[-1], adding=False, missed=False)
        return self._forward(back)

    def _themes_full(self, draft: Draft) -> bool:
        return len(draft.answers.get("themes", ())) >= self.questionnaire.by_key["themes"].most

    def _place_of_open(self, draft: Draft, order: list[str]) -> int:
        return next((place for place, key in enumerate(order) if key not in draft.answers), len(order))

    # -- consequences ------------------------------------------------------------------------------------------

    def _answer(self, draft: Draft, question: Question, codes: Codes) -> Move:
        draft = replace(draft, menu="", missed=False)
        if question.key in ASIDES or question.key == Aside.EDIT:
            move = self._aside_answered(replace(draft, asides=draft.asides[1:]), Aside(question.key), codes)
            return replace(move, answered=question.key, codes=codes)
        if draft.adding and question.key == draft.reopened:
            together = dict.fromkeys((*draft.answers.get(question.key, ()), *codes))
            codes = tuple(code for code in together if code != "non_dit")[: question.most] or codes
        draft = replace(draft.with_answer(question.key, codes[: question.most]), reopened="", adding=False)
        draft = replace(draft, answers=self.questionnaire.applicable(draft.answers))
        reached = draft.level
        says, asides, deeds = self._consequences(draft, question.key, codes, reached)
        draft = replace(draft, highest=highest(draft.highest, reached), asides=(*asides, *draft.asides))
        if Deed.WARN in deeds:
            draft = replace(draft, warned=True)
        if question.key == "accord_envoi":
            return self._decided(draft, codes)
        move = self._forward(draft)
        said = draft.answers.get(question.key, ())
        return replace(move, says=says + move.says, deeds=deeds + move.deeds, answered=question.key, codes=said)

    def _consequences(
        self, draft: Draft, key: str, codes: Codes, reached: Level
    ) -> tuple[tuple[Bubble, ...], tuple[str, ...], tuple[Deed, ...]]:
        """Bubbles said, asides pushed and deeds done because of one answer."""
        code = codes[0] if codes else ""
        match key, code:
            case "en_securite", "non" | "ne_sait_pas":
                return self._unsafe(draft, reached)
            case "contact_discret", _ if draft.discreet:
                return (), (Aside.DISCREET_NOTICE,), ()
            case "tranche_age", "moins_13" | "plus_25":
                return (Bubble(Say.OTHER_DOOR, {"age": code}),), (), ()
            case "secteur", _ if code in self.outside:
                return (Bubble(Say.OUTSIDE),), (), ()
        return (), (), ()

    def _unsafe(
        self, draft: Draft, reached: Level
    ) -> tuple[tuple[Bubble, ...], tuple[str, ...], tuple[Deed, ...]]:
        """Numbers first, in one bubble; then one question; then the team, as the town has decided."""
        age = draft.answers.get("tranche_age", ("",))[0:1]
        numbers = Bubble(Say.NUMBERS, {"age": age[0] if age else ""})
        if reached is not Level.IMMEDIAT or draft.warned:
            return (numbers,), (Aside.SOMEONE_NEAR,), ()
        if self.warns_always:
            return (numbers, Bubble(Say.WARNED_ALWAYS)), (Aside.SOMEONE_NEAR,), (Deed.WARN,)
        return (numbers,), (Aside.SOMEONE_NEAR, Aside.WARN_TEAM), ()

    def _aside_answered(self, draft: Draft, aside: Aside, codes: Codes) -> Move:
        says: tuple[Bubble, ...] = ()
        deeds: tuple[Deed, ...] = ()
        match aside, codes[0] if codes else "":
            case Aside.WELCOME, "en_savoir_plus":
                return Move(replace(draft, asides=(Aside.WELCOME, *draft.asides)), deeds=(Deed.INFORM,))
            case Aside.KEEP_WORDS, answer:
                kept = (*draft.first_words, *draft.story) if answer == "oui" else draft.story
                draft = replace(draft, story=kept, first_words=())
            case Aside.DISCREET_NOTICE, "cacher":
                deeds = (Deed.HIDE,)
            case Aside.SHORT_ROAD, "envoyer":
                draft = replace(draft, short=True)
            case Aside.SOMEONE_NEAR, answer:
                says = (Bubble(Say.GO_SEE if answer == "oui" else Say.WRITE_114),)
            case Aside.WARN_TEAM, "oui":
                draft, says, deeds = replace(draft, warned=True), (Bubble(Say.WARNED),), (Deed.WARN,)
            case Aside.WARN_TEAM, _:
                says = (Bubble(Say.NOT_WARNED),)
            case Aside.RESUME, "recommencer":
                return Move(draft, deeds=(Deed.RESTART,))
            case Aside.RESUME, "effacer":
                return Move(draft, deeds=(Deed.ERASE,))
            case Aside.EDIT, key if key:
                draft = replace(draft, reopened=key)
        move = self._forward(draft)
        return replace(move, says=says + move.says, deeds=deeds + move.deeds)

    def _decided(self, draft: Draft, codes: Codes) -> Move:
        move = self._forward(draft) if codes == ("oui",) else Move(draft, deeds=(Deed.REFUSE,))
        return replace(move, answered="accord_envoi", codes=codes)

    # -- going on ----------------------------------------------------------------------------------------------

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
        """The kept words are offered before the story and before leaving; the short road after an alert and the story."""
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
