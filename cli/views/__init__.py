"""What people see of the API's answers."""
