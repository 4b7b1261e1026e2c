"""Orders with their items, shipments and returns."""
