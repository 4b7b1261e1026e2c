"""The one life of every change that needs somebody's yes: proposed, perhaps approved, committed or not."""
