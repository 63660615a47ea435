"""``python -m tests.formats`` writes down what rows, messages and cursors of this release are."""

from tests.formats.sample import CURRENT, taken_of, written
from tests.formats.scenario import busy_fleet

CURRENT.write_text(written(taken_of(busy_fleet())))
