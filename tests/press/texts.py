"""What people type while everything is pressed: plain words, dangers, orders, references, and nothing at all.

Must never: hold a date that a coordinator's absence could be planned by: everybody's promises would move with it.
"""

from __future__ import annotations

from random import Random

from tests.odd.texts import HOSTILE

WORDS = ("oui", "non", "stop", "aide", "cache", "efface tout", "retour", "modifier", "passer", "1", "2", "16", "ok",
         "c'est tout", "je sais pas", "pour moi", "quitter", "annuler", "demain", "envoyer", "bonjour")  # fmt: skip
TOLD = (
    "je dors mal en ce moment, {mark}", "ça va pas trop au lycée {mark}", "{mark} je voudrais parler à quelqu'un",
    "je veux mourir {mark}", "il me frappe tous les soirs {mark}", "mon numéro c'est le 07 00 00 00 00 {mark}",
    "{mark}", "une bagarre au skate park hier soir, {mark}", "on se parle bientôt, {mark}",
    "je retire mon accord {mark}",
)  # fmt: skip
"""`{mark}` is one of its author's own: whoever reads it reads their words."""
ODD = ("right to left", "zero width", "html", "an unfinished tag", "markdown and placeholders", "nul", "many words",
       "digits of the world", "a quote of the database", "a command in the middle", "commands", "private use")
MARKED = "zq"


def mark(author: int, number: int) -> str:
    """Letters only, so that nothing that reads figures, names or dates takes a part of it away."""
    written = "".join(chr(ord("a") + int(digit)) for digit in f"{author}{number:05d}")
    return f"{MARKED}{written}{MARKED}"


def author_of(found: str) -> int:
    """Whose mark it is."""
    digits = "".join(str(ord(letter) - ord("a")) for letter in found.strip(MARKED))
    return int(digits[:-5])


def text(rng: Random, author: int, number: int) -> str:
    """One draw, whatever comes of it."""
    chance = rng.random()
    if chance < 0.55:
        return rng.choice(TOLD).format(mark=mark(author, number))
    return rng.choice(WORDS) if chance < 0.9 else HOSTILE[rng.choice(ODD)]
