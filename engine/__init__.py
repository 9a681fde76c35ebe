"""How we speak with Temporal: connect, encrypt, start a journey, tell it something, ask it."""
