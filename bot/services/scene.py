"""What a renderer sees when a bubble leaves: its row, its reader, the house, and the truth of this moment.

Must never: be kept after the message is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.i18n import N_, Words, joined
from bot.intake.roads import Road
from bot.messages import Button, Message, Op
from bot.services.house import House
from bot.services.late import LATE
from bot.services.taps import Tap, Word, WordTap, pack
from bot.territory import HelpLine, KnownLine
from bot.triage.numbers import may_call_119
from storage.records import Case, Person, Row
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Scene:
    """One row on its way out. `again`: it may have left before a crash; alerts then say « (rappel) »."""

    uow: UnitOfWork
    house: House
    row: Row
    reader: Person
    again: bool = False

    @property
    def now(self) -> datetime:
        return self.uow.now

    @cached_property
    def words(self) -> Words:
        return self.house.words(self.reader.locale).formally(self._formal)

    @cached_property
    def road(self) -> Road:
        """Whose road this row is about, as its reader walks it; a coordinator reads about all of them."""
        said = self.param("of")
        if not said and self.case and self.case.address_id == self.reader.id:
            said = self.case.kind
        return Road(said or Road.YOUTH)

    @property
    def _formal(self) -> bool:
        """« vous » for what somebody files, and for relays outside any first contact of their own."""
        own = self.row.draft_id or self.row.case_id
        return self.road is not Road.YOUTH or (self.reader.formal and not own)

    @cached_property
    def case(self) -> Case | None:
        return self.uow.cases.of_id(self.row.case_id) if self.row.case_id else None

    def param(self, key: str) -> str:
        return str(self.row.params.get(key, ""))

    def instant(self, key: str) -> datetime | None:
        value = self.param(key)
        return datetime.fromisoformat(value) if value else None

    @property
    def late_since(self) -> datetime | None:
        """When it should have come, if that is long ago: we were away, or Telegram took nothing since."""
        due = self.instant("late")
        if due is None and self.row.op is Op.SEND and self.now - self.row.created_at > LATE:
            return self.row.created_at
        return due

    def say(self, msgid: str, /, **values: object) -> str:
        return self.words.say(msgid, **values)

    def button(self, label: str, tap: Tap) -> Button:
        return Button(self.say(label), pack(tap))

    def button_as(self, label: str, tap: Tap) -> Button:
        """A button whose label is said already."""
        return Button(label, pack(tap))

    def word(self, label: str, word: Word) -> Button:
        return self.button(label, WordTap(word))

    def other_languages(self) -> tuple[Button, ...]:
        """A language is named in itself: who looks for it could not read it otherwise."""
        known = {"fr": (N_("Speak French"), Word.FRENCH), "en": (N_("Speak English"), Word.ENGLISH),
                 "ar": (N_("Speak Arabic"), Word.ARABIC)}  # fmt: skip
        return tuple(self.word(label, word) for code, (label, word) in known.items() if code != self.words.locale)

    # -- what several bubbles say ------------------------------------------------------------------------------

    def nobody_reads(self) -> str:
        """Said in the same breath whenever the team is away; empty while it is there."""
        calendar = self.house.calendar
        if calendar.is_reachable(self.now):
            return ""
        back = self.words.when(calendar.next_opening(self.now), self.now)
        if calendar.closed_period(self.now):
            telephone = self.house.territory.service.telephone
            closed = self.say("The service is closed: nobody reads before {when}.", when=back)
            return joined((closed, self.say("You can call: {telephone}.", telephone=telephone)))
        if calendar.is_night(self.now):
            return self.say("Tonight, nobody reads. The team is back {when}.", when=back)
        return self.say("Right now, nobody reads. The team is back {when}.", when=back)

    def label(self, line: HelpLine) -> str:
        return line.said_in(self.words.locale).label

    def line_to_talk(self, age: str) -> str:
        """A number to talk to at any hour: the 119 up to 21 years, then the 3114 of the territory's lines."""
        wanted = KnownLine.N119 if may_call_119(age or None) else KnownLine.N3114
        line = self.house.territory.help_line(wanted)
        return self.label(line) if line else ""


Renderer = Callable[[Scene], "Message | None"]
