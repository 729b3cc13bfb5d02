"""Tells what somebody would do to themselves (« je vais me tuer ») from what another would do (« il va me tuer »).

Only what is plain counts as done to oneself: a pronoun and its verb, « je » close before them, and nobody between.
A comma parts nothing here: « je veux mourir, me tuer » is one wish.
Must never: make a danger quieter; who would die by their own hand is heard in full, and only threatens nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.triage.patterns import Atoms, Scene
from bot.triage.spelling import STOP
from bot.triage.urgency import Signal

OWN = frozenset({Signal.SUICIDE, Signal.AUTOMUTILATION, Signal.URGENCE_VITALE})
"""What one's own deed may betray; the rules of every other signal do not see it."""
THREATS = frozenset({Signal.MENACE_EMISE, Signal.MENACE_SUBIE})
"""What a knife or a rope beside one's own death looks like; only a rule may name them then."""
MARK, ENDED = "@oneself", "@killself"
"""What rules may name: any deed done to oneself, and those that are a death."""
_NEAR, _FAR = 3, 8
"""Words between a verb and the one it hangs on; words that are looked back through for others."""


class Clause:
    """The words before a verb, read backwards. `table`: the lists of `[oneself]` in lexicon.toml."""

    def __init__(self, scene: Scene, meant: Mapping[str, Atoms], table: Mapping[str, Atoms]) -> None:
        self._scene, self._meant, self._table = scene, meant, table

    def deeds(self) -> Iterator[tuple[int, int]]:
        """Where each pronoun stands whose verb falls on the one who does it, and where that verb stands."""
        tokens = self._scene.tokens
        for place, token in enumerate(tokens):
            if token in ("me", "se"):
                verb = place + (2 if tokens[place + 1 : place + 2] == ["etre"] else 1)
                same = self._mine if token == "me" else self._one
                if verb < len(tokens) and self._deed(verb) and same(place):
                    yield place, verb

    def is_end(self, verb: int) -> bool:
        return self._is(verb, "ends")

    def tools(self, verb: int) -> Iterator[int]:
        """« me planter un couteau »: what the deed is done with."""
        for place in range(verb + 1, min(len(self._scene.tokens), verb + 1 + _NEAR)):
            if self._starts(place):
                return
            if self._is(place, "tools"):
                yield place

    def _deed(self, verb: int) -> bool:
        return not self._scene.atoms[verb].isdisjoint(self._table["deeds"])

    def _is(self, place: int, name: str) -> bool:
        if place < 0:
            return False
        token = self._scene.tokens[place]
        return not (self._meant.get(token, frozenset()) | {token}).isdisjoint(self._table[name])

    def _starts(self, place: int) -> bool:
        return place < 0 or self._scene.tokens[place] == STOP

    def _one(self, pronoun: int) -> bool:
        """« elle va se tuer »; not « ils vont se tuer », which they may do to each other."""
        for place in range(pronoun - 1, max(-1, pronoun - 1 - _FAR), -1):
            if self._starts(place):
                return True
            if self._is(place, "several"):
                return False
        return True

    def _mine(self, pronoun: int) -> bool:
        """« je vais me tuer », « envie de me tuer », « tuer ma mère et me tuer »."""
        for place in range(pronoun - 1, pronoun - 2 - _NEAR, -1):
            if self._starts(place):
                return False
            if self._is(place, "helpers") or (self._is(place, "wishes") and pronoun - place <= 2):
                return self._governed(place)
            if self._scene.tokens[place] == "je":
                return pronoun - place <= 2 and not self._told(place, by_helper=False)
            if self._is(place, "others"):
                return place == pronoun - 1 and self._is_object(place)
            if not (self._deed(place) or self._is(place, "clitics") or self._hangs(place)):
                return False
        return False

    def _hangs(self, place: int) -> bool:
        """« je vais sûrement me », « envie 2 me »: a word right after what it belongs to."""
        place -= 1
        return self._is(place, "helpers") or self._is(place, "wishes") or self._scene.tokens[place] == "je"

    def _governed(self, place: int) -> bool:
        """By a wish or a helper verb that is one's own."""
        if self._is(place, "wishes"):
            return self._wished(place)
        return self._is(place, "helpers") and self._said_by_me(place)

    def _wished(self, wish: int) -> bool:
        """« j'ai trop envie de », « ça me donne envie de », « envie de »; not « il a envie de »."""
        return self._is(wish - 1, "gives") or self._starts(wish - 1) or self._said_by_me(wish)

    def _said_by_me(self, helper: int) -> bool:
        """Whose helper verb it is: « je vais », « je vais essayer de », « je vais vraiment »."""
        adverb = False
        for place in range(helper - 1, max(-1, helper - 2 - _NEAR), -1):
            if self._starts(place):
                return False
            if self._scene.tokens[place] == "je":
                return not self._told(place, by_helper=self._is(helper, "musts"))
            if self._is(place, "clitics"):
                continue
            if adverb:
                return False
            adverb = not (self._is(place, "helpers") or self._is(place, "wishes"))
        return False

    def _told(self, subject: int, *, by_helper: bool) -> bool:
        """« il veut que je me tue », « ils disent que je devrais me tuer »: another's wish is theirs."""
        asked = self._is(subject - 1, "wants") or (by_helper and self._is(subject - 1, "says"))
        return asked and any(self._is(place, "others") for place in range(subject - 2, max(-1, subject - 5), -1))

    def _is_object(self, noun: int) -> bool:
        """« tuer ma mère et me tuer »: who stands between was to be killed first, by the same hand."""
        for place in range(noun - 1, max(-1, noun - 4), -1):
            if self._deed(place):
                return self._starts(place - 1) or self._scene.tokens[place - 1] == "je" or self._governed(place - 1)
            if not self._is(place, "clitics"):
                return False
        return False


def without_own_deeds(scene: Scene, meant: Mapping[str, Atoms], table: Mapping[str, Atoms], ended: Atoms) -> Scene:
    """The scene in which deeds done to oneself mean nothing; the own ends (`ended`) are marked in `scene` itself."""
    clause = Clause(scene, meant, table)
    found = list(clause.deeds())
    if not found:
        return scene
    spans = {place: dict(longer) for place, longer in scene.spans.items()}
    harmless = Scene(scene.tokens, list(scene.atoms), spans, scene.parted)
    for pronoun, verb in found:
        harmless.atoms[pronoun] -= harmless.spans.pop(pronoun, {}).keys()
        for place in (verb, *clause.tools(verb)):
            harmless.atoms[place] = frozenset()
        for name in {MARK, *(ended if clause.is_end(verb) else ())}:
            scene.mark((pronoun, verb), name)
            harmless.mark((pronoun, verb), name)
    return harmless
