"""The beginnings of answers that coordinators choose with a button: short, without a promise, each to be changed.

Must never: hold a name, a place or a promise; say « vous » to a young person (the catalogue has both forms).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.i18n import N_


class Template(StrEnum):
    """Keys for ever: they stand in callback data."""

    SEEN = "lu"
    MEET = "rencontre"
    CALL = "appel"
    MORE = "preciser"
    NEWS = "nouvelles"
    GOODBYE = "fin"


@dataclass(frozen=True, slots=True)
class Beginning:
    """`label` for the button, `text` for the person."""

    label: str
    text: str


TEMPLATES: Mapping[Template, Beginning] = {
    Template.SEEN: Beginning(
        N_("Read, thank you"),
        N_("I have read your message. Thank you for writing. I am looking for an answer with you."),
    ),
    Template.MEET: Beginning(
        N_("Suggest a meeting"), N_("We can meet, if you like. Tell me a day and a time that suit you.")
    ),
    Template.CALL: Beginning(
        N_("Suggest a call"), N_("We can also talk on the phone. Tell me when it is possible for you.")
    ),
    Template.MORE: Beginning(
        N_("Ask for more"), N_("Can you tell me a little more? Write only what you want to.")
    ),
    Template.NEWS: Beginning(
        N_("Ask how it goes"), N_("How have things been since last time? You can answer here whenever you like.")
    ),
    Template.GOODBYE: Beginning(
        N_("Say goodbye"), N_("We stop here for now. You can write again whenever you like.")
    ),
}
