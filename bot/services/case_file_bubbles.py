"""The case in private: a compact file, its story in a message that goes, and a summary without words.

Must never: leave for a group, or show what was said where only codes belong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.i18n import N_, joined
from bot.intake.question import Kind
from bot.intake.roads import Road
from bot.intake.views import in_rows, recap_lines, said
from bot.messages import Message
from bot.services.card_bubbles import LEVELS, head, tap
from bot.services.cases import RESULT_LABELS, Result, story_parts, told
from bot.services.held_replies import HELD, waiting
from bot.services.referral_directory import file_lines, refer_button
from bot.services.scene import Scene
from bot.services.situations import REMINDED
from bot.services.taps import Action
from bot.triage.urgency import Signal
from storage.records import Case, CaseState, Entry, EntryKind

SIGNALS: Mapping[Signal, str] = {
    Signal.SUICIDE: N_("suicide"),
    Signal.AUTOMUTILATION: N_("self-harm"),
    Signal.VIOLENCE_INTRAFAMILIALE: N_("violence at home"),
    Signal.VIOLENCE_SEXUELLE: N_("sexual violence"),
    Signal.FUGUE: N_("running away"),
    Signal.ENFANT_EN_DANGER: N_("child in danger"),
    Signal.MENACE_SUBIE: N_("threatened"),
    Signal.MENACE_EMISE: N_("threatening"),
    Signal.TRAITE: N_("trafficking"),
    Signal.URGENCE_VITALE: N_("life-threatening emergency"),
}
NOTES_SHOWN, NOTE_SHOWN = 2, 200
"""Notes in the file, and characters of each; all of them stand whole with the story."""
_TOGETHER: Sequence[Sequence[str]] = (
    ("designation", "themes"), ("en_securite",), ("attente", "delai_souhaite"),
    ("contact_mode", "telephone", "creneaux", "contact_discret"),
)  # fmt: skip
"""What stands on one line of a young person's file, in this order; the rest follows two by two."""
_IN_HEAD = ("tranche_age", "accord_envoi", "pour_qui")


def case_file(scene: Scene) -> Message | None:
    case, say = scene.case, scene.say
    if case is None or case.state is CaseState.WITHDRAWN:
        return None
    lines = [_head(scene, case)]
    if case.alert_only:
        lines.append(say("Alert. Nothing has been sent yet: there is no story to read."))
    lines += [*_ended(scene, case), *_filed_by(scene, case)]
    own = case.kind == Road.YOUTH
    facts = _facts(scene, case) if own else recap_lines(
        scene.house.questionnaires[case.kind].questions, _answers(case), scene.words, story=False
    )  # fmt: skip
    lines += [*facts[:1], *_signals(scene, case), *facts[1:]] if own else [*_signals(scene, case), *facts]
    lines += [*file_lines(scene, case), *_state_lines(scene, case), *_notes(scene, case)]
    answer = [tap(scene, N_("Answer"), Action.REPLY)] if case.address_id else []
    answer += [tap(scene, N_("Follow-up"), Action.PLAN)] if case.is_open else []
    buttons = [*answer, *refer_button(scene, case), tap(scene, N_("More"), Action.MORE)]
    return Message(joined(lines), in_rows(buttons))


def _answers(case: Case) -> dict[str, tuple[str, ...]]:
    return {key: codes for key, codes in case.answers.items() if key not in ("tranche_age", "accord_envoi")}


def _head(scene: Scene, case: Case) -> str:
    """« MS-2026-0042 · pour soi · 15-17 ans · urgence : immédiate », as the card but for whom it is."""
    question = scene.house.questionnaires[case.kind].by_key.get("pour_qui")
    codes = case.answers.get("pour_qui", ())
    whom = said(question, codes, scene.words) if question and codes else ""
    reference, kind, *rest = head(case, scene.words).split(" · ")
    return " · ".join((reference, whom[:1].lower() + whom[1:] or kind, *rest))


def _facts(scene: Scene, case: Case) -> list[str]:
    """What a young person answered, several answers a line."""
    questions = {question.key: question for question in scene.house.youth.questions}
    rest = [key for key in questions if key not in {*_IN_HEAD, *(key for line in _TOGETHER for key in line)}]
    pairs = [tuple(rest[at : at + 2]) for at in range(0, len(rest), 2)]
    lines = []
    for keys in (*_TOGETHER, *pairs):
        asked = [questions[key] for key in keys if key in questions]
        lines.append(" ".join(f"{fact}." for fact in recap_lines(asked, dict(case.answers), scene.words, story=False)))
    return lines


def _signals(scene: Scene, case: Case) -> list[str]:
    if not case.signals or case.false_alarm_at is not None:
        return []
    named = ", ".join(scene.say(SIGNALS[signal]) for signal in sorted(case.signals))
    return [scene.say("Noticed by the program, to be checked: {signals}.", signals=named)]


def _ended(scene: Scene, case: Case) -> list[str]:
    if case.state is not CaseState.CLOSED or case.closed_at is None:
        return []
    result = scene.uow.cases.result_of(case.id)
    label = scene.say(RESULT_LABELS[Result(result)]) if result in set(Result) else ""
    return [scene.say("Closed {day}: {result}.", day=scene.words.day(case.closed_at), result=label)]


