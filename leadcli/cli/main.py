"""The `leadcli` command: nothing is loaded before Ctrl-C is looked after."""

from __future__ import annotations

import gc
import os
import sys

from leadcli.cli import INTERRUPTED


def run() -> None:
    """Run the command line and end the process."""
    try:
        from leadcli.cli import boundary, lean

        gc.disable()  # a command is over before its garbage matters
        lean.without_numpy()
        code = boundary.run(sys.argv[1:])
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.stderr.flush()
    os._exit(code)  # not taken apart: the database complains of connections that an interrupted query left
