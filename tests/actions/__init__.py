"""Tests of the life of a change."""
