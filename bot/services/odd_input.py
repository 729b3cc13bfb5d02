"""What comes in private and is no answer: edited messages, photos, voices, albums, contact cards, gifts.

Nothing of it is opened or downloaded. Must never: move the dialogue on, but for the words of a caption.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from bot.intake.bubbles import Kind as Say
from bot.intake.draft import Part
from bot.messages import Address
from bot.services import filed_edits, filing, filing_inbox, inbox, intake, later_words
from bot.services.anytime import sent_case
from bot.services.house import House
from bot.services.intake import Step
from bot.services.voice import Desk, Later, tell
from storage.records import KeptDraft, Person
from storage.unit_of_work import UnitOfWork

ALBUM_WINDOW = timedelta(minutes=1)
"""The items of one album may come in two polls: they are answered once."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that is no text. `album` is what the items of one album share; `card`: somebody's contact card.

    `forwarded`: by somebody else's hand; whose is never looked at.
    """

    caption: str = field(default="", repr=False)
    message_id: str = ""
    album: str = ""
    card: bool = False
    forwarded: bool = False


def on_edit(uow: UnitOfWork, house: House, sender: Address, text: str, message_id: str) -> Step:
    """An edited message: its text is replaced while no human has read it; it never answers a question."""
    person = inbox.meet(uow, sender, "")
    kept = filing_inbox.draft_of(uow, person)
    said = Part(text, message_id)
    if not (later_words.on_edit(uow, house, person, kept, said) or filed_edits.on_edit(uow, house, person, said)):
        _edit_is_nothing(uow, house, person, kept)
    return Step(intake.place_of(house, kept))


def _edit_is_nothing(uow: UnitOfWork, house: House, person: Person, kept: KeptDraft | None) -> None:
    """The message is none of those we keep: it was an answer, or is gone. Whoever we do not know is not answered."""
    staff = uow.staff.of(person.id)
    if staff and staff.active and not kept:
        said: Later | Desk = Desk.EDIT_UNUSED
    elif kept or sent_case(uow, person):
        said = Later.EDIT_UNUSED
    else:
        return
    if not inbox.is_too_fast(uow, house, person) and not uow.outbox.waiting(person.id, said):
        tell(uow, person, said, {"answers": bool(kept and kept.draft.answers and not kept.draft.sent)})


def on_media(uow: UnitOfWork, house: House, sender: Address, sent: Sent) -> Step:
    """A photo, a voice message, a sticker…: not opened, and said why. Its caption counts as words."""
    person = inbox.meet(uow, sender, "" if sent.caption else sent.message_id)
    kept = filing_inbox.draft_of(uow, person)
    relay = filing.of(uow, person)
    burst = bool(sent.caption or (sent.forwarded and relay))  # of a relay it is no flood
    too_fast = not burst and inbox.is_too_fast(uow, house, person)
    if not too_fast:
        _decline(uow, person, sent, kept)
    if sent.caption:
        return inbox.on_text(uow, house, sender, sent.caption, sent.message_id, forwarded=sent.forwarded)
    if kept or relay or sent_case(uow, person) or uow.staff.of(person.id):
        return Step(intake.place_of(house, kept))
    return intake.begin(uow, house, person)


def _decline(uow: UnitOfWork, person: Person, sent: Sent, kept: KeptDraft | None) -> None:
    """Once an album, and once for what comes, or is forwarded, in one breath."""
    staff = uow.staff.of(person.id)
    kind: Say | Desk = Desk.TEXT_ONLY if staff and staff.active and not kept else Say.NO_MEDIA
    if uow.outbox.waiting(person.id, kind):
        return
    lately = uow.outbox.lately(person.id, kind, uow.now - ALBUM_WINDOW) if sent.album or sent.forwarded else []
    if not (lately and sent.forwarded) and all(row.params.get("album") != sent.album for row in lately):
        tell(uow, person, kind, {"album": sent.album, "card": sent.card})


def on_gift(uow: UnitOfWork, house: House, sender: Address) -> Step:
    """A gift or a payment, which we never asked for: thanked, and told that nothing has to be paid here."""
    person = inbox.meet(uow, sender, "")
    if not inbox.is_too_fast(uow, house, person) and not uow.outbox.waiting(person.id, Later.GIFT):
        tell(uow, person, Later.GIFT)
    return Step(intake.place_of(house, uow.drafts.of(person.id)))
