"""Tests of the impact assessment as a record."""
