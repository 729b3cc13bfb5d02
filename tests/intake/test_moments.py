"""When something happened, as civic agents type it; what is vague or does not fit is asked again."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.intake.moments import read_past

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 6, 17, 17, 30, tzinfo=PARIS)  # a Wednesday


def past(text: str, now: datetime = NOW) -> str | None:
    """The wall clock of Beaune; « ~ » before what is not exact."""
    moment = read_past(text, now, PARIS)
    return moment and f"{'' if moment.exact else '~'}{moment.at.astimezone(PARIS):%Y-%m-%d %H:%M}"


# On a Wednesday at 17:30.
HAPPENED = [
    ("hier soir vers 23h", "2026-06-16 23:00"), ("samedi vers 23h", "2026-06-13 23:00"),
    ("mercredi 15h", "2026-06-17 15:00"), ("ce matin", "~2026-06-17 09:00"), ("cet aprèm", "~2026-06-17 15:00"),
    ("cette nuit", "~2026-06-16 23:00"), ("avant-hier", "~2026-06-15 12:00"), ("à l'instant", "2026-06-17 17:30"),
    ("maintenant", "2026-06-17 17:30"), ("en ce moment", "2026-06-17 17:30"), ("il y a 2 heures", "2026-06-17 15:30"),
    ("il y a trois jours", "~2026-06-14 12:00"), ("vendredi soir", "~2026-06-12 21:00"),
    ("le 12 juin à 22h30", "2026-06-12 22:30"), ("12/06 22h", "2026-06-12 22:00"),
    ("12.06.2026", "~2026-06-12 12:00"), ("dimanche dernier", "~2026-06-14 12:00"),
    ("lundi en fin d'après-midi", "~2026-06-15 17:30"), ("vers minuit", "2026-06-17 00:00"),
    ("à 14 h", "2026-06-17 14:00"), ("22h15", "2026-06-16 22:15"), ("entre 21h et 22h", "2026-06-16 21:00"),
    ("hier", "~2026-06-16 12:00"), ("avant hier soir", "~2026-06-15 21:00"), ("hier midi", "~2026-06-16 12:00"),
    ("hier matin", "~2026-06-16 09:00"), ("hier après-midi", "~2026-06-16 15:00"),
    ("hier aprem", "~2026-06-16 15:00"), ("hier dans la nuit", "~2026-06-16 23:00"),
    ("hier dans la nuit vers 3h", "2026-06-17 03:00"), ("cette nuit vers 3h", "2026-06-17 03:00"),
    ("cette nuit à 2h du mat", "2026-06-17 02:00"), ("la nuit dernière", "~2026-06-16 23:00"),
    ("la nuit dernière vers 1h", "2026-06-17 01:00"), ("hier soir à 8h", "2026-06-16 20:00"),
    ("hier soir vers 11h30", "2026-06-16 23:30"), ("hier soir, 1h du matin", "2026-06-17 01:00"),
    ("hier soir vers minuit", "2026-06-17 00:00"), ("hier 23h", "2026-06-16 23:00"),
    ("HIER SOIR VERS 23H !!", "2026-06-16 23:00"), ("hier soir vers 23 heures", "2026-06-16 23:00"),
    ("hier soir vers vingt-trois heures", "2026-06-16 23:00"), ("hier vers onze heures du soir", "2026-06-16 23:00"),
    ("hier à dix heures et demie du soir", "2026-06-16 22:30"),
    ("hier soir dix heures moins le quart", "2026-06-16 21:45"), ("ce matin 8h", "2026-06-17 08:00"),
    ("ce matin vers 8h30", "2026-06-17 08:30"), ("ce matin tôt", "~2026-06-17 07:30"),
    ("tôt ce matin", "~2026-06-17 07:30"), ("en fin de matinée", "~2026-06-17 11:30"),
    ("ce midi", "~2026-06-17 12:00"), ("à midi", "2026-06-17 12:00"), ("vers midi et demi", "2026-06-17 12:30"),
    ("midi et quart", "2026-06-17 12:15"), ("cet après-midi à 3h", "2026-06-17 15:00"),
    ("cet après midi vers 15h30", "2026-06-17 15:30"), ("en début d'après-midi", "~2026-06-17 13:30"),
    ("aujourd'hui", "~2026-06-17 12:00"), ("aujourd'hui à 14h", "2026-06-17 14:00"), ("auj 14h", "2026-06-17 14:00"),
    ("tout à l'heure", "~2026-06-17 16:30"), ("tout à l'heure vers 16h", "2026-06-17 16:00"),
    ("à l'instant même", "2026-06-17 17:30"), ("là maintenant", "2026-06-17 17:30"),
    ("ça vient d'arriver", "2026-06-17 17:30"), ("il y a 5 minutes", "2026-06-17 17:25"),
    ("y a 20 min", "2026-06-17 17:10"), ("ya 2h", "2026-06-17 15:30"), ("il y a 1h30", "2026-06-17 16:00"),
    ("il y a une heure", "2026-06-17 16:30"), ("il y a une demi-heure", "2026-06-17 17:00"),
    ("il y a 1/2 heure", "2026-06-17 17:00"), ("il y a un quart d'heure", "2026-06-17 17:15"),
    ("il y a deux heures et demie", "2026-06-17 15:00"), ("ça fait 2 heures", "2026-06-17 15:30"),
    ("il y a une semaine", "~2026-06-10 12:00"), ("il y a deux semaines", "~2026-06-03 12:00"),
    ("il y a 15 jours", "~2026-06-02 12:00"), ("il y a un mois", "~2026-05-17 12:00"),
    ("il y a 2 ou 3 jours", "~2026-06-15 12:00"), ("il y a 2/3 jours", "~2026-06-15 12:00"),
    ("il y a 2 jours vers 22h", "2026-06-15 22:00"), ("depuis 14h", "2026-06-17 14:00"),
    ("depuis hier soir", "~2026-06-16 21:00"), ("depuis lundi", "~2026-06-15 12:00"),
    ("depuis 2 heures", "2026-06-17 15:30"), ("lundi", "~2026-06-15 12:00"), ("lundi 14h", "2026-06-15 14:00"),
    ("lundi matin", "~2026-06-15 09:00"), ("lundi dernier", "~2026-06-15 12:00"), ("mardi", "~2026-06-16 12:00"),
    ("mardi soir", "~2026-06-16 21:00"), ("mercredi", "~2026-06-17 12:00"), ("mercredi dernier", "~2026-06-10 12:00"),
    ("mercredi soir", "~2026-06-10 21:00"), ("mercredi 18h", "2026-06-10 18:00"),
    ("mercredi 17h30", "2026-06-17 17:30"), ("jeudi", "~2026-06-11 12:00"),
    ("jeudi dernier vers 20h", "2026-06-11 20:00"), ("vendredi 22h", "2026-06-12 22:00"),
    ("vendredi soir dernier", "~2026-06-12 21:00"), ("samedi soir vers 2h du mat", "2026-06-14 02:00"),
    ("samedi vers 2h du matin", "2026-06-13 02:00"), ("samedi à minuit", "2026-06-14 00:00"),
    ("samedi soir minuit et demi", "2026-06-14 00:30"), ("samedi midi", "~2026-06-13 12:00"),
    ("samedi aprèm", "~2026-06-13 15:00"), ("samedi dans la soirée", "~2026-06-13 21:00"),
    ("dimanche en fin de soirée", "~2026-06-14 23:00"), ("dimanche au petit matin", "~2026-06-14 06:00"),
    ("nuit de samedi à dimanche", "~2026-06-13 23:00"),
    ("dans la nuit de samedi à dimanche vers 2h", "2026-06-14 02:00"), ("la nuit de vendredi", "~2026-06-12 23:00"),
    ("de samedi soir à dimanche matin", "~2026-06-13 21:00"), ("samedi de 21h à 23h", "2026-06-13 21:00"),
    ("samedi 21h-23h", "2026-06-13 21:00"), ("samedi 21-23h", "2026-06-13 21:00"),
    ("samedi 21h/22h", "2026-06-13 21:00"), ("entre 21 et 22h samedi", "2026-06-13 21:00"),
    ("samedi soir jusqu'à 2h", "~2026-06-13 21:00"), ("samedi il y a 15 jours", "~2026-05-30 12:00"),
    ("mardi de la semaine dernière", "~2026-06-09 12:00"),
    ("la semaine dernière, jeudi vers 18h", "2026-06-11 18:00"),
    ("le week-end dernier samedi soir", "~2026-06-13 21:00"), ("vendredi 12", "~2026-06-12 12:00"),
    ("vendredi 12 juin", "~2026-06-12 12:00"), ("vendredi 12 juin 2026 à 22h", "2026-06-12 22:00"),
    ("le 12", "~2026-06-12 12:00"), ("le 12 au soir", "~2026-06-12 21:00"), ("le 20", "~2026-05-20 12:00"),
    ("le 31", "~2026-05-31 12:00"), ("le 1er", "~2026-06-01 12:00"), ("le 1er juin", "~2026-06-01 12:00"),
    ("1er mai", "~2026-05-01 12:00"), ("premier mai", "~2026-05-01 12:00"), ("le douze juin", "~2026-06-12 12:00"),
    ("le 12 juin vers 22h", "2026-06-12 22:00"), ("12 juin 2026", "~2026-06-12 12:00"),
    ("12 juin 22 h 15", "2026-06-12 22:15"), ("12/6", "~2026-06-12 12:00"), ("12/06/26 à 21:30", "2026-06-12 21:30"),
    ("12-06-2026", "~2026-06-12 12:00"), ("2026-06-12", "~2026-06-12 12:00"),
    ("2026-06-12 22:15", "2026-06-12 22:15"), ("12.06 22h", "2026-06-12 22:00"), ("le 12.06", "~2026-06-12 12:00"),
    ("le 12 06", "~2026-06-12 12:00"), ("le 12 06 2026", "~2026-06-12 12:00"),
    ("12/06/2026 22h00", "2026-06-12 22:00"), ("31/12", "~2025-12-31 12:00"), ("25/12 vers 20h", "2025-12-25 20:00"),
    ("le 14 juillet", "~2025-07-14 12:00"), ("halloween au soir", "~2025-10-31 21:00"),
    ("nouvel an", "~2026-01-01 12:00"), ("du 12 au 14 juin", "~2026-06-12 12:00"),
    ("nuit du 12 au 13 juin", "~2026-06-12 23:00"), ("12-14 juin", "~2026-06-12 12:00"),
    ("lundi ou plutôt lundi matin", "~2026-06-15 09:00"), ("pas hier, avant-hier", "~2026-06-15 12:00"),
    ("mecredi 15h", "2026-06-17 15:00"), ("samdi vers 23h", "2026-06-13 23:00"),
    ("vendrdi soir", "~2026-06-12 21:00"), ("dimanhce", "~2026-06-14 12:00"), ("yer soir", "~2026-06-16 21:00"),
    ("avanthier", "~2026-06-15 12:00"), ("hier soire", "~2026-06-16 21:00"), ("sam 23h", "2026-06-13 23:00"),
    ("mar 18h", "2026-06-16 18:00"), ("dim. 14 juin", "~2026-06-14 12:00"), ("ven 12/06", "~2026-06-12 12:00"),
    ("hier 22h 15 jeunes", "2026-06-16 22:00"), ("hier 20h 3 jeunes sur le parking", "2026-06-16 20:00"),
    ("3/4 jeunes hier soir", "~2026-06-16 21:00"), ("pendant 2h hier soir", "~2026-06-16 21:00"),
    ("hier soir il y a eu 2 heures de bruit", "~2026-06-16 21:00"),
    ("hier soir, comme tous les soirs, vers 22h", "2026-06-16 22:00"),
    ("c'était hier vers les 22h devant le city", "2026-06-16 22:00"), ("je dirais hier soir", "~2026-06-16 21:00"),
    ("17:15", "2026-06-17 17:15"), ("17h30", "2026-06-17 17:30"), ("17h33", "2026-06-17 17:33"),
    ("22.15", "2026-06-16 22:15"), ("20h", "2026-06-16 20:00"), ("yesterday evening", "~2026-06-16 21:00"),
    ("yesterday at 9pm", "2026-06-16 21:00"), ("last night", "~2026-06-16 23:00"),
    ("saturday at 2am", "2026-06-13 02:00"), ("last saturday", "~2026-06-13 12:00"),
    ("2 hours ago", "2026-06-17 15:30"), ("three days ago", "~2026-06-14 12:00"),
    ("this morning", "~2026-06-17 09:00"), ("now", "2026-06-17 17:30"), ("monday 2pm", "2026-06-15 14:00"),
    ("the day before yesterday", "~2026-06-15 12:00"),
    ("hier soir apres la fermeture du centre, vers 20h45 je dirais", "2026-06-16 20:45"),
    ("Bonsoir, ca s'est passé samedi soir aux alentours de 22h30", "2026-06-13 22:30"),
    ("ce midi pendant la pause", "~2026-06-17 12:00"), ("là à l'instant devant le centre", "2026-06-17 17:30"),
    ("mardi aprem vers 16h", "2026-06-16 16:00"),
    ("je sais plus trop, lundi je crois, en fin de journée", "~2026-06-15 17:30"),
    ("dans la nuit de vendredi à samedi, vers 1h du mat", "2026-06-13 01:00"),
    ("hier entre 17h et 18h30", "2026-06-16 17:00"),
    ("ça a commencé hier vers 21h et ça a duré jusqu'à minuit", "2026-06-16 21:00"),
    ("il y a une petite heure", "2026-06-17 16:30"), ("cet apres midi 15h30 env", "2026-06-17 15:30"),
    ("vendredi dernier fin d'aprem", "~2026-06-12 17:30"), ("le 10/06 au soir", "~2026-06-10 21:00"),
    ("dim 14 vers 19h", "2026-06-14 19:00"), ("ce matin à l'ouverture", "~2026-06-17 09:00"),
    ("ce matin tôt, 7h et quelques", "2026-06-17 07:00"), ("avant hier ds la soirée", "~2026-06-15 21:00"),
    ("Mercredi dernier 14h-15h", "2026-06-10 14:00"), ("la nuit derniere vers 2h30", "2026-06-17 02:30"),
    ("y a 10 min", "2026-06-17 17:20"), ("jeudi 11 juin 2026, 23 h 10", "2026-06-11 23:10"),
    ("hier 23h passées", "2026-06-16 23:00"), ("samedi, il devait être minuit", "2026-06-14 00:00"),
    ("dimanche aprèm pendant le match", "~2026-06-14 15:00"), ("ca fait 3 jours", "~2026-06-14 12:00"),
    ("ça dure depuis lundi soir", "~2026-06-15 21:00"), ("il est 17h15 quand ça arrive", "2026-06-17 17:15"),
    ("aujourd'hui vers 13h30-14h", "2026-06-17 13:30"), ("Hier (mardi) à 18h", "2026-06-16 18:00"),
    ("ce week-end, samedi dans l'apres-midi", "~2026-06-13 15:00"), ("le 3 juin dernier à 20h", "2026-06-03 20:00"),
    ("en tout début de soirée hier", "~2026-06-16 19:00"), ("y'a 2 jours, 22h environ", "2026-06-15 22:00"),
    ("pas ce soir, hier soir 22h", "2026-06-16 22:00"),
    ("je ne sais pas exactement, dans la soirée d'hier", "~2026-06-16 21:00"),
    ("g vu ca hier vers les 22h pres du city", "2026-06-16 22:00"), ("hier ap-m vers 4h", "2026-06-16 16:00"),
    ("sa sest passer samedi vers 23H", "2026-06-13 23:00"), ("Dimanche , 1h30 du matin", "2026-06-14 01:30"),
    ("lundi 15/06 a 21h00", "2026-06-15 21:00"), ("lundi 15 a 21 h", "2026-06-15 21:00"),
    ("cest arrive ya 1 quart d'heure", "2026-06-17 17:15"), ("le we dernier samedi soir", "~2026-06-13 21:00"),
    ("à la sortie du collège, 16h30", "2026-06-17 16:30"),
    ("hier en fin d'après midi, entre 17h30 et 18h", "2026-06-16 17:30"),
    ("Vers 15h cet après-midi, juste après l'atelier", "2026-06-17 15:00"),
    ("dans l'apres midi d'hier", "~2026-06-16 15:00"), ("ce matin 8h50 au moment de l'accueil", "2026-06-17 08:50"),
    ("hier, 2h après la fermeture", "~2026-06-16 12:00"), ("vers 19h15-19h30 lundi", "2026-06-15 19:15"),
    ("le 12 vers 20h", "2026-06-12 20:00"), ("mardi soir (hier)", "~2026-06-16 21:00"),
    ("hier soir tard, minuit passé", "2026-06-17 00:00"), ("samdi soir", "~2026-06-13 21:00"),
    ("depuis ce matin 9h", "2026-06-17 09:00"), ("aujourd hui 10h", "2026-06-17 10:00"),
    ("cet am vers 14h", "2026-06-17 14:00"), ("17h10", "2026-06-17 17:10"),
    ("mercredi de la semaine passée vers 18h", "2026-06-10 18:00"), ("3 juin", "~2026-06-03 12:00"),
    ("03/06/26 17h45", "2026-06-03 17:45"), ("cette nuit entre 1h et 3h", "2026-06-17 01:00"),
    ("il y a 4 ou 5 jours", "~2026-06-13 12:00"), ("avant-hier soir, il faisait déjà nuit", "~2026-06-15 21:00"),
    ("le soir du 12 juin", "~2026-06-12 21:00"), ("dans la soirée de samedi", "~2026-06-13 21:00"),
    ("samedi 13, 22 h-23 h", "2026-06-13 22:00"), ("un peu avant 18h hier", "2026-06-16 18:00"),
    ("hier vers 18 heures 15", "2026-06-16 18:15"), ("9h ce matin", "2026-06-17 09:00"),
    ("à l instant", "2026-06-17 17:30"), ("la maintenant", "2026-06-17 17:30"),
    ("ça se passe en ce moment même", "2026-06-17 17:30"),
    ("ça vient d'arriver il y a 5 minutes", "2026-06-17 17:25"), ("hier à 14h puis encore à 16h", "2026-06-16 14:00"),
    ("10 juin 2026 14:20", "2026-06-10 14:20"),
    ("Bonsoir désolé pour le retard, les faits datent d'hier fin d'aprem (17h30 je pense)", "2026-06-16 17:30"),
    ("c etait dimanche soir apres le feu d artifice", "~2026-06-14 21:00"),
    ("vendredi en sortant du boulot vers 18h30", "2026-06-12 18:30"), ("Lundi 15 juin, 16h45", "2026-06-15 16:45"),
    ("mardi 16, de 20h30 à 22h", "2026-06-16 20:30"), ("ça a démarré vers 15h, on a fermé à 16h", "2026-06-17 15:00"),
    ("ds la nuit de sam a dim", "~2026-06-13 23:00"), ("hier soir, 22 heures et quelques", "2026-06-16 22:00"),
    ("entre midi et deux", "2026-06-17 12:00"), ("ce midi 12h40", "2026-06-17 12:40"),
    ("tt a l'heure vers 16h15", "2026-06-17 16:15"), ("il y a moins d'une heure", "2026-06-17 16:30"),
    ("hier dans l'après midi je sais pas l'heure exacte", "~2026-06-16 15:00"),
    ("le 9 en soirée", "~2026-06-09 21:00"), ("le 5/6 vers 17 h", "2026-06-05 17:00"),
    ("le samedi 6 juin", "~2026-06-06 12:00"), ("samedi 6", "~2026-06-06 12:00"),
    ("samedi d'il y a 2 semaines", "~2026-06-06 12:00"), ("début d'aprem", "~2026-06-17 13:30"),
    ("10h30 mardi matin", "2026-06-16 10:30"), ("mardi, 10h30", "2026-06-16 10:30"),
    ("Ce mercredi vers 14h", "2026-06-17 14:00"), ("mercredi midi", "~2026-06-17 12:00"),
    ("pdt le marché samedi matin", "~2026-06-13 09:00"), ("depuis 16h environ", "2026-06-17 16:00"),
    ("depuis une heure environ", "2026-06-17 16:30"), ("ca fait 20 minutes qu'ils sont la", "2026-06-17 17:10"),
    ("hier 19h30 - 20h", "2026-06-16 19:30"), ("Hier, 21 h", "2026-06-16 21:00"),
    ("hier aux environs de minuit", "2026-06-17 00:00"), ("aujourd'hui, 9h10", "2026-06-17 09:10"),
    ("ojd vers midi", "2026-06-17 12:00"), ("la semaine derniere mercredi aprem", "~2026-06-10 15:00"),
    ("jeudi passé", "~2026-06-11 12:00"), ("avant-hier, lundi donc, 22h", "2026-06-15 22:00"),
    ("vers 22h hier soir, puis à nouveau à 23h", "2026-06-16 22:00"), ("21h30 le 13", "2026-06-13 21:30"),
    ("le treize juin", "~2026-06-13 12:00"), ("à 8h du soir hier", "2026-06-16 20:00"),
    ("hier soir place du 8 mai 1945", "~2026-06-16 21:00"), ("rue du 4 septembre vers 22h hier", "2026-06-16 22:00"),
    ("hier à 23", "2026-06-16 23:00"),
]  # fmt: skip

ASKED_AGAIN = [
    "la semaine dernière", "la semaine d'avant", "le mois dernier", "en juin", "mi-mai", "l'autre jour",
    "l'autre soir", "un soir", "un soir de la semaine dernière", "il y a quelques jours", "il y a longtemps",
    "récemment", "souvent", "tous les soirs", "tous les soirs vers 22h", "chaque samedi soir vers minuit",
    "ce week-end", "demain", "demain 14h", "ce soir", "aujourd'hui à 20h", "aujourd'hui 17h40", "dans 2 heures",
    "lundi prochain", "lundi ou mardi", "hier ou avant-hier", "ce matin ou cet après-midi", "ce matin 15h",
    "vendredi 13 juin", "hier lundi", "31/02", "12/13/2026", "le 32", "24/24", "h24", "17.10", "le 12 juin 2027",
    "la dernière semaine de mai", "la veille", "je sais pas", "", "?", "3", "15 jeunes", "3 jeunes", "12", "à 3",
    "2 heures", "pendant 2 heures", "il y a 3000 ans", "il y a 999999999 jours", "06 00 00 00 00", "45h", "hier 25h",
    "moral à zéro", "parking du 8 mai", "ils sont venus à 5", "tous les jours depuis 2 mois", "24h/24",
    "7 jours sur 7", "merci et bonne journée", "au 3 de la rue", "je vais plus en cours", "on était 2",
]  # fmt: skip

# At the edges: after midnight, around an hour said, the nights the clocks change, the turn of the year.
AT: dict[str, dict[str, str | None]] = {
    "2026-06-14 00:30": {
        "hier soir": "~2026-06-13 21:00", "ce soir": "~2026-06-13 21:00", "ce soir vers 23h": "2026-06-13 23:00",
        "samedi soir": "~2026-06-13 21:00", "samedi vers 23h": "2026-06-13 23:00", "cette nuit": "~2026-06-13 23:00",
        "vers minuit": "2026-06-14 00:00", "à minuit": "2026-06-14 00:00", "dimanche": "~2026-06-07 12:00",
        "aujourd'hui à 22h": "2026-06-13 22:00", "ce matin": "~2026-06-13 09:00",
        "tout à l'heure": "~2026-06-13 23:30", "il y a 2 heures": "2026-06-13 22:30", "hier": "~2026-06-13 12:00",
        "0h15": "2026-06-14 00:15", "minuit et quart": "2026-06-14 00:15", "cette nuit à 1h": "2026-06-13 01:00",
    },
    "2026-06-17 14:00": {
        "mercredi 15h": "2026-06-10 15:00", "mercredi 14h": "2026-06-17 14:00", "mercredi": "~2026-06-17 12:00",
        "hier soir": "~2026-06-16 21:00",
    },
    "2026-06-17 08:00": {
        "ce matin": "~2026-06-17 08:00", "aujourd'hui": "~2026-06-17 08:00", "hier": "~2026-06-16 12:00",
        "cette nuit": "~2026-06-16 23:00", "au petit matin": "~2026-06-17 06:00", "mercredi": "~2026-06-10 12:00",
        "le 17": "~2026-06-17 08:00",
    },
    "2026-06-20 22:00": {
        "samedi vers 23h": "2026-06-13 23:00", "samedi vers 21h": "2026-06-20 21:00", "ce soir": "~2026-06-20 21:00",
        "ce soir vers 20h": "2026-06-20 20:00",
    },
    "2026-06-20 23:30": {
        "samedi vers 23h": "2026-06-20 23:00", "cette nuit": "~2026-06-20 23:00",
        "la nuit dernière": "~2026-06-19 23:00", "ce soir": "~2026-06-20 21:00",
    },
    "2026-03-29 10:00": {
        "cette nuit à 2h30": "2026-03-29 03:30", "cette nuit vers 1h30": "2026-03-29 01:30",
        "hier soir vers 23h": "2026-03-28 23:00", "il y a 8 heures": "2026-03-29 01:00",
        "samedi 15h": "2026-03-28 15:00",
    },
    "2026-10-25 10:00": {
        "cette nuit à 2h30": "2026-10-25 02:30", "cette nuit vers 3h": "2026-10-25 03:00",
        "hier 23h": "2026-10-24 23:00", "il y a 8 heures": "2026-10-25 02:00",
    },
    "2026-12-31 18:00": {
        "31/12 15h": "2026-12-31 15:00", "1er janvier": "~2026-01-01 12:00", "le 31": "~2026-12-31 12:00",
        "le 31 décembre à 19h": None, "hier soir": "~2026-12-30 21:00", "25/12": "~2026-12-25 12:00",
    },
    "2027-01-01 00:20": {
        "hier soir": "~2026-12-31 21:00", "31/12 vers 23h": "2026-12-31 23:00", "vers minuit": "2027-01-01 00:00",
        "le 31 à 23h30": "2026-12-31 23:30", "aujourd'hui": "~2027-01-01 00:20", "réveillon": "~2026-12-31 12:00",
    },
    "2028-02-29 12:00": {
        "il y a un an": "~2027-02-28 12:00", "29 février": "~2028-02-29 12:00", "le 29 à 10h": "2028-02-29 10:00",
    },
}  # fmt: skip
EDGES = [(now, text, moment) for now, texts in AT.items() for text, moment in texts.items()]


@pytest.mark.parametrize(("text", "moment"), HAPPENED)
def test_what_happened_is_the_latest_reading_in_the_past(text: str, moment: str) -> None:
    assert past(text) == moment


@pytest.mark.parametrize("text", ASKED_AGAIN)
def test_what_is_vague_to_come_or_does_not_fit_is_asked_again(text: str) -> None:
    assert past(text) is None


@pytest.mark.parametrize(("now", "text", "moment"), EDGES)
def test_the_past_is_read_from_the_minute_it_is_told(now: str, text: str, moment: str | None) -> None:
    assert past(text, datetime.fromisoformat(now).replace(tzinfo=PARIS)) == moment


@pytest.mark.parametrize(
    ("now", "text", "at"),
    [
        ("2026-03-29 10:00", "cette nuit à 2h30", "2026-03-29 01:30"),  # an hour that never was: 3:30
        ("2026-03-29 10:00", "cette nuit vers 1h30", "2026-03-29 00:30"),
        ("2026-03-29 10:00", "hier soir vers 23h", "2026-03-28 22:00"),
        ("2026-03-29 10:00", "il y a 8 heures", "2026-03-29 00:00"),
        ("2026-10-25 10:00", "cette nuit à 2h30", "2026-10-25 00:30"),  # the first of the two
        ("2026-10-25 10:00", "cette nuit vers 3h", "2026-10-25 02:00"),
        ("2026-10-25 10:00", "hier 23h", "2026-10-24 21:00"),
        ("2026-10-25 10:00", "il y a 8 heures", "2026-10-25 01:00"),
    ],
)
def test_both_changes_of_hour_are_counted(now: str, text: str, at: str) -> None:
    moment = read_past(text, datetime.fromisoformat(now).replace(tzinfo=PARIS), PARIS)
    assert moment is not None
    assert moment.at == datetime.fromisoformat(at).replace(tzinfo=UTC)


def test_a_clock_a_few_minutes_ahead_is_no_future() -> None:
    assert past("17h33") == "2026-06-17 17:33"
    assert past("17h36") == "2026-06-16 17:36"


def test_a_few_minutes_are_no_hour_in_the_night_an_hour_is_repeated() -> None:
    moment = read_past("3h", datetime(2026, 10, 25, 2, 57, tzinfo=PARIS), PARIS)  # 63 minutes ahead
    assert moment is not None
    assert moment.at == datetime(2026, 10, 24, 1, 0, tzinfo=UTC)


def test_a_moment_is_said_in_utc_whatever_the_zone_of_now() -> None:
    elsewhere = NOW.astimezone(ZoneInfo("America/Cayenne"))
    for text in ("hier soir vers 23h", "maintenant", "il y a 2 heures", "ce matin"):
        moment = read_past(text, elsewhere, PARIS)
        assert moment == read_past(text, NOW, PARIS)
        assert moment is not None
        assert moment.at.tzinfo is UTC
