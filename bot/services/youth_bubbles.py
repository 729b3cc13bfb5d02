"""The words of the dialogue, chosen when a bubble leaves: « tu », one idea a bubble, numbers open at that minute.

Must never: promise what the calendar cannot keep, or say more than the reader's phone may show.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.i18n import N_, joined
from bot.intake.asides import ASIDE_KEYS, ASIDES, Aside
from bot.intake.bubbles import Kind
from bot.intake.order import of_draft
from bot.intake.question import Kind as Answered
from bot.intake.question import Question
from bot.intake.rewording import QUOTE
from bot.intake.roads import Road
from bot.intake.views import question_message, recap_lines, said
from bot.messages import Message
from bot.services import filing_bubbles
from bot.services.danger_bubbles import DANGER_BUBBLES, alert_is_kept
from bot.services.scene import Renderer, Scene
from bot.services.taps import AnswerTap, Word, WordTap, pack
from bot.territory import AlertMode
from bot.triage.guard import Kind as Identifying


def welcome(scene: Scene) -> Message:
    service, say = scene.house.territory.service, scene.say
    away = scene.nobody_reads()
    reading = scene.words.before(scene.house.read_by(scene.now), scene.now)
    return Message(
        joined((
            say("Hello. You can write here, in your own words."),
            say("I am a program, not a person."),
            say("A team in {town} reads what you send.", town=service.town),
            say("They don't talk about it without your agreement, unless there is danger."),
            away or say("The team reads {when}.", when=reading),
            say("Danger right now: call 112. Without speaking: text 114."),
        ))
    )  # fmt: skip


def essential(scene: Scene) -> Message:
    territory, say = scene.house.territory, scene.say
    always = territory.alert_policy.mode is AlertMode.ALWAYS
    text = joined((
        say("The team is {at}, {explained}.", at=territory.service.at, explained=territory.service.explained),
        say("Your “yes” first, unless your life is in danger.") if always
        else say("Nothing leaves without your “yes”."),
        say("If you don't send, I erase everything on my side after {hours} hours.",
            hours=territory.retention.draft_hours),
        say("Telegram may keep a trace. Avoid names and addresses."),
        say("You can see your data, correct it, ask for it to be erased."),
        say("You can also call the team: {telephone}", telephone=territory.service.telephone),
    ))  # fmt: skip
    more = scene.word(N_("Learn more"), Word.INFORM)
    languages = scene.other_languages()
    if scene.row.params.get("started"):
        return Message(text, ((more,), languages))
    start = scene.button(N_("Let's start"), AnswerTap(scene.row.draft_id, Aside.WELCOME, "commencer"))
    return Message(text, ((start, more), languages))


def question(scene: Scene) -> Message | None:
    """A question or an aside, as declared; an aside's prompt is completed by what is true now."""
    asked = _asked(scene)
    if asked is None:
        return None
    draft_id, aside = scene.row.draft_id, asked.key in ASIDE_KEYS
    prompt = asked.prompt_at(int(scene.row.params.get("variant", 0)))
    if scene.row.params.get("more"):
        prompt = N_("Would you like to add something?\nOtherwise pick “That's all”.")
    message = question_message(
        asked, scene.words, lambda choice: pack(AnswerTap(draft_id, asked.key, choice)), prompt=prompt,
        menu=scene.param("menu"), numbered=bool(scene.row.params.get("numbered")),
        help_data=pack(WordTap(Word.HELP)), addable=asked.kind is Answered.STORY and not scene.row.params.get("full"),
        passable=not (asked.must or asked.key == Aside.WELCOME), editable=asked.key == "accord_envoi",
        later=scene.road is Road.RELAY,
    )  # fmt: skip
    before = _found(scene) if asked.key == Aside.REWORD else ""
    after = filing_bubbles.whom_to_call(scene) if asked.key == "danger_immediat" else ""
    away = scene.nobody_reads() if asked.key == Aside.SOMEONE_NEAR else ""
    if away:
        away = joined((away, scene.say("Don't wait for its answer.")))
    rows = message.rows[:-1] if aside and asked.key != Aside.EDIT else message.rows
    return Message(joined((before, away, message.text, after)), rows)


