"""Accounts, passwords, sessions and tokens: who somebody is, proven."""
