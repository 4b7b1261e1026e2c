"""Who acts and what they may do: pure values, no input or output."""
