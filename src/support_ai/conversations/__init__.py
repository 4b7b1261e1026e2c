"""The one record of what was said, on every channel."""
