"""Since when a contact is owed, and how often: one rule for all gradings."""

from __future__ import annotations


def owed_at(contacts: str, begins: str, times: str, days: str) -> str:
    """SQL of the moment from which on fewer than so many contacts lie within the last days.

    Args:
        contacts: SQL of the times of the last contacts, the newest first.
        begins: SQL of when the clock started where there were fewer contacts.
        times: SQL of how many contacts are wanted.
        days: SQL of within how many days.
    """
    return f"(coalesce({contacts}[{times}], {begins}) + to_days({days}))"


def last_given(given: str, day: str) -> str:
    """SQL of the day each lead was last given its owner up to a day (SQL); what came later does not exist."""
    return f"(SELECT lead_no, max(given_on) AS given_on FROM {given} WHERE given_on <= {day} GROUP BY lead_no)"
