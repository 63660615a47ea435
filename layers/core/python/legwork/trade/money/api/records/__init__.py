"""Calls about the accounts of single families, of ``edit_records``."""