_FOUND: Mapping[str, str] = {
    Identifying.NIR: N_("a social security number"),
    Identifying.BIRTH_DATE: N_("a birth date"),
    Identifying.ADDRESS: N_("an address"),
    Identifying.PHONE: N_("a phone number"),
    Identifying.EMAIL: N_("an e-mail address"),
    Identifying.BANK: N_("a bank number"),
    Identifying.PLATE: N_("a number plate"),
    Identifying.SURNAME: N_("a surname"),
    Identifying.RELIGION: N_("a religion"),
    Identifying.ORIGIN: N_("an origin"),
    Identifying.OPINION: N_("an opinion"),
    Identifying.ORIENTATION: N_("an orientation"),
    Identifying.JUDGEMENT: N_("a judgement"),
    Identifying.DESCRIPTION: N_("a physical description"),
    QUOTE: N_("words between quotation marks"),
}


def _found(scene: Scene) -> str:
    """What the guard saw in the words that wait for their rewording."""
    kinds = [scene.say(_FOUND[kind]) for kind in scene.row.params.get("found", ()) if kind in _FOUND]
    return scene.say("In your message there is: {what}.", what=", ".join(kinds)) if kinds else ""


def _asked(scene: Scene) -> Question | None:
    key = scene.param("key")
    questionnaire = scene.house.questionnaires[scene.road]
    if key in (Aside.EDIT, Aside.ABOUT):
        kept = scene.uow.drafts.of_id(scene.row.draft_id)
        return of_draft(questionnaire, kept.draft, key) if kept else None
    return ASIDES[Aside(key)] if key in ASIDE_KEYS else questionnaire.by_key.get(key)


def answered(scene: Scene) -> Message | None:
    """The tapped bubble, afterwards: question and answer, no buttons. What an aside explained stays readable."""
    asked = _asked(scene)
    if asked is None:
        return None
    codes = tuple(scene.row.params.get("codes", ()))
    nothing = scene.say("written") if scene.row.params.get("written") else scene.say("passed")
    answer = said(asked, codes, scene.words) if codes else nothing
    shown = question(scene) if asked.key in ASIDE_KEYS else None
    text = shown.text if shown else _first_line(scene, asked)
    return Message(joined((text, f"— {answer}")))


def _first_line(scene: Scene, asked: Question) -> str:
    return scene.say(asked.prompt_at(int(scene.row.params.get("variant", 0)))).splitlines()[0]


def recap(scene: Scene) -> Message | None:
    kept = scene.uow.drafts.of_id(scene.row.draft_id)
    if kept is None:
        return None
    draft = kept.draft
    sequence = scene.house.questionnaires[draft.road].sequence(draft.known)
    questions = [q for q in sequence if q.key != "accord_envoi"]
    lines = recap_lines(questions, dict(draft.answers), scene.words, story=bool(draft.story))
    return Message(joined((scene.say("Here is what I will send:"), *lines)))


def other_door(scene: Scene) -> Message:
    """Never refused coldly: the right other door, and a message may still be left."""
    ages, service = scene.house.territory.age_range, scene.house.territory.service
    scope = scene.say("This service is for ages {youngest} to {oldest}.", youngest=ages.youngest, oldest=ages.oldest)
    leave = scene.say("You can also leave a message here. The team will read it.")
    if scene.param("age") == "moins_13":
        welcome = scene.say("You did well to write.")
        listens = scene.say("At 119, someone listens to children day and night. It is free.")
        return Message(joined((welcome, scope, listens, leave)))
    call = scene.say("Call here, to find who can help you: {telephone}", telephone=service.telephone)
    return Message(joined((scope, call, leave)))


def outside(scene: Scene) -> Message:
    town = scene.house.territory.service.town
    return Message(joined((
        scene.say("This team works in {town}.", town=town),
        scene.say("It reads you all the same, and looks for someone near you."),
    )))  # fmt: skip


def story_ack(scene: Scene) -> Message:
    done = scene.button(N_("That's all"), AnswerTap(scene.row.draft_id, scene.param("key"), "_done"))
    return Message(scene.say("Thank you for writing it. Go on, or pick “That's all”."), ((done,),))


