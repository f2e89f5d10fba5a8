"""May an offer be asked for on a given day? Its own dates, those of its sessions, and how often it comes back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mec.offers.entries import SessionEntry, sessions_of
from mec.offers.enums import CalendarState, Recurrence
from mec.offers.models import Offer


@dataclass(frozen=True)
class Dates:
    """What an offer says of its calendar."""

    recurrence: str = ""
    opens_on: date | None = None
    closes_on: date | None = None
    sessions: tuple[SessionEntry, ...] = ()


def dates_of(offer: Offer) -> Dates:
    """Return what an offer that comes from `with_criteria` says of its calendar."""
    return Dates(offer.recurrence, offer.opens_on, offer.closes_on, sessions_of(offer))


@dataclass(frozen=True)
class Standing:
    state: CalendarState
    until: date | None = None
    """Last day on which it may be asked for, when it is open, or was, when it is closed."""
    since: date | None = None
    """First day of what is coming."""
    session: str = ""
    """Name of the session that is open or coming."""

    @property
    def is_closed(self) -> bool:
        return self.state in (CalendarState.CLOSED, CalendarState.BETWEEN)

    def days_left(self, today: date) -> int | None:
        """Return how many days remain, the last one counting 0; None when nothing ends."""
        if self.state != CalendarState.OPEN or self.until is None:
            return None
        return (self.until - today).days


def standing_of(dates: Dates, today: date) -> Standing:
    """Return where the offer stands; a permanent one ignores its dates, which are those of an edition."""
    if dates.recurrence == Recurrence.PERMANENT:
        return Standing(CalendarState.PERMANENT)
    if dates.closes_on is not None and dates.closes_on < today:
        return _over(dates, dates.closes_on)
    if any(session.opens_on or session.closes_on for session in dates.sessions):
        return _in_sessions(dates, today)
    if dates.opens_on is not None and dates.opens_on > today:
        return Standing(CalendarState.COMING, until=dates.closes_on, since=dates.opens_on)
    if dates.closes_on is None and dates.opens_on is None:
        return Standing(CalendarState.UNSAID)
    return Standing(CalendarState.OPEN, until=dates.closes_on)


def _in_sessions(dates: Dates, today: date) -> Standing:
    dated = (session for session in dates.sessions if session.opens_on or session.closes_on)
    sessions = sorted(dated, key=lambda session: (session.opens_on or date.min, session.name))
    for session in sessions:
        if (session.opens_on or date.min) <= today <= (session.closes_on or date.max):
            until = _earliest(session.closes_on, dates.closes_on)
            return Standing(CalendarState.OPEN, until=until, session=session.name)
    for session in sessions:
        if session.opens_on is not None and session.opens_on > today:
            until = _earliest(session.closes_on, dates.closes_on)
            return Standing(CalendarState.COMING, until=until, since=session.opens_on, session=session.name)
    last = max((session.closes_on for session in sessions if session.closes_on is not None), default=None)
    announced = len(sessions) < len(dates.sessions)
    if dates.closes_on is not None and (announced or dates.recurrence != Recurrence.ONCE):
        return Standing(CalendarState.BETWEEN, until=last)
    return _over(dates, last)


def _over(dates: Dates, last: date | None) -> Standing:
    again = dates.recurrence == Recurrence.AGAIN
    return Standing(CalendarState.BETWEEN if again else CalendarState.CLOSED, until=last)


def _earliest(*days: date | None) -> date | None:
    return min(filter(None, days), default=None)


def contradictions(dates: Dates) -> Iterable[str]:
    """Say what cannot be true together, in French."""
    if dates.opens_on and dates.closes_on and dates.opens_on > dates.closes_on:
        yield "L’ouverture vient après l’échéance."
    for session in dates.sessions:
        if session.closes_on and dates.closes_on and session.closes_on > dates.closes_on:
            yield f"{session.name}\u00a0: sa clôture vient après l’échéance de l’aide."
        if session.opens_on and dates.closes_on and session.opens_on > dates.closes_on:
            yield f"{session.name}\u00a0: elle ouvre après l’échéance de l’aide."
    # The sessions come in order: only a last one without a date may reach the deadline.
    ends = [session.closes_on for session in dates.sessions if session.closes_on]
    if dates.closes_on and ends and dates.sessions[-1].closes_on and max(ends) < dates.closes_on:
        yield "La dernière session se clôt avant l’échéance\u00a0: une session manque, ou l’échéance est fausse."
