"""Arithmetic of the municipal code: pure functions of numbers and days, without a clock."""
