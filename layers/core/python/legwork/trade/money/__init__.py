"""Money: what families owe, and what they have paid. A ledger of postings."""
