"""The `leadcli` command: nothing is loaded before Ctrl-C is looked after."""

from __future__ import annotations

import os
import sys

from leadcli.cli import INTERRUPTED


def run() -> None:
    """Run the command line and end the process."""
    try:
        from leadcli.cli import boundary, lean

        lean.without_numpy()
        code = boundary.run(sys.argv[1:])
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.stderr.flush()
    os._exit(code)  # not taken apart: the database complains of connections that an interrupted query left
