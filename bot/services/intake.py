"""A young person's dialogue, one transaction a step: the draft moves, bubbles are queued, and at the end a case stands.

Must never: keep words the person has not agreed to send, or confirm a sending whose card is not queued with it.
"""

from __future__ import annotations

from dataclasses import replace

from bot.i18n import COMPLETE
from bot.intake.asides import ASIDE_KEYS, ASIDES, Aside
from bot.intake.bubbles import Bubble
from bot.intake.bubbles import Kind as Say
from bot.intake.dialogue import Deed, Dialogue, Move
from bot.intake.draft import Draft, Part
from bot.intake.heed import QUIET, Heard
from bot.intake.order import asked
from bot.intake.question import Kind
from bot.intake.roads import Road
from bot.messages import Op
from bot.services import cases, drafts_kept, encounters, privacy, quiet, sending, situations
from bot.services.hearing import before_in_draft, hear
from bot.services.house import House
from bot.services.step import Step as Step
from bot.services.voice import Later, is_urgent, spoken, tell
from bot.triage.urgency import highest
from storage.records import CaseState, KeptDraft, Person
from storage.unit_of_work import UnitOfWork


def begin(uow: UnitOfWork, house: House, person: Person, words: Part | None = None) -> Step:
    """A first visit, or a new contact. A bare alert that still stands is the case it will fill."""
    kept, move = begun(uow, house, person, words, hear(uow, person, words.text) if words else QUIET)
    return apply(uow, house, person, kept, move)


def begun(
    uow: UnitOfWork, house: House, person: Person, words: Part | None, heard: Heard
) -> tuple[KeptDraft, Move]:
    """The draft of a first visit, and its first move, which is still to be applied."""
    move = house.dialogue(person.locale, uow.now).begin(words, heard)
    if person.locale not in COMPLETE:
        offered = (*move.says[:2], Bubble(Say.INTERPRETER), *move.says[2:])
        move = replace(move, draft=move.draft.with_answer("langue", (person.locale,)), says=offered)
    kept = drafts_kept.create(uow, house, person, move.draft)
    alert = uow.cases.latest_of(person.id, CaseState.ALERT)
    if alert:
        uow.drafts.change(kept.id, case_id=alert.id)
        kept = replace(kept, case_id=alert.id)
        reached = highest(alert.level, move.draft.highest)
        move = replace(move, draft=replace(move.draft, warned=True, highest=reached))
    return kept, move


def on_words(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft, said: Part) -> Step:
    """Typed words while a draft is open that was not sent yet (see `later_words` for what comes after)."""
    dialogue = speaking(uow, house, person, kept.draft)
    early = quiet.is_early(uow, kept, said)
    question = dialogue.current(kept.draft)
    telling = early or (question is not None and question.kind is Kind.STORY)
    read = kept.draft.manner.reads
    heard = hear(uow, person, said.text, before_in_draft(kept) if telling else ()) if read else QUIET
    move = dialogue.early(kept.draft, said, heard) if early else dialogue.words(kept.draft, said, heard)
    return apply(uow, house, person, kept, move)


def on_answer(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft, question: str, choice: str) -> Step:
    """A tap. A stale one changes nothing: the current question is shown again, once."""
    dialogue = speaking(uow, house, person, kept.draft)
    move = dialogue.tap(kept.draft, question, choice)
    if not move.stale:
        return apply(uow, house, person, kept, move, tapped=True)
    if kept.draft.answers.get(question) == (choice,):
        return Step(state_of(house, kept.draft), house.words(person.locale).say("Already noted."))
    return on_stale(uow, house, person, kept)


def on_stale(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None) -> Step:
    """A tap that answers nothing now, old or forged: the same words for all, and where the dialogue stands, once."""
    toast = house.words(person.locale).say("This question has passed.")
    if kept is None:
        staff = uow.staff.of(person.id)
        if not (staff and staff.active) and not uow.outbox.waiting(person.id, Later.MENU):
            tell(uow, person, Later.MENU)
        return Step(toast=toast)
    dialogue = speaking(uow, house, person, kept.draft)
    shown = uow.outbox.of_id(kept.question_row) if kept.question_row else None
    if shown is None or shown.state != "waiting":
        apply(uow, house, person, kept, dialogue.ask(kept.draft))
    return Step(state_of(house, kept.draft), toast)


