"""Reading a plan document: a file becomes blocks, blocks an outline, the outline records, the records a plan.

`read` is the whole way. Each stage stands in a module of its own: `word`, `pdf`, `plain`, `sheet` (files → blocks),
`front` (head and foot), `outline`, `records` and `tables` (models, tasks), `aims`, `duties`, `phrases` (agencies),
`doubts` (what was read with doubt). Nothing here knows a particular document.
"""

from plans.reading.blocks import Refused
from plans.reading.pipeline import read

__all__ = ["Refused", "read"]
