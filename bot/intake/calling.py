"""What to call a person and where to ring: a chosen name and a telephone number, out of the words around them.

Must never: keep a whole sentence as a name, or guess digits that were not typed.
"""

from __future__ import annotations

import re

from bot.intake.normal import POLITENESS, words
from bot.intake.polarity import is_refusal
from bot.intake.vocabulary import patterns, sequences, word_set

_LONGEST_TYPED = 200
_WORDS_OF_A_NAME = 3
_GREETING = re.compile(rf"(?:{patterns('calling.greeting')})[ ,!.:]+", re.IGNORECASE)
_LEAD = re.compile(
    rf"(?:(?:{patterns('calling.wish')}) +(?:bien |juste )?(?:qu'on |que tu |que vous |kon )?)?"
    rf"(?:{patterns('calling.lead')})(?=[ :=,]|$)[ :=,]*",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"[(\[{].*|[,;:/\n!?…].*| [-–—] .*| \.\.\..*", re.DOTALL)
_TAIL = re.compile(rf"(?:^| )(?:{patterns('calling.tail')})$", re.IGNORECASE)
_QUOTES = "\"'«»“”„‘’` \t."
_NO_NAME = frozenset(sequences("calling.no_name"))
_NO_NAME_INSIDE = sequences("calling.no_name_inside")
_NOT_A_NAME = word_set("calling.not_a_name")
_LETTER = re.compile(r"[^\W\d_]")
_PICTURE = re.compile(r"[\u2600-\u27bf\U0001f300-\U0001faff]")

_NUMBER = re.compile(r"(?<![\d+])(?:\+|00)?\d(?:[ .\-/()\u00a0\u202f]{0,3}\d){7,15}(?!\d)")


def read_name(text: str, longest: int) -> str | None:
    """The name in `text`, at most `longest` characters; "" when it is refused, None when there is none to find."""
    typed = " ".join(text.split())
    if not typed or len(typed) > _LONGEST_TYPED:
        return None
    said = words(typed)
    if _is_refused(said):
        return ""
    name = _cut(typed)
    return name if name and len(name) <= longest and _can_be_a_name(name) else None


def _is_refused(said: list[str]) -> bool:
    spoken = [word for word in said if word not in POLITENESS]
    if tuple(spoken) in _NO_NAME or is_refusal(spoken):
        return True
    line = f" {' '.join(spoken)} "
    return any(f" {' '.join(inside)} " in line for inside in _NO_NAME_INSIDE)


def _cut(typed: str) -> str:
    name = typed.replace("’", "'")
    while greeted := _GREETING.match(name):
        name = name[greeted.end() :]
    for _ in range(2):
        led = _LEAD.match(name)
        name = name[led.end() :].strip() if led else name
    name = name.strip("()[]") if name.startswith(("(", "[")) else _ASIDE.sub("", name)
    name = _TAIL.sub("", name)
    initial = name.endswith(".") and len(name.split(" ")[-1]) == 2
    return name.strip(_QUOTES) + ("." if initial else "")


def _can_be_a_name(name: str) -> bool:
    if not (_LETTER.search(name) or _PICTURE.search(name)):
        return False
    parts = name.split()
    return len(parts) <= _WORDS_OF_A_NAME and not any(word in _NOT_A_NAME for part in parts for word in words(part))


def read_phone(text: str) -> str | None:
    """The first telephone number in `text`: « 07 00 00 00 00 », or « +32470000000 » from abroad; None without one."""
    for found in _NUMBER.finditer(text[:4096]):
        number = _normal_number(found.group())
        if number:
            return number
    return None


def _normal_number(typed: str) -> str | None:
    plus = typed.lstrip().startswith("+")
    digits = "".join(str(int(c)) for c in typed if c.isdecimal())
    if digits.startswith("00"):
        plus, digits = True, digits[2:]
    if plus and digits.startswith("33"):
        plus, digits = False, "0" + digits[2:].lstrip("0")
    if plus:
        return f"+{digits}" if 8 <= len(digits) <= 15 else None
    if len(digits) == 9 and digits[0] in "67":
        digits = "0" + digits
    if len(digits) != 10 or digits[0] != "0" or digits[1] == "0":
        return None
    return " ".join(digits[at : at + 2] for at in range(0, 10, 2))
