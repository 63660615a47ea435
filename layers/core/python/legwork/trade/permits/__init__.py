"""Permits: their reservations, receipts and holders, and the tasks about them."""
