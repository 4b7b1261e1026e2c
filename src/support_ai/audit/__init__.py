"""Every act leaves a row that nobody can change."""
