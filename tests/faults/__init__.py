"""Tests with killed processes, unavailable services and concurrent users."""
