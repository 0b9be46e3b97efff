"""Duties: the dated promises of the signed words, opened by the clock and kept by the organisations that owe them."""
