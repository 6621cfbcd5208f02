"""Whether an error can be told to people."""

from __future__ import annotations

from leadcli.domain.errors import LeadcliError
from leadcli.i18n import LANGUAGES, Words


def codes_told(error: LeadcliError) -> list[str]:
    """The codes of an error, once each has proved to have a sentence and a hint in every language."""
    for problem in error.problems:
        for language in LANGUAGES:
            assert Words(language)(f"error.{problem.code}", **problem.params)
            assert Words(language)(f"hint.{problem.code}", **problem.params)
    return [problem.code for problem in error.problems]
