"""Legwork: background tasks that touch thousands of records, exactly once, cancellable for real."""
