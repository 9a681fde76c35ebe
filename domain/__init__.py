"""The programme in plain Python: no engine, no network, no clock."""
