"""What holds for all tests."""

import os

# Handlers are imported by more than one folder of tests, and Powertools reads this at the import.
os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "Legwork")
