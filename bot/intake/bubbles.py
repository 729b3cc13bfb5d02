"""What the bot can say to a young person, as kinds with parameters; the words are chosen when a bubble leaves.

Must never: carry a story or an answer in words: parameters are keys and codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Params = Mapping[str, "str | bool | int | list[str]"]


class Kind(StrEnum):
    WELCOME = "welcome"
    ESSENTIAL = "essential"
    QUESTION = "question"
    ANSWERED = "answered"
    RECAP = "recap"
    STORY_ACK = "story_ack"
    STORY_FULL = "story_full"
    MOVED_ON = "moved_on"
    NO_BACK = "no_back"
    NO_MEDIA = "no_media"
    NUMBERS = "numbers"
    SAME_NUMBERS = "same_numbers"
    DOUBT_CLOSED = "doubt_closed"
    MASKED = "masked"
    NAME_SHORTENED = "name_shortened"
    HELP = "help"
    GO_SEE = "go_see"
    WRITE_114 = "write_114"
    WARNED = "warned"
    WARNED_ALWAYS = "warned_always"
    NOT_WARNED = "not_warned"
    OTHER_DOOR = "other_door"
    OUTSIDE = "outside"
    PAUSED = "paused"
    SENT = "sent"
    THANKS = "thanks"
    REFUSED = "refused"
    NOTICE = "notice"
    INTERPRETER = "interpreter"
    LATER = "later"
    WORDS_KEPT = "words_kept"
    WORDS_NOT_KEPT = "words_not_kept"
    WORDS_WITHDRAWN = "words_withdrawn"
    WORDS_LOST = "words_lost"
    DRAFT_FULL = "draft_full"
    FACTS_NEEDED = "facts_needed"
    DANGER_NOW = "danger_now"
    NO_SIGNALEMENT = "no_signalement"
    FORWARD_UNUSED = "forward_unused"


@dataclass(frozen=True, slots=True)
class Bubble:
    kind: Kind
    params: Params = field(default_factory=dict, repr=False)
