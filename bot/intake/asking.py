"""What is asked next, and how: the half of the dialogue that looks ahead. A draft in, a move out.

Must never: read what somebody wrote; dialogue.py does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.intake import order
from bot.intake.asides import Aside
from bot.intake.bubbles import Bubble
from bot.intake.bubbles import Kind as Say
from bot.intake.draft import Draft, Part
from bot.intake.heed import Heard
from bot.intake.moves import Deed, Move
from bot.intake.question import Kind, Question
from bot.intake.questionnaire import Questionnaire
from bot.intake.relay import MAY_NAME
from bot.intake.rewording import TOLD, Checked, checked, keeping
from bot.intake.roads import Road
from bot.intake.verbatim import gathered, may_keep
from bot.triage.danger import Outcome


@dataclass(frozen=True)
class Asking:
    """`label`: a msgid in the person's words. `warns_always`: the alert rule. `outside`: districts beyond the town.

    `moment`: a past hour in somebody's words as ISO 8601, or nothing.
    """

    questionnaire: Questionnaire
    label: Callable[[str], str]
    warns_always: bool
    outside: frozenset[str] = frozenset()
    moment: Callable[[str], str] = lambda text: ""

    def current(self, draft: Draft) -> Question | None:
        """What is being asked: an aside, a reopened question, or the first open one; None = ready to leave."""
        return order.asked(self.questionnaire, draft)

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

    @staticmethod
    def _aware(draft: Draft, heard: Heard) -> Draft:
        """A relay may quote somebody in danger: from the very words that tell of it."""
        if draft.road is not Road.RELAY or heard.outcome is not Outcome.ALERT:
            return draft
        return replace(draft, signals=draft.signals | frozenset(heard.signals))

    @staticmethod
    def _guards(draft: Draft, heard: Heard) -> bool:
        """Whether what says who somebody is gets a mask in these words."""
        return draft.manner.reads and not (heard.danger or draft.in_danger)

    def _keeping(self, draft: Draft, said: Part, *, guarded: bool) -> Draft:
        """Words that answer nothing are kept for the story, unless the person they are about does not want it."""
        if not may_keep(draft):
            return draft
        return keeping(draft, said, guarded=guarded or _always(draft), story=self.questionnaire.story)

    def checked(self, draft: Draft, said: Part, guarded: bool) -> Checked:
        """`said` as it may be kept in this draft."""
        quotes = draft.road is not Road.RELAY or MAY_NAME.holds(draft.known)
        return checked(said, guarded=guarded or _always(draft), writer=draft.manner.writer, quotes=quotes)

    def _thanks(self, kind: Say = Say.STORY_ACK) -> Bubble:
        return Bubble(kind, {"key": self.questionnaire.story})

    def _forward(self, draft: Draft) -> Move:
        """Ask what comes next, after the interruptions that fall due here."""
        joined = gathered(draft, self.questionnaire.story)
        move = self._next(joined.draft)
        return replace(move, says=joined.says + move.says) if joined.says else move

    def _next(self, draft: Draft) -> Move:
        question = self.current(draft)
        if not draft.asides and not draft.reopened and not draft.sent:
            due = order.interruption(self.questionnaire, draft, question)
            if due:
                short = due in (Aside.SHORT_ROAD, Aside.SEND_OR_LATER)
                offered = draft.offered | ({order.stretch(self.questionnaire, draft)} if short else set())
                draft = replace(draft, asides=(due,), offered=offered)
                move = self._asking(draft)
                masked = due is Aside.KEEP_WORDS and draft.masked
                return replace(move, says=(Bubble(Say.MASKED), *move.says)) if masked else move
        return self._posed(draft, question)

    def _asking(self, draft: Draft) -> Move:
        return self._posed(draft, self.current(draft))

    def _posed(self, draft: Draft, question: Question | None) -> Move:
        if question is None:
            return Move(draft, deeds=(Deed.FINISH if draft.sent else Deed.SUBMIT,))
        says = [Bubble(Say.RECAP)] if question.key == "accord_envoi" and not draft.missed else []
        asked: dict[str, str | bool | int | list[str]] = {"key": question.key}
        if draft.menu:
            asked["menu"] = draft.menu
        if question.kind is Kind.STORY:
            full = order.full(self.questionnaire, draft)
            asked |= {"story": True, "full": full, "more": TOLD in draft.offered}
        if question.key == Aside.REWORD:
            asked["found"] = list(draft.found)
        if variant := question.variant(draft.known):
            asked["variant"] = variant
        return Move(draft, (*says, Bubble(Say.QUESTION, asked)))

    def _asking_for_facts(self, draft: Draft) -> Move:
        move = self._asking(draft)
        return replace(move, says=(Bubble(Say.FACTS_NEEDED), *move.says))

    def _consistent(self, draft: Draft) -> Draft:
        """Without the answers that no longer apply."""
        kept = self.questionnaire.applicable(draft.known)
        gone = draft.answers.keys() - kept.keys()
        return replace(draft, answers={key: kept[key] for key in draft.answers if key in kept}) if gone else draft


def _always(draft: Draft) -> bool:
    """An incident is never a file about those involved, not even in danger: who acts was told to call 17 or 18."""
    return draft.road is Road.CIVIC
