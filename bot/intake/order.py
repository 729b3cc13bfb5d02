"""What is asked next: an aside, a reopened question, or the first open one of the road this draft is on.

Must never: change a draft, or ask what no longer applies.
"""

from __future__ import annotations

from bot.intake.asides import ASIDES, Aside, about_aside, edit_aside
from bot.intake.draft import Draft
from bot.intake.question import Question
from bot.intake.questionnaire import Questionnaire
from bot.intake.roads import Road

_AFTER_ALERT = ("contact_discret", "contact_mode", "telephone")


def asked(questionnaire: Questionnaire, draft: Draft) -> Question | None:
    """What is being asked; None = ready to leave."""
    if draft.asides:
        return of_draft(questionnaire, draft, draft.asides[0])
    if draft.reopened:
        return questionnaire.by_key[draft.reopened]
    if draft.sent:
        return questionnaire.next_open(draft.known, after_sending=draft.road is Road.YOUTH)
    if draft.short:
        return _on_short_road(questionnaire, draft)
    phone = questionnaire.by_key.get("contact_discret")
    if phone and draft.signals and "en_securite" in draft.answers and phone.key not in draft.answers:
        return phone  # a danger showed in the words: who else reads them comes first (product §2, the order)
    return questionnaire.next_open(draft.known)


def changeable(questionnaire: Questionnaire, draft: Draft) -> list[Question]:
    """What has an answer that *Modifier* can reopen; a language chosen before any question is none."""
    return [one for one in questionnaire.sequence(draft.known) if one.key in draft.answers]


def of_draft(questionnaire: Questionnaire, draft: Draft, name: str) -> Question:
    """An aside; some have their choices from the draft."""
    if name == Aside.EDIT:
        return edit_aside(changeable(questionnaire, draft))
    if name == Aside.ABOUT:
        return about_aside(draft.targets)
    return ASIDES[Aside(name)]


def _on_short_road(questionnaire: Questionnaire, draft: Draft) -> Question | None:
    """Of a young person after an alert: phone read by others, how to answer. Otherwise nothing more is asked."""
    if not draft.alerted or draft.road is not Road.YOUTH:
        return None
    open_now = questionnaire.sequence(draft.known)
    return next((q for q in open_now if q.key in _AFTER_ALERT and q.key not in draft.answers), None)


def interruption(questionnaire: Questionnaire, draft: Draft, question: Question | None) -> Aside | None:
    """Kept words are offered before the story and before leaving; the short road after an alert and the story."""
    leaving = question is None or question.key in (questionnaire.story, "accord_envoi")
    if draft.first_words and leaving and draft.manner.offers:
        return Aside.KEEP_WORDS
    if draft.short or leaving or not draft.manner.short:
        return None
    where = stretch(questionnaire, draft)
    if not where or where in draft.offered:
        return None
    return Aside.SHORT_ROAD if draft.road is Road.YOUTH else Aside.SEND_OR_LATER


def stretch(questionnaire: Questionnaire, draft: Draft) -> str:
    """Where the short road is offered: after the story, or after an alert."""
    if questionnaire.story in draft.answers:
        return "story"
    return "alert" if draft.alerted and "contact_discret" in draft.answers else ""


def previous(questionnaire: Questionnaire, draft: Draft, question: Question) -> str:
    """The key of the last answered question before `question`; "" when there is none."""
    after = draft.sent and draft.road is Road.YOUTH
    keys = [q.key for q in questionnaire.sequence(draft.known, after_sending=after)]
    here = question.key if question.key in keys else next((key for key in keys if key not in draft.answers), "")
    before = [key for key in keys[: keys.index(here) if here else None] if key in draft.answers]
    return before[-1] if before else ""


def full(questionnaire: Questionnaire, draft: Draft) -> bool:
    """Whether the question that can be added to while the story is told has all the answers it takes."""
    return len(draft.answers.get(questionnaire.adds, ())) >= questionnaire.by_key[questionnaire.adds].most
