"""A person's data across the packages below: export, erasure, retention, and the keys that seal it."""
