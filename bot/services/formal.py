"""What is said to everybody, and otherwise to relays and agents: the sentences that have a form with « vous ».

Must never: list a sentence that nobody says; a test compares.
"""

from __future__ import annotations

from bot.i18n import V_

FORMS = (
    V_("vous", "I did not understand. You can write a number:"),
    V_("vous", "In your message there is: {what}."),
    V_("vous", "Can you write this message again, without that?\nOtherwise I keep it with a mask in its place."),
    V_("vous", "I put a mask on what can say who someone is: a name, an address, a number."),
    V_("vous", "The rest stays as you wrote it."),
    V_("vous", "Would you like to add something?\nOtherwise pick “That's all”."),
    V_("vous", "Thank you for writing it. Go on, or pick “That's all”."),
    V_("vous", "I can tell the team right now.\nThey will see that someone is not well, not your words.\nDo you agree?"),
    V_("vous", "Done. The team has an alert, without your words."),
    V_("vous", "Don't wait for its answer if you are in danger."),
    V_("vous", "I am telling the team right now, without showing them your words."),
    V_("vous", "It is because your life matters. Don't wait for their answer."),
    V_("vous", "I keep for {days} days that there was an alert, not your words."),
    V_("vous", "All right. I tell nobody. You can change your mind at any time."),
    V_("vous", "All right. If that changes, write it here, at any time."),
    V_("vous", "Thank you for looking after this person. You did well to write."),
    V_("vous", "Nobody has read your message yet. Don't wait for the team."),
    V_("vous", "I tell you as soon as someone reads."),
    V_("vous", "It's added. Your reference: {reference}."),
    V_("vous", "The person who follows you will read it."),
    V_("vous", "Good to hear from you. I have opened {reference} again."),
    V_("vous", "A message is waiting for you."),
    V_("vous", "To understand well, I ask you a direct question.\nRight now, is this person thinking of dying?"),
    V_("vous", "To understand well, I ask you a direct question.\nDoes this person hurt themselves on purpose?"),
    V_("vous",
       "To understand well, I ask you a direct question.\n"
       "Is someone hurting this person, or frightening them?"),
    V_("vous",
       "To understand well, I ask you a direct question.\n"
       "Is someone forcing this person, or touching them without their agreement?"),
    V_("vous", "To understand well, I ask you a direct question.\nCould someone be hurt, this person or another?"),
    V_("vous",
       "To understand well, I ask you a direct question.\n"
       "Has this person left home, without a safe place to sleep?"),
    V_("vous", "To understand well, I ask you a direct question.\nIs someone's life in danger, right now?"),
    V_("vous", "What would you like to change?"),
    V_("vous", "Yes, tell them"),
    V_("vous", "I have it. The numbers stay the same."),
    V_("vous", "Call now. Every minute counts."),
    V_("vous", "Danger right now: call 112. Without speaking: text 114."),
    V_("vous", "Here, our messages stay visible. Write “hide” to remove them."),
    V_("vous", "Older ones stay. To remove everything: delete the chat in Telegram."),
    V_("vous", "Everything is erased on my side. Nothing was sent."),
    V_("vous", "You are writing very fast. I slow down for a minute."),
    V_("vous", "Write “help” for the numbers: they always answer."),
    V_("vous", "Your message is kept. Incident number: {incident}."),
    V_("vous", "You can go on writing here."),
    V_("vous", "You can write here, in your own words."),
    V_("vous", "Commands: /aide, /infos, /mesdonnees, /corriger, /effacer, /cache, /stop."),
    V_("vous", "Talk about yourself, without other people's names. If I ask for a number, type it."),
    V_("vous", "I don't open photos, voice messages or files, to protect you."),
    V_("vous", "Write what is in it, in your own words."),
    V_("vous", "If someone threatens you with pictures, keep them: 3018 can help."),
    V_("vous", "Write it again if it matters."),
    V_("vous", "To change an answer, write “edit”."),
    V_("vous", "You can still write here at any time."),
    V_("vous", "I have noted your change."),
    V_("vous", "All right. I won't write to you any more, except to give you an answer."),
    V_("vous", "You can come back with /start."),
    V_("vous", "Pick “That's all” to go on."),
    V_("vous", "All right, let's move on. You can come back with “back”."),
    V_("vous", "You can come back whenever you like."),
    V_("vous", "All right, we stop here. Nothing is sent."),
    V_("vous", "Write your message here. I add it for the team."),
    V_("vous", "Here is what I will send:"),
    V_("vous", "Don't wait for its answer."),
    V_("vous", "Shall we go on where we were?"),
)  # fmt: skip
"""The same English sentences as for everybody; the catalogues hold both forms."""
