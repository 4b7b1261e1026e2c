"""The money ledger: append-only, in integer minor units."""
