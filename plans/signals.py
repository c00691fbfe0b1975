"""What the apps above may want to hear of."""

from django.dispatch import Signal

# An entry of the log was written and is there for good. Arguments: `activity`, the entry; it may correct another one.
log_written = Signal()
