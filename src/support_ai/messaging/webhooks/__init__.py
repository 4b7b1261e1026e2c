"""Signed outgoing webhooks: whoever changes something announces it, and the worker tells the shop's programs."""
