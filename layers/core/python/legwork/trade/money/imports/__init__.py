"""Rows of files about money."""