def sent(scene: Scene) -> Message | None:
    case, say = scene.case, scene.say
    if case is None or case.read_by is None:
        return None
    read_by = scene.words.before(case.read_by, scene.now)
    if scene.reader.discreet:
        text = joined((
            say("It's done. Reference: {reference}.", reference=case.reference),
            say("Come back when you like, from {when} on.", when=scene.words.when(case.read_by, scene.now)),
            say("If you need help before: text 114."),
        ))  # fmt: skip
        return Message(text, ((scene.word(N_("Hide"), Word.HIDE),),))
    talk = scene.line_to_talk(case.age)
    away = _away_in_short(scene)
    text = joined((
        say("It's sent. Your reference: {reference}.", reference=case.reference),
        away,
        say("The team reads {when}.", when=read_by),
        say("I tell you here as soon as it is read."),
        say("You can still write here. To erase, write “erase”."),
        say("To talk before then: {line}. Without speaking: text 114.", line=talk) if away else "",
    ))  # fmt: skip
    return Message(text, ((scene.word(N_("Add a word"), Word.ADD), scene.word(N_("Erase"), Word.ERASE)),))


def _away_in_short(scene: Scene) -> str:
    """« Personne ne lit cette nuit. », where the next line says when somebody does."""
    if scene.house.calendar.is_reachable(scene.now):
        return ""
    night = scene.house.calendar.is_night(scene.now)
    return scene.say("Nobody reads tonight.") if night else scene.say("Right now, nobody reads.")


def refused(scene: Scene) -> Message:
    kept = alert_is_kept(scene) if scene.row.params.get("alert") else ""
    return Message(joined((
        scene.say("All right. Nothing is sent, and I have erased everything."),
        kept,
        scene.say("You can come back whenever you like."),
        scene.say("Danger right now: call 112. Without speaking: text 114."),
    )))  # fmt: skip


def notice(scene: Scene) -> Message:
    """The second layer of the information (GDPR art. 13): short sentences, complete."""
    territory, say = scene.house.territory, scene.say
    service, retention = territory.service, territory.retention
    return Message(joined((
        say("Who is responsible: {controller}.", controller=service.controller),
        say("For your rights, write to: {dpo}.", dpo=service.dpo),
        say("Why: to listen to you and help you. It is a public service mission (GDPR, article 6-1-e)."),
        say("Who reads: the coordinator and their deputies."),
        say("A partner only with your agreement, or if the law says so."),
        say("If you are in danger, someone may be told, to protect you."),
        say("How long: a draft {hours} hours; what you send {years} years after our last contact.",
            hours=retention.draft_hours, years=retention.case_years),
        say("A backup may keep an erased case for {days} more days.", days=retention.backup_days),
        say("Telegram carries our messages and may keep a trace, also outside the European Union."),
        say("Nothing is compulsory. No machine decides about you."),
        say("Your rights: see (/mesdonnees), correct (/corriger), erase (/effacer), object. Answer within a month."),
        say("You can complain to the CNIL: cnil.fr."),
        say("Another way to reach us: {telephone}, {when}.",
            telephone=service.telephone, when=scene.words.shown(service.telephone_when)),
    )))  # fmt: skip


def masked(scene: Scene) -> Message:
    return Message(joined((
        scene.say("I put a mask on what can say who someone is: a name, an address, a number."),
        scene.say("The rest stays as you wrote it."),
    )))  # fmt: skip


def name_shortened(scene: Scene) -> Message:
    return Message(scene.say("I only keep the first name."))


YOUTH_BUBBLES: Mapping[str, Renderer] = {
    **DANGER_BUBBLES,
    Kind.MASKED: masked,
    Kind.NAME_SHORTENED: name_shortened,
    Kind.WELCOME: welcome,
    Kind.ESSENTIAL: essential,
    Kind.QUESTION: question,
    Kind.ANSWERED: answered,
    Kind.RECAP: recap,
    Kind.STORY_ACK: story_ack,
    Kind.OTHER_DOOR: other_door,
    Kind.OUTSIDE: outside,
    Kind.SENT: sent,
    Kind.REFUSED: refused,
    Kind.NOTICE: notice,
}
