"""Accounts as callers see and change them."""
