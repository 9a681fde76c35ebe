"""What happens, in which order, and what is waited for."""
