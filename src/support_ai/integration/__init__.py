"""Files in and out: import and export of the shop's data."""
