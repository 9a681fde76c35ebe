"""Banks and wallets through SNAP BI, the national payment standard: one core, one profile each."""
