"""The time of day behind a date: 14:30, 下午2点半, 2:30 PM, with or without a zone."""

from __future__ import annotations

import re
from datetime import time

_MORNING = ("上午", "早上", "早晨", "清晨", "凌晨", "am", "a.m.")
_AFTERNOON = ("下午", "傍晚", "pm", "p.m.")
_NIGHT = ("晚上", "夜里", "晚间", "晚")
_HALF = "|".join(re.escape(word) for word in (*_MORNING, "中午", *_AFTERNOON, *_NIGHT))
TIME = (
    rf"[\s,T]*(?P<half>{_HALF})?\s*(?:(?P<hour>[0-9]{{1,2}})\s*"
    r"(?:(?P<mark>[:点时])\s*(?P<minute>[0-9]{1,2}|半|一刻)?\s*分?"
    r"(?:\s*:?\s*(?P<seconds>[0-9]{1,2})(?:[.,][0-9]{1,9})?\s*秒?)?\s*整?\s*(?P<late>[ap]\.?m\.?)?|(?P<later>[ap]\.?m\.?))"
    r"\s*(?P<zone>Z|(?:UTC|GMT)?\s*[+-][0-9]{1,2}(?::?[0-9]{2})?|UTC|GMT)?)?"
)
"""What may follow a date; a half of the day alone (5月9日下午) is no time. To be compiled ignoring case."""

_LOCAL_ZONE = re.compile(r"(?:UTC|GMT)?\s*\+0?8(?::?00)?", re.IGNORECASE)
_MINUTES = {"半": 30, "一刻": 15, None: 0}


def time_of(found: re.Match[str]) -> time | None:
    """The time that a match of `TIME` names; None when there is no such time."""
    minute = _MINUTES[found["minute"]] if found["minute"] in _MINUTES else int(found["minute"])
    half = (found["half"] or found["late"] or found["later"] or "").lower()
    try:
        return time(_hour(int(found["hour"]), half), minute, int(found["seconds"] or 0))
    except ValueError:
        return None


def zone_is_local(found: re.Match[str]) -> bool:
    """Whether the time names no zone, or the one of China, where its clock is the sheet's own."""
    return not found["zone"] or _LOCAL_ZONE.fullmatch(found["zone"]) is not None


def is_written_midnight(found: re.Match[str]) -> bool:
    """Whether it is the midnight that programs put behind a plain date: 00:00:00, or 0:00 as Excel exports it."""
    is_midnight = found["mark"] == ":" and not found["half"] and not found["late"] and int(found["hour"]) == 0
    if not is_midnight or int(found["minute"] or 0) or int(found["seconds"] or 0):
        return False
    return found["seconds"] is not None or found["hour"] == "0"


def _hour(hour: int, half: str) -> int:
    """The hour of 24; 25 where the words make no sense, such as 晚上3点, which belongs to another day."""
    if half in _NIGHT:
        return hour + 12 if 5 <= hour < 12 else (hour if hour > 12 else 25)
    if half in _AFTERNOON:
        return hour + 12 if hour < 12 else hour
    if half == "中午":
        return hour + 12 if hour < 4 else hour
    if half in {"am", "a.m.", "凌晨"} and hour == 12:
        return 0
    return hour
