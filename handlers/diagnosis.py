"""Why a Bot API server refuses or does not answer, in French for the operator.

Must never: quote an error, which may hold the token, an address or the page of a proxy.
"""

from __future__ import annotations

from telegram.error import TelegramError, TimedOut

REFUSED = "Telegram refuse le jeton du bot : vérifiez MEDIATION_TELEGRAM_TOKEN."
UNKNOWN = (
    "Le serveur Bot API ne connaît pas ce bot (404) : vérifiez MEDIATION_TELEGRAM_API_URL et MEDIATION_TELEGRAM_TOKEN."
)
_CAUSES = (  # the class of aiohttp's error, as our transport names it; in this order
    ("ClientConnectorDNSError", "son nom est introuvable (DNS)"),
    ("ClientConnectorCertificateError", "son certificat est refusé (l'heure de cette machine, ou un proxy ?)"),
    ("ClientConnector", "la connexion est refusée"),
    ("ClientProxyConnectionError", "la connexion est refusée"),
    ("ClientOSError", "la connexion a été coupée"),
    ("ClientConnectionResetError", "la connexion a été coupée"),
    ("ServerDisconnectedError", "la connexion a été coupée"),
    ("ClientPayloadError", "la connexion a été coupée"),
)


def refused_token(problem: TelegramError) -> str:
    """The sentence for an InvalidToken, which PTB raises for 401 and 404 alike: what the server said is its cause."""
    said = problem.__cause__ if isinstance(problem.__cause__, TelegramError) else problem
    return UNKNOWN if "not found" in said.message.lower() else REFUSED


def cause(problem: BaseException | None) -> str:
    """Why a server is out of reach, for the end of a sentence."""
    if isinstance(problem, TimedOut | TimeoutError):
        return "il ne répond pas à temps"
    said = problem.message if isinstance(problem, TelegramError) else ""
    known = next((french for words, french in _CAUSES if words in said), None)
    return known or "il répond par une erreur"
