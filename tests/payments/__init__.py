"""Tests of the ledger, and of the money that leaves."""
