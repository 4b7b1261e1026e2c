"""The tools that every brain has: look-ups, changes that are proposed, and the way to a person."""
