"""What the shop sells: products and their variants."""
