"""Measured claims: one program for each, and the floor that it is held against."""
