"""The same dialogue as python-telegram-bot's examples write one: ConversationHandler, PicklePersistence, all defaults.

Nothing is encrypted, and the pickle is written once a minute. `python ptb_conversation.py URL TOKEN FOLDER`.
"""

from __future__ import annotations

import logging
import sys

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

logging.basicConfig(level=logging.INFO)
logging.getLogger("httpx").setLevel(logging.WARNING)

URL, TOKEN, FOLDER = sys.argv[1:4]
GROUP = -1_001_234_567_890
PASS = {"_pass": "Passer"}
QUESTIONS: dict[str, tuple[str, dict[str, str]]] = {
    "welcome": (
        "Salut. Ici, tu écris au service de médiation sociale de la ville. Je suis un programme : je pose quelques "
        "questions, puis une personne te lit et te répond.",
        {"commencer": "Commencer"},
    ),
    "pour_qui": (
        "C'est pour toi, ou pour quelqu'un que tu connais ?",
        {"moi": "Pour moi", "ami": "Dans mes amis", "famille": "Dans ma famille", "autre": "Autre personne"},
    ),
    "en_securite": (
        "Là, maintenant, tu te sens en sécurité ?", {"oui": "Oui", "non": "Non", "hesite": "J'hésite"},
    ),
    "tranche_age": (
        "Tu as quel âge ? Choisis une case.\nÇa aide à trouver les bonnes personnes.",
        {"de_13_14": "13-14 ans", "de_15_17": "15-17 ans", "de_18_20": "18-20 ans", "de_21_25": "21-25 ans"},
    ),
    "themes": (
        "C'est à propos de quoi ?\nChoisis un sujet.",
        {"ecole_travail": "École, travail", "famille": "Famille, logement", "conflit": "Conflit, violence",
         "moral": "Moral, santé", "argent": "Argent, papiers", "autre": "Autre chose"},
    ),
    "precise": (
        "Plus précisément ?",
        {"scolarite": "l'école", "decrochage": "j'ai arrêté l'école", "travail": "le travail"},
    ),
    "recit": ("Tu veux raconter un peu ? Quelques mots suffisent.\nParle de toi, sans le nom des autres.", PASS),
    "more": ("Merci. Tu peux écrire encore, ou continuer.", {"_done": "J'ai fini"}),
    "short_road": ("Je peux envoyer ça maintenant, ou te poser encore quelques questions.", {"continuer": "Continuer"}),
    "attente": (
        "Qu'est-ce qui t'aiderait le plus ?",
        {"ecoute": "Qu'on m'écoute", "information": "Des infos", "rdv": "Un rendez-vous", "calme": "Calmer un conflit"},
    ),
    "delai_souhaite": (
        "Tu as besoin d'une réponse quand ?",
        {"aujourd_hui": "Aujourd'hui", "cette_semaine": "Cette semaine", "plus_tard": "Ça peut attendre"},
    ),
    "designation": ("Comment tu veux qu'on t'appelle ?\nUn prénom ou un surnom, c'est comme tu veux.", PASS),
    "secteur": (
        "Tu vis plutôt dans quel coin ?",
        {"blanches_fleurs": "Blanches-Fleurs", "bretonniere": "Bretonnière", "saint_jacques": "Saint-Jacques"},
    ),
    "deja_aide": (
        "Quelqu'un t'aide déjà ?",
        {"personne": "Personne", "centre": "Un centre social", "ecole": "L'école"},
    ),
    "contact_mode": ("Comment on peut te répondre ?", {"telegram": "Ici", "telephone": "Par téléphone"}),
    "contact_discret": ("Quelqu'un d'autre peut lire ton téléphone ?", {"oui": "Oui", "non": "Non"}),
    "accord_envoi": ("Voilà ce que j'ai noté. Je l'envoie ?", {"oui": "Oui", "non": "Non"}),
    "accord_partage": ("L'équipe peut en parler à un partenaire, si ça t'aide ?", {"oui": "Oui", "non": "Non"}),
    "langue": ("Tu préfères quelle langue ?", {"fr": "Français", "en": "English"}),
}  # fmt: skip
ORDER = tuple(QUESTIONS)
TYPED = ("recit", "designation")


def keyboard(key: str) -> InlineKeyboardMarkup:
    # One name for both steps of a question, as the people of this bench expect it.
    shown = {"precise": "themes", "more": "recit"}.get(key, key)
    labels = QUESTIONS[key][1]
    choices = [InlineKeyboardButton(label, callback_data=f"q:x:{shown}:{code}") for code, label in labels.items()]
    return InlineKeyboardMarkup([choices[n : n + 2] for n in range(0, len(choices), 2)])


async def ask(message: Message, state: int, context: ContextTypes.DEFAULT_TYPE) -> int:
    if state == len(ORDER):
        await message.reply_text("Merci. C'est noté : l'équipe te répond ici.")
        return ConversationHandler.END
    await message.reply_text(QUESTIONS[ORDER[state]][0], reply_markup=keyboard(ORDER[state]))
    return state


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    await update.message.reply_text("Rien n'est lu par une personne avant ton accord.")
    return await ask(update.message, 0, context)


def tapped(state: int):
    async def on_tap(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        query, key = update.callback_query, ORDER[state]
        code = query.data.rpartition(":")[2]
        context.user_data[key] = code
        await query.answer()
        await query.edit_message_text(f"{QUESTIONS[key][0]}\n→ {QUESTIONS[key][1][code]}")
        if key == "accord_envoi":
            await context.bot.send_message(GROUP, f"Nouveau premier contact : {context.user_data['tranche_age']}")
        return await ask(query.message, state + 1, context)

    return on_tap


def typed(state: int):
    async def on_text(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        context.user_data[ORDER[state]] = update.message.text
        return await ask(update.message, state + 1, context)

    return on_text


states = {
    state: [
        CallbackQueryHandler(tapped(state)),
        *([MessageHandler(filters.TEXT & ~filters.COMMAND, typed(state))] if key in TYPED else []),
    ]
    for state, key in enumerate(ORDER)
}
application = (
    Application.builder().token(TOKEN).base_url(f"{URL}/bot").persistence(PicklePersistence(f"{FOLDER}/contacts.pickle"))
).build()
application.add_handler(
    ConversationHandler([CommandHandler("start", start)], states, [], name="first_contact", persistent=True)
)
application.run_polling(allowed_updates=Update.ALL_TYPES)
