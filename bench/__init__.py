"""What Legwork costs: requests, units, dollars, growth, processor time, and time to start."""
