"""The command line: one file per command group, one error boundary, no rule of the trade."""

INTERRUPTED = 130
"""The exit code after Ctrl-C."""
