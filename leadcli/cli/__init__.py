"""The command line: one file per command group, one error boundary, no rule of the trade."""
