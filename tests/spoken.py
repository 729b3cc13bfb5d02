"""Which modules speak in bubbles, and what no bubble may say.

Must never: excuse a sentence without saying where it is measured.
"""

YOUNG_NEVER = (
    "traitement", "finalité", "susmentionné", "bénéficiaire", "usager", "dispositif", "prise en charge", "signalement",
    "consentement",
)  # fmt: skip
NOBODY_EVER = ("secret", "je te promets", "je vous promets")
SPOKEN_IN = (
    "bot/services/youth_bubbles.py", "bot/services/later_bubbles.py", "bot/services/desk_bubbles.py",
    "bot/services/merged_bubbles.py", "bot/services/lost_roads.py", "bot/services/heartbeat.py",
    "bot/services/case_file_bubbles.py", "bot/services/case_desk_bubbles.py", "bot/services/case_history.py",
    "bot/services/reply_bubbles.py", "bot/services/mailing.py", "bot/services/scene.py", "bot/intake/youth.py",
    "bot/intake/asides.py", "bot/intake/views.py", "bot/services/case_list_bubbles.py",
    "bot/services/absence_bubbles.py",
)  # fmt: skip
NO_BUBBLE = {
    "Change", "not said",
    # Said to relays, agents and coordinators who file: measured in tests/test_words_filing.py and …_encounter.py.
    "A young person's situation", "An incident in a place", "What is your message about?", "Met, and noted.",
    "Your draft is erased. What you have sent stays with the team.", "words between quotation marks", "Later",
    "This is enough to tell the team.\nYou can send it now and complete it later,\n"
    "or answer a few more questions first.",
}  # fmt: skip
"""The label of the aside « Modifier », which is no answer; the words for a refusal where no such choice is declared."""
