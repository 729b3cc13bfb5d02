"""Who may what, key by key: the matrix of everybody against everything.

A key of the code without a place here, or a place without a key, fails a test. Rights are those over what the town of
`tests.press.town` holds: whose draft, whose case, whose referral. Must never: be read by the bot.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """One person each."""

    STRANGER = "a stranger"
    YOUNG = "a young person who has sent"
    DRAFTING = "a young person in the middle"
    DISCREET = "a young person whose phone is read by others"
    WORRIED = "somebody worried about one"
    RELAY = "a relay"
    REVOKED = "a revoked relay"
    OTHER_RELAY = "a relay of another structure"
    INVITED = "somebody invited who has not accepted"
    AGENT = "a municipal agent"
    ANIMATEUR = "an animateur"
    COORDINATOR = "a coordinator"
    DEPUTY = "a deputy"
    LEFT = "a coordinator who has left"
    LEFT_UNHEARD = "a coordinator who has left, and nobody told the bot"
    FORMER = "a revoked coordinator"
    MEMBER = "a member of the group who is nobody"


EVERYBODY = frozenset(Role)
STAFF = frozenset({Role.COORDINATOR, Role.DEPUTY})
FILERS = frozenset({Role.RELAY, Role.OTHER_RELAY, Role.AGENT, Role.ANIMATEUR})
NOBODY: frozenset[Role] = frozenset()


def _each(letter: str, members: str, who: frozenset[Role]) -> dict[str, frozenset[Role]]:
    return {f"{letter}{member}": who for member in members.split()}


MAY: Mapping[str, frozenset[Role]] = {
    "q": frozenset({Role.DRAFTING}),
    "r": frozenset({Role.DISCREET}),
    **_each("w:", "aide infos effacer cacher ajouter reprendre pour_moi langue fr en ar", EVERYBODY),
    **_each("w:", "situation civique transmissions", FILERS),
    **_each("s:", "completer fait accord pas_encore danger", frozenset({Role.RELAY})),
    **_each("o:", "oui non question retrait", frozenset({Role.YOUNG})),
    **_each("o:", "accepte refuse rapport", frozenset({Role.OTHER_RELAY})),
    **_each("e:", "accepter refuser", frozenset({Role.INVITED})),
    **_each("e:", "quitter rester", frozenset({Role.RELAY})),
    **_each("c:", "prendre lire repondre envoyer reecrire annuler plus resume fausse clore close fiche note urgence",
            STAFF),
    **_each("c:", "niveau lier delier passer confier histoire classer rouvrir maintenant modele signer partir", STAFF),
    **_each("c:", "reprendre retirer orienter vers accord suivi rencontre suite", STAFF),
    **_each("g:", "menu toutes miennes libres retard urgentes sujet structure lieu", STAFF),
    **_each("a:", "suppleance personne dates", STAFF),
    "a:retour": frozenset({Role.COORDINATOR}),  # it is her absence
    **_each("t:", "agenda voir fait absent plus_tard report annuler clore fiche archiver eliminer garder", STAFF),
    **_each("t:", "prevoir appel ecrire bon", STAFF),
    **_each("p:", "menu inviter groupe structure creer liste revoir voir garder retirer", STAFF),
    **_each("/", "start stop effacer cache aide urgence help infos privacy mesdonnees corriger langue pour_moi",
            EVERYBODY),
    **_each("/", "situation civique mes_transmissions quitter", FILERS),
    **_each("/", "inviter relais fiches fiche absence agenda rencontre", STAFF),
    "/rattacher": NOBODY,  # the code is the right, in a group
    **_each("?", "l_ p_ fiches", STAFF),
    "?s_": EVERYBODY,
    **_each("?", "c_ r_", NOBODY),  # the town's are used up
}  # fmt: skip
