"""Property tests draw the same examples every time; `--hypothesis-profile=long` draws many more, anew each time."""

import signal

from hypothesis import HealthCheck, settings

_CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("ci", max_examples=150, derandomize=True, deadline=None, suppress_health_check=_CHECKS)
settings.register_profile("long", max_examples=5_000, deadline=None, suppress_health_check=_CHECKS)
settings.load_profile("ci")

# Where tests run in the background of a script, interrupts are ignored, and what they start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
