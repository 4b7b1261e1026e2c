"""Scripted conversations, played with the whole program on a fresh copy of a data set, and judged."""
