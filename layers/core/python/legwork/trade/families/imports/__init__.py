"""What rows of files about families are."""
