"""A payday on which many are paid at once by partners that take only so many a second."""
