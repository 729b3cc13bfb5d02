"""What is asked next: an aside, a reopened question, or the first open one of the road this draft is on.

Must never: change a draft, or ask what no longer applies.
"""

from __future__ import annotations

from bot.intake.asides import ASIDES, Aside, edit_aside
from bot.intake.draft import Draft
from bot.intake.question import Question
from bot.intake.questionnaire import Questionnaire

_AFTER_ALERT = ("contact_discret", "contact_mode", "telephone")


def asked(questionnaire: Questionnaire, draft: Draft) -> Question | None:
    """What is being asked; None = ready to leave."""
    if draft.asides:
        return _aside(questionnaire, draft, draft.asides[0])
    if draft.reopened:
        return questionnaire.by_key[draft.reopened]
    if draft.sent:
        return questionnaire.next_open(draft.answers, after_sending=True)
    if draft.short:
        return _on_short_road(questionnaire, draft)
    phone = questionnaire.by_key["contact_discret"]
    if draft.signals and "en_securite" in draft.answers and phone.key not in draft.answers:
        return phone  # a danger showed in the words: who else reads them comes first (product §2, the order)
    return questionnaire.next_open(draft.answers)


def changeable(questionnaire: Questionnaire, draft: Draft) -> list[Question]:
    """What has an answer that *Modifier* can reopen; a language chosen before any question is none."""
    return [one for one in questionnaire.sequence(draft.answers) if one.key in draft.answers]


def _aside(questionnaire: Questionnaire, draft: Draft, name: str) -> Question:
    if name == Aside.EDIT:
        return edit_aside(changeable(questionnaire, draft))
    return ASIDES[Aside(name)]


def _on_short_road(questionnaire: Questionnaire, draft: Draft) -> Question | None:
    """After an alert only: phone read by others, how to answer. Otherwise nothing more is asked."""
    if not draft.alerted:
        return None
    open_now = questionnaire.sequence(draft.answers)
    return next((q for q in open_now if q.key in _AFTER_ALERT and q.key not in draft.answers), None)


def interruption(draft: Draft, question: Question | None) -> Aside | None:
    """Kept words are offered before the story and before leaving; the short road after an alert and the story."""
    leaving = question is None or question.key in ("recit", "accord_envoi")
    if draft.first_words and leaving:
        return Aside.KEEP_WORDS
    if draft.short or question is None or question.key in ("recit", "accord_envoi"):
        return None
    where = stretch(draft)
    return Aside.SHORT_ROAD if where and where not in draft.offered else None


def stretch(draft: Draft) -> str:
    """Where the short road is offered: after the story, or after an alert."""
    if "recit" in draft.answers:
        return "story"
    return "alert" if draft.alerted and "contact_discret" in draft.answers else ""


def previous(questionnaire: Questionnaire, draft: Draft, question: Question) -> str:
    """The key of the last answered question before `question`; "" when there is none."""
    keys = [q.key for q in questionnaire.sequence(draft.answers, after_sending=draft.sent)]
    here = question.key if question.key in keys else next((key for key in keys if key not in draft.answers), "")
    before = [key for key in keys[: keys.index(here) if here else None] if key in draft.answers]
    return before[-1] if before else ""


def themes_full(questionnaire: Questionnaire, draft: Draft) -> bool:
    return len(draft.answers.get("themes", ())) >= questionnaire.by_key["themes"].most
