"""Texts that people, phones and mischief send: as long as Telegram lets them be, and as odd as JSON lets them be.

Each holds a MARK, or is too odd to hold one, so that a test can look for what must not travel: in logs, in the group.
Must never: hold a word that a log of ours could hold by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

LONGEST = 4096  # characters of a Telegram message
MARK = "zinzoline"
"""A word that nobody else writes."""


def filled(piece: str, length: int = LONGEST) -> str:
    """`piece` over and over, exactly `length` characters, the mark in front."""
    return (f"{MARK} " + piece * length)[:length]


HOSTILE: Mapping[str, str] = {
    "emoji": "😀" * LONGEST,
    "emoji of several parts": filled("👩🏽‍🚀"),
    "right to left": filled("\u202eetxet\u202c \u200f"),
    "marks of direction left open": filled("\u2067\u202e"),
    "zero width": filled("\u200b\u200d\ufeff\u2060"),
    "nothing but zero width": "\u200b" * LONGEST,
    "combining marks": filled("e" + "\u0301\u0316\u20dd" * 30),
    "half a character": filled("\ud83d "),
    "the other half": f"{MARK} \ude00 hmm",
    "html": filled("<b>oui</b> & <a href='x'>non</a> </pre><script>"),
    "an unfinished tag": f"{MARK} <b <i & &lt; &#0; &nbsp",
    "markdown and placeholders": f"{MARK} *_`[x](y) {{words}} {{0}} %s %(x)s \\ ${{x}}",
    "nul": f"{MARK} \x00 hmm \x00",
    "control characters": filled("\x01\x08\x1b[31m\x7f\x85"),
    "spaces": " " * LONGEST,
    "blank lines": "\n" * LONGEST,
    "blank that is no space": "\u3164\u2800" * 20,
    "one word": filled("a").replace(" ", ""),
    "many words": filled("oui non "),
    "letters that grow": filled("\ufdfa\u0390ß"),
    "digits of the world": filled("١٢३೪０²①"),
    "a quote of the database": f"{MARK}'; drop table drafts; --",
    "a command in the middle": f"{MARK} /start /stop",
    "commands": filled("/start "),
    "private use": filled("\ue000\U000f0000\U0010ffff\ufffe"),
}

PLAIN = (
    "oui", "non", "jsp", "moi", "16 ans", "l'école", f"{MARK} tous les soirs", "c'est tout", "retour", "modifier",
    "passer", "aide", "stop", "cache", "envoyer", "continuer", "07 00 00 00 00", "hello", "مرحبا", "/start", "/aide",
    "/stop", "/mesdonnees", "/corriger", "/langue", "/infos", "/inviter", "/pour_moi", "/cache", f"/{MARK}",
    "/start l_AAAAAAAAAAAA", "/start c_AAAAAAAAAAAAAAAAAAAAAA", "/start s_lycee", f"/start s_{MARK} {MARK}",
    "/rattacher ABCD1234", "/rattacher", "efface tout", "",
)  # fmt: skip
