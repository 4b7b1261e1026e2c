"""What happened in the shop over time: financial reports and analytics. It reads every table and changes none."""
