"""Days as a screen says them: short in a table, by weekday in an agenda, and how far away they are."""

from datetime import date

from babel.dates import format_date

from desktop.texts import Texts

_LOCALES = {"da": "da_DK", "en": "en_GB"}


def short(texts: Texts, day: date | None) -> str:
    """ "20. mar. 2026", "20 Mar 2026"; nothing for no day."""
    if day is None:
        return ""
    return format_date(day, format="d. MMM y" if texts.lang == "da" else "d MMM y", locale=_LOCALES[texts.lang])


def weekday(texts: Texts, day: date) -> str:
    """ "fredag 20. marts", "Friday 20 March": for a day not far away, which needs no year."""
    return format_date(day, format="EEEE d. MMMM" if texts.lang == "da" else "EEEE d MMMM", locale=_LOCALES[texts.lang])


def away(texts: Texts, day: date, today: date) -> str:
    """ "today", "tomorrow", "in 3 days", "yesterday", "3 days ago"."""
    days = (day - today).days
    if days in (-1, 0, 1):
        return (texts.say("yesterday"), texts.say("today"), texts.say("tomorrow"))[days + 1]
    return texts.say("in {days} days", days=days) if days > 0 else texts.say("{days} days ago", days=-days)


def lasted(texts: Texts, since: date, today: date) -> str:
    """How long ago, roughly: days up to two weeks, then weeks, from ten weeks on months."""
    days = (today - since).days
    if days < 14:
        return texts.say("1 day") if days == 1 else texts.say("{days} days", days=max(days, 0))
    return texts.say("{weeks} weeks", weeks=days // 7) if days < 70 else texts.say("{months} months", months=days // 30)
