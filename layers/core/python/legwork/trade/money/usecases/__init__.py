"""What people do with accounts of families."""
