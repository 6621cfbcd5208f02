"""Ctrl-C that always works: a database busy on several threads may swallow it and wait for ever."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from threading import Thread

GRACE_SECONDS = 2.0
"""How long a command may take to undo its work before the program ends without it; the store survives that."""

MOMENT = 0.2


def leave_when_stuck(say_so: Callable[[], object], exit_code: int) -> None:
    """From now on, end the program when it has not ended by itself some seconds after Ctrl-C.

    Python runs signal handlers only between its own steps, so a call that never returns blocks them; the wake-up
    pipe is written at once and is read by a thread of its own.
    """
    if os.name != "posix":  # elsewhere pipes cannot be woken; Ctrl-Break ends the program
        return
    waiting, woken = os.pipe()
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(woken, warn_on_full_buffer=False)

    def watch() -> None:
        while os.read(waiting, 1) != bytes([signal.SIGINT]):
            pass
        time.sleep(GRACE_SECONDS)
        say_so()
        time.sleep(MOMENT)  # the command itself may be saying so
        os._exit(exit_code)

    Thread(target=watch, daemon=True).start()
