"""What Legwork does, one verb a file: plain functions with the ports as keywords."""
