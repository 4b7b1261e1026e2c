"""What the shop knows about its customers: name, contact, payment methods."""
