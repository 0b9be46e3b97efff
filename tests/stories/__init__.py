"""Stories: whole journeys through the service."""