def apply(
    uow: UnitOfWork, house: House, person: Person, kept: KeptDraft, move: Move, *, tapped: bool = False
) -> Step:
    """Queue what a move says and do what it asks, in this transaction."""
    draft = move.draft
    if person.discreet != (draft.discreet or (person.discreet and "contact_discret" not in draft.answers)):
        uow.people.change(person.id, discreet=draft.discreet)
        person = replace(person, discreet=draft.discreet)
    if draft.sent and move.answered in draft.answers:
        _keep_late_answer(uow, house, kept, draft, move.answered)
    _heed(uow, house, kept, move)
    if move.says or move.answered:
        kept = quiet.over(uow, kept)
    if tapped and move.answered:
        _mark_answered(uow, house, person, kept, move)
    shown = _say(uow, person, kept, move, tapped=tapped)
    if shown and move.deeds:  # what they do may end this, or look for it
        uow.drafts.change(kept.id, question_row=shown)
    for deed in move.deeds:
        done = _do(uow, house, person, kept, move, deed)
        if done is not None:
            return done
    state = state_of(house, draft)
    uow.drafts.save(kept.id, draft, state, question_row=shown)
    return Step(state)


def _heed(uow: UnitOfWork, house: House, kept: KeptDraft, move: Move) -> None:
    """A danger that shows once a case stands, alert or sent, raises it; an open doubt lifts it one step."""
    case = uow.cases.of_id(kept.case_id) if kept.case_id else None
    if case is None or not case.is_open:
        return
    if move.draft.signals - kept.draft.signals:
        cases.alarm(uow, house, case, move.draft.signals)
    elif move.draft.sent and move.draft.doubts and move.answered in move.draft.doubted:
        cases.raise_level(uow, case, case.level.one_step_up)


def speaking(uow: UnitOfWork, house: House, person: Person, draft: Draft) -> Dialogue:
    return house.dialogue(person.locale, uow.now, draft.road)


def state_of(house: House, draft: Draft) -> str:
    """The router's state: the key of what is being asked."""
    question = asked(house.questionnaires[draft.road], draft)
    return question.key if question else Aside.WELCOME


def place_of(house: House, kept: KeptDraft | None) -> str:
    """Where the dialogue stands, for the router; "" without a draft."""
    return state_of(house, kept.draft) if kept else ""


def _mark_answered(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft, move: Move) -> None:
    """The tapped bubble keeps its question and the answer, without buttons."""
    if not kept.question_row or move.answered == Aside.WELCOME:
        return
    questionnaire = house.questionnaires[kept.draft.road]
    params: dict[str, object] = {"key": move.answered, "codes": list(move.codes), **spoken(kept.draft)}
    if move.answered == questionnaire.story and move.draft.story:
        params["written"] = True
    question = questionnaire.by_key.get(move.answered) or ASIDES.get(Aside(move.answered))
    if question and (variant := question.variant(kept.draft.known)):
        params["variant"] = variant
    uow.outbox.put(person.id, Say.ANSWERED, params, op=Op.EDIT, target_id=kept.question_row, draft_id=kept.id)


def _say(uow: UnitOfWork, person: Person, kept: KeptDraft, move: Move, *, tapped: bool) -> str:
    """The row of the question among them; "" without one."""
    shown = ""
    urgent = any(is_urgent(bubble.kind) for bubble in move.says)  # then all of them, in their order
    for bubble in move.says:
        if tapped and not move.answered and _same_question(uow, kept, bubble):
            # A menu opens in its own bubble; a new one would bury the old buttons.
            params = {**bubble.params, **spoken(kept.draft)}
            uow.outbox.put(person.id, bubble.kind, params, op=Op.EDIT, target_id=kept.question_row, draft_id=kept.id)
            continue
        if bubble.kind is Say.STORY_ACK and uow.outbox.waiting(person.id, bubble.kind, draft_id=kept.id):
            continue  # several messages in one breath are thanked once
        params = {**bubble.params, **spoken(move.draft)}
        row = tell(uow, person, bubble.kind, params, draft_id=kept.id, case_id=kept.case_id, urgent=urgent)
        shown = row if bubble.kind is Say.QUESTION else shown
    if shown and urgent:
        uow.outbox.drop_overtaken(person.id, kept.id, Say.QUESTION)  # every one that was asked again, too
    return shown


def _same_question(uow: UnitOfWork, kept: KeptDraft, bubble: Bubble) -> bool:
    if bubble.kind is not Say.QUESTION or bubble.params.get("numbered") or not kept.question_row:
        return False
    row, asked = uow.outbox.of_id(kept.question_row), bubble.params.get("key")
    if row is None or row.state not in ("waiting", "sent"):  # what was taken back cannot be changed
        return False
    return row.params.get("key") == asked and asked not in ASIDE_KEYS


