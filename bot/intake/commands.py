"""The words that count at any moment: stop, efface, cache, aide, retour, modifier, passer, recommencer; and the end of a story.

A whole message or nothing. Must never: find such a word inside a sentence that tells something (« il m'a dit stop »).
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from bot.intake.evidence import content
from bot.intake.lexicon import NO_WORDS, WORDS, lexicon
from bot.intake.normal import words

LONGEST_WORD = 60
"""Characters; every known way of saying one of these words is far shorter."""
STORY_END = "story_end"
TOLD = "cest_tout"


class Word(StrEnum):
    STOP = "stop"
    ERASE = "effacer"
    HIDE = "cacher"
    HELP = "aide"
    BACK = "retour"
    EDIT = "modifier"
    PASS = "passer"
    RESTART = "recommencer"


_VERBS: dict[str, Word] = {
    verb: word
    for word, verbs in {
        Word.STOP: "stop stopp stope stoper stopper stoppe stoppez arret arrete arreter arretez arretes arretons arretter pause",
        Word.ERASE: "effacer efface effaces effacez effacement eface efacer effasse effacement supprimer supprime supprimez suprime suprimer "
        "suppr delete erase remove",
        Word.HIDE: "cacher cache caches cachez kache kacher cacher masquer masque masquez planque planquer hide",
        Word.HELP: "aide aides aider aidez help sos secours ausecours aled oskour urgence urgences numeros",
        Word.BACK: "retour retourner revenir precedent precedente back previous",
        Word.EDIT: "modifier modifie modifiez modif corriger corrige corrigez rectifier rectifie edit change changer correction modification",
        Word.PASS: "passer passe passez passons pass jpasse suivant suivante skip next sauter saute",
        Word.RESTART: "recommencer recommence recommencez recomencer recommencons recomence reset restart redemarrer",
    }.items()
    for verb in verbs.split()
}
_FREE = frozenset(
    ["je", "tu", "on", "vous", "faut", "veux", "voudrais", "voudrait", "aimerais", "peux", "peut", "pouvez", "peut-on", "pourrais", "svp", "stp", "please", "merci", "une", "ce", "ca", "cela", "tout", "toute", "tous", "toutes", "maintenant", "vite", "ici", "direct", "suite", "urgent", "urgente", "bot", "oui", "ok", "bon", "y", "en", "que", "vais", "va", "alors", "i", "want", "to", "everything", "all", "my", "me", "now", "the", "it", "can", "you", "would", "like", "vas", "allez", "vasy", "go", "bonjour", "salut"]
)
_OBJECTS: dict[Word, frozenset[str]] = {
    Word.STOP: frozenset(["discussion", "conversation", "conv", "ecrire", "messages", "message", "bot", "envoyer", "parler", "repondre", "la", "fais", "mets", "mettre", "faire"]),
    Word.ERASE: frozenset(
        ["mes", "message", "messages", "donnees", "infos", "info", "information", "informations", "nos", "discussion", "conversation", "conv", "chat", "historique", "dossier", "reponses", "ecrit", "dit", "avons", "messages", "traces", "data"]
    ),
    Word.HIDE: frozenset(["nos", "mes", "message", "messages", "discussion", "conversation", "conv", "chat", "ecran", "tchat", "historique"]),
    Word.HELP: frozenset(["numeros", "numero", "num", "nums", "donne", "donner", "donnez", "urgence", "urgences", "demande", "demander", "secours", "moi", "me", "ai", "besoin", "appelle", "appeler", "quel"]),
    Word.BACK: frozenset(["arriere", "question", "avant", "arriere", "precedente", "fais", "faire", "reponse", "page", "menu", "etape"]),
    Word.EDIT: frozenset(["mes", "ma", "reponse", "reponses", "question", "precedente", "infos", "info", "derniere", "truc", "chose", "ce", "dit", "faute", "erreur"]),
    Word.PASS: frozenset(["cette", "question", "prochaine", "etape", "suite", "tour", "mon", "celle", "autre", "prefere", "preferes"]),
    Word.RESTART: frozenset(["zero", "debut", "depuis", "du", "repartir", "recommencer", "au", "des", "questions", "questionnaire"]),
}


@cache
def _known() -> dict[tuple[str, ...], Word]:
    """Every phrase of the lexicon that means a word, without the ones that also tell something."""
    told = {_form(phrase.typed) for phrase in lexicon().of(NO_WORDS)}
    said = {_form(phrase.typed): Word(phrase.codes[0]) for phrase in lexicon().of(WORDS)}
    return {form: word for form, word in said.items() if form and form not in told}


@cache
def _ends() -> frozenset[tuple[str, ...]]:
    return frozenset(_form(p.typed) for p in lexicon().of(STORY_END) if p.codes[0] == TOLD)


def _form(text: str) -> tuple[str, ...]:
    return tuple(content(words(text.strip().lstrip("/"))))


def read_word(text: str) -> Word | None:
    """The word that the whole of `text` is; None when anything else is said with it."""
    if len(text) > LONGEST_WORD:
        return None
    form = _form(text)
    if not form:
        return None
    return _known().get(form) or _by_grammar(form)


def _by_grammar(form: tuple[str, ...]) -> Word | None:
    """One verb of one word, and beside it nothing but its object and small words."""
    if len(form) > 7:
        return None
    found = {word for said in form if (word := _VERBS.get(said))}
    for word in found:
        allowed = _FREE | _OBJECTS[word]
        if all(said in allowed or _VERBS.get(said) is word for said in form):
            return word
    return None


def read_story_end(text: str) -> bool:
    """« c'est tout », « voilà », « j'ai fini »: the story is told."""
    return len(text) <= LONGEST_WORD and _form(text) in _ends()
