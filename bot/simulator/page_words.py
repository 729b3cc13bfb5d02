"""The words of the page, by the key under which its script asks for them.

Must never: hold a sentence that is not in the catalogue.
"""

from __future__ import annotations

from bot.i18n import N_, Words

PAGE_WORDS = {
    "title": N_("First contact, simulator"),
    "product": N_("First contact"),
    "simulator": N_("Simulator"),
    "promise": N_("Nothing leaves this machine. Everything is erased when it stops."),
    "needs_script": N_("This page needs JavaScript."),
    "phones": N_("Phones"),
    "clock": N_("Simulated clock"),
    "plus_quarter": N_("+15 min"),
    "plus_hour": N_("+1 h"),
    "tomorrow": N_("tomorrow, 9:00"),
    "monday": N_("Monday, 9:00"),
    "moving": N_("Time is passing…"),
    "add_person": N_("Add a person"),
    "first_name": N_("First name"),
    "phone_language": N_("Language of the phone"),
    "french": N_("French"),
    "english": N_("English"),
    "arabic": N_("Arabic"),
    "link_optional": N_("Link received (optional)"),
    "link_help": N_("An invitation or a poster: t.me/… Without a link, the bot waits to be started."),
    "add": N_("Add"),
    "cancel": N_("Cancel"),
    "understood": N_("Got it"),
    "messages_of": N_("Messages: {title}"),
    "said_here": N_("You, {time}"),
    "said_by": N_("{author}, {time}"),
    "said_by_other": N_("Received, {time}"),
    "write": N_("Write a message"),
    "send": N_("Send"),
    "start": N_("Start"),
    "empty": N_("No message yet."),
    "edit": N_("Edit"),
    "editing": N_("Editing the message"),
    "delete": N_("Delete"),
    "edited": N_("edited"),
    "deleted": N_("message deleted"),
    "silent": N_("no ring"),
    "protected": N_("cannot be forwarded"),
    "pinned": N_("Pinned message"),
    "copy": N_("Copy"),
    "copied": N_("Copied"),
    "not_copied": N_("Copying was refused by the browser."),
    "rings": N_("{count} new, with a ring"),
    "unread": N_("{count} new, without a ring"),
    "menu": N_("More actions"),
    "commands": N_("Commands"),
    "photo": N_("Send a photo"),
    "voice": N_("Send a voice message"),
    "forward": N_("Forward a message"),
    "author": N_("Written by"),
    "words": N_("Message"),
    "open_link": N_("Open a link"),
    "link": N_("Link"),
    "open": N_("Open"),
    "block": N_("Block the bot"),
    "unblock": N_("Unblock the bot"),
    "join": N_("Join the group"),
    "leave": N_("Leave the group"),
    "blocked": N_("The bot is blocked on this phone."),
    "outside": N_("No longer in this group."),
    "leads_out": N_("On a real phone, this would open: {url}"),
    "lost": N_("The simulator does not answer any more."),
    "today_is": N_("It is {moment}"),
}


def page_words(words: Words) -> dict[str, str]:
    """Every word by key; `{placeholders}` are left for the page to fill."""
    return {key: words.say(msgid) for key, msgid in PAGE_WORDS.items()}
