"""The verbs: each asks partners and records one thing and may wait or fail by itself."""
