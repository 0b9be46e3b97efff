"""Tests of the supply log."""