def _do(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft, move: Move, deed: Deed) -> Step | None:
    """A deed; a Step when it ends this dialogue."""
    draft = move.draft
    match deed:
        case Deed.SUBMIT:
            submit = encounters.note if draft.road is Road.ENCOUNTER else sending.send
            after = submit(uow, house, person, kept, draft)
            return again(uow, house, person, after) if after else Step()
        case Deed.WARN:
            sending.raise_alert(uow, house, person, kept, draft)
        case Deed.REFUSE:
            uow.ledger.count("refused")
            privacy.forget_draft(uow, person, kept)
            tell(uow, person, Say.REFUSED, {"alert": bool(kept.case_id)})
            return Step()
        case Deed.ERASE:
            privacy.erase(uow, person)
            return Step()
        case Deed.HIDE:
            privacy.hide(uow, person)
        case Deed.RESTART:
            privacy.forget_draft(uow, person, kept)
            own = draft.road is Road.YOUTH
            return begin(uow, house, person) if own else _file_anew(uow, house, person, kept, draft)
        case Deed.INFORM:
            tell(uow, person, Say.NOTICE, draft_id=kept.id)
        case Deed.FINISH:
            return _finish(uow, person, kept)
        case Deed.SWITCH:
            return _switch(uow, house, person, kept, draft)
        case Deed.ADD_TO:
            situations.add_to(uow, house, person, kept, draft, "".join(move.codes))
            return Step()
    return None


def _file_anew(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft, draft: Draft) -> Step:
    """*Recommencer*, of a relay: the same road from its first question; an alert that was given stands."""
    move = speaking(uow, house, person, draft).set_out(())
    fresh = replace(move.draft, linked=draft.linked, warned=draft.warned, highest=draft.highest)
    begun = drafts_kept.create(uow, house, person, fresh)
    if kept.case_id:
        uow.drafts.change(begun.id, case_id=kept.case_id)
    return apply(uow, house, person, replace(begun, case_id=kept.case_id), replace(move, draft=fresh))


def _switch(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft, draft: Draft) -> Step:
    """What was written belongs to another road: the same draft, with the questions of that one.

    Of somebody who has sent a first contact of their own: it belongs there.
    """
    own = uow.cases.latest_of(person.id, CaseState.SENT, CaseState.TAKEN, CaseState.CLOSED)
    if draft.road is Road.YOUTH and own:
        situations.add_to_own(uow, house, person, kept, draft, own)
        return Step()
    questionnaire = house.questionnaires[draft.road]
    uow.drafts.change(kept.id, questionnaire=questionnaire.name, version=questionnaire.version)
    switched = replace(kept, draft=draft, questionnaire=questionnaire.name)
    move = speaking(uow, house, person, draft).ask(draft)
    if draft.road is Road.YOUTH:  # met as anybody is: who reads, and for how long it is kept
        hello = (Bubble(Say.WELCOME), Bubble(Say.ESSENTIAL, {"started": True}))
        move = replace(move, says=(*hello, *move.says))
    drafts_kept.drop(uow, kept.id)
    drafts_kept.watch(uow, house, kept.id, draft)
    return apply(uow, house, person, switched, move)


def _keep_late_answer(uow: UnitOfWork, house: House, kept: KeptDraft, draft: Draft, key: str) -> None:
    """An answer given after the sending joins the case at once."""
    case = uow.cases.of_id(kept.case_id)
    if case is None or not draft.answers[key]:
        return
    if draft.road is Road.YOUTH:
        uow.cases.answer(case, key, draft.answers[key])
    else:
        situations.answer_later(uow, house, case, key, draft.answers[key])


def _finish(uow: UnitOfWork, person: Person, kept: KeptDraft) -> Step:
    """Nothing is left to ask after the sending."""
    uow.drafts.erase(kept.id)
    drafts_kept.drop(uow, kept.id)
    tell(uow, person, Say.THANKS, case_id=kept.case_id)
    situations.completed(uow, kept.case_id)
    return Step()


def resume_or_restart(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft, *, stop: bool = False) -> Step:
    """`stop` or a new visit in the middle of a draft."""
    if kept.draft.sent:
        uow.drafts.erase(kept.id)
        return Step()
    move = speaking(uow, house, person, kept.draft).pause(kept.draft, said=Bubble(Say.PAUSED) if stop else None)
    return apply(uow, house, person, kept, move)


def again(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft) -> Step:
    """The current question once more, after help lines or a message that could not be read."""
    return apply(uow, house, person, kept, speaking(uow, house, person, kept.draft).ask(kept.draft))


def go_on(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft) -> Step:
    """[Reprendre] under a reminder answers « on reprend ? » as well, where a pause had asked it."""
    if state_of(house, kept.draft) == Aside.RESUME:
        return on_answer(uow, house, person, kept, Aside.RESUME, "reprendre")
    return again(uow, house, person, kept)
