"""Work for people: tickets with comments, due times and a history."""
