"""The changes of an order, one file each."""
