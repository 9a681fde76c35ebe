"""The auditor: judges a run of the system by its evidence, sharing no code and no data with it."""
