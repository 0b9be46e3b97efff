"""What people are told, in the service and by mail."""
