"""Calls about money."""
