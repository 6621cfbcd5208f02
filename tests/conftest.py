"""What holds for every test."""

from __future__ import annotations

import signal

from hypothesis import settings

settings.register_profile("patient", deadline=None)  # a busy machine is slow, not wrong
settings.load_profile("patient")

signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it is ignored, as children would ignore it
