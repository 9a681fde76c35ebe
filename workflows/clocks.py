"""The type of a journey's own clock."""

from collections.abc import Callable
from datetime import datetime

Now = Callable[[], datetime]
"""Returns the programme time of the engine's current step."""
