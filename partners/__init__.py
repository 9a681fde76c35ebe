"""Adapters: our words in, a partner's wire format out, our words back.

Nothing here retries, waits or knows the engine. `register`, `statements`, `signing` and
`documents` speak no HTTP, so that the gateway may use them too.
"""