def _filed_by(scene: Scene, case: Case) -> list[str]:
    """Who holds it, who filed it for which structure, and what belongs to it: for the coordinator only."""
    lines = []
    holder = scene.uow.staff.of(case.holder_id) if case.holder_id else None
    if holder and holder.active and holder.id != scene.reader.id:
        lines.append(scene.say("Held by {name}.", name=holder.name))
    if case.kind != Road.YOUTH:
        relay = scene.uow.relays.of(case.address_id) if case.address_id else None
        structure = next((s.label for s in scene.house.territory.structures if s.id == case.structure), "")
        who = ", ".join(part for part in (relay.name if relay else "", structure) if part)
        lines += [scene.say("Handed on by {who}.", who=who)] if who else []
    linked = ", ".join(other.reference for other in scene.uow.cases.linked(case.id))
    lines += [scene.say("Linked to {references}.", references=linked)] if linked else []
    if REMINDED in {entry.event for entry in scene.uow.entries.of_case(case.id, EntryKind.EVENT)}:
        lines.append(scene.say("Reminded: this record is no “signalement”."))
    return lines


def _state_lines(scene: Scene, case: Case) -> list[str]:
    """What was promised, what waits, and what the person asked since."""
    say, words, lines = scene.say, scene.words, []
    if case.read_by and case.opened_at is None and case.is_open:
        lines.append(say("Promised: a reading {when}.", when=words.before(case.read_by, scene.now)))
    if case.answer_by and not case.answered_at:
        lines.append(say("Promised: an answer {when}.", when=words.before(case.answer_by, scene.now)))
    if case.answered_at:
        lines.append(say("Answered {moment}.", moment=words.moment(case.answered_at)))
    for _, due_at in waiting(scene.uow, case.id):
        lines.append(say("An answer waits: it leaves {when}.", when=words.when(due_at, scene.now)))
    if case.erasure_asked_at:
        lines.append(say("The person asks for erasure: a human decides."))
    person = scene.uow.people.of_id(case.address_id) if case.address_id else None
    if person and person.discreet:
        lines.append(say("The phone may be read by others: a message only says that something waits."))
    if person and person.quiet:
        lines.append(say("Has said “stop”: answers only."))
    if person and person.unreachable:
        lines.append(say("Cannot be reached here any more. Try another way."))
    return lines


def _notes(scene: Scene, case: Case) -> list[str]:
    """The last ones, cut; who and when."""
    notes = scene.uow.entries.of_case(case.id, EntryKind.NOTE)
    lines = [note_line(scene, entry, cut=NOTE_SHOWN) for entry in notes[-NOTES_SHOWN:]]
    more = len(notes) - len(lines)
    return [*lines, scene.say("And {count} earlier notes, with the story.", count=more)] if more else lines


def note_line(scene: Scene, entry: Entry, *, cut: int = 0) -> str:
    author = scene.uow.staff.of(entry.author_id) if entry.author_id else None
    body = entry.body if not cut or len(entry.body) <= cut else entry.body[:cut].rstrip() + "…"
    name = author.name if author else scene.say("the team")
    return scene.say("Note by {name}, {moment}: {words}", name=name, moment=scene.words.moment(entry.at), words=body)


def case_story(scene: Scene) -> Message | None:
    case, until = scene.case, scene.instant("until")
    if case is None or until is None or case.state is CaseState.WITHDRAWN:
        return None
    parts, number = story_parts(told(scene.uow, case)), int(scene.param("part") or 0)
    if number >= len(parts):
        return None
    lines = [scene.say("Story of {reference}. This message goes at {hour}.", reference=case.reference,
                       hour=scene.words.hour(until))]  # fmt: skip
    lines += [_told(scene, entry) for entry in parts[number]]
    lines.append(scene.say("Your reading is logged, without the content."))
    return Message(joined(lines))


def _told(scene: Scene, entry: Entry) -> str:
    moment = scene.words.moment(entry.at)
    quoted = scene.say("“{words}”", words=entry.body) if entry.body else scene.say("(words taken back)")
    match entry.kind:
        case EntryKind.REPLY if entry.event == HELD:
            return scene.say("Team, not sent yet: {words}", words=quoted)
        case EntryKind.REPLY:
            return scene.say("Team, {moment}: {words}", moment=moment, words=quoted)
        case EntryKind.EDIT:
            return scene.say("Changed afterwards: {words}", words=quoted)
        case EntryKind.MESSAGE:
            return scene.say("{moment}: {words}", moment=moment, words=quoted)
        case EntryKind.NOTE:
            return note_line(scene, entry)
        case _:
            return quoted


def summary(scene: Scene) -> Message | None:
    """*Résumé*: codes only, one `key: code` a line, to copy into another file."""
    case = scene.case
    if case is None:
        return None
    lines = [f"fiche_id: {case.reference}", f"niveau_urgence: {case.level}", f"etat: {case.state}"]
    for question in scene.house.questionnaires[case.kind].questions:
        codes = case.answers.get(question.key)
        if codes and question.kind is Kind.CHOICE:
            lines.append(f"{question.key}: {', '.join(codes)}")
    if case.signals and case.false_alarm_at is None:
        lines.append(f"signaux_danger: {', '.join(sorted(case.signals))}")
    result = scene.uow.cases.result_of(case.id)
    lines += [f"resultat: {result}"] if result else []
    return Message(scene.say("Summary of {reference}, without words:", reference=case.reference), code="\n".join(lines))


def raised(scene: Scene) -> Message | None:
    """A human has made the case immediate: who holds it is called, or the group, with nothing but the card's head."""
    case = scene.case
    if case is None or not case.is_open:
        return None
    level = scene.say(LEVELS[case.level])
    text = joined((head(case, scene.words), scene.say("The team has changed its urgency: {level}.", level=level)))
    return Message(text, in_rows([tap(scene, N_("Read in private"), Action.READ)]))
