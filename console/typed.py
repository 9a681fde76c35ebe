"""What operators type, read: each raises `typer.BadParameter` with the rule that it breaks."""

import re
from datetime import datetime
from typing import Final

import typer

from domain.clock import JAKARTA
from domain.payouts import Channel
from records.stops import Scope

ALL: Final = "all"
_FASTEST: Final = 10_000
_GROUND: Final = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_HOURS: Final = re.compile(r"(\d{1,2})-(\d{1,2})", re.ASCII)
_LAST_HOUR: Final = 24


def ground(text: str) -> str:
    """Read why somebody acts: a code, so that it holds no sentence about a person."""
    if not _GROUND.fullmatch(text):
        raise typer.BadParameter("a code such as BANK_INCIDENT")
    return text


def channel(text: str) -> Channel:
    """Read a payment channel as it is typed."""
    try:
        return Channel(text)
    except ValueError:
        raise typer.BadParameter(f"one of {', '.join(Channel)}") from None


def scope(text: str) -> Scope:
    """Read one channel or all of them."""
    if text == ALL:
        return ALL
    try:
        return Channel(text)
    except ValueError:
        raise typer.BadParameter(f"one of {', '.join([ALL, *Channel])}") from None


def rate(text: str) -> float:
    """Read how many payouts may begin in a second; 0 for `none`."""
    try:
        per_second = 0.0 if text == "none" else float(text)
    except ValueError:
        raise typer.BadParameter("a number per second, or none") from None
    if text != "none" and not 0 < per_second <= _FASTEST:
        raise typer.BadParameter(f"above 0 and at most {_FASTEST} per second")
    return per_second


def hours(text: str) -> tuple[int, int]:
    """Read the first full Jakarta hour and the one before which it ends."""
    window = _HOURS.fullmatch(text)
    if window is None:
        raise typer.BadParameter("full hours, as 9-22")
    opens, closes = int(window[1]), int(window[2])
    if not opens < closes <= _LAST_HOUR:
        raise typer.BadParameter("from 0 to 24, the first one earlier")
    return opens, closes


def number(text: str) -> int:
    """Read the number of a proposal."""
    if not text.isascii() or not text.isdecimal():
        raise typer.BadParameter("the number that the proposal printed, such as 12")
    return int(text)


def evidence(text: str) -> str:
    """Read by what a payment is proven."""
    if not text.strip():
        raise typer.BadParameter("the name of a statement or letter")
    return text


def booked(text: str) -> datetime:
    """Read a day or an instant; Jakarta time unless it says otherwise."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("a day or an instant, as 2020-09-10 or 2020-09-10T15:21") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=JAKARTA)
