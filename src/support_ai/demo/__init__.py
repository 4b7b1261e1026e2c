"""The demo shop: its people, orders and policies, with days that move with the calendar."""
