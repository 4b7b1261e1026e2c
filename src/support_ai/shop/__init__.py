"""What the owner configures."""
