"""Calls about single families and students, of ``edit_records``."""
