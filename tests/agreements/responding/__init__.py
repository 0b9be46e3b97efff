"""Tests of the response."""
