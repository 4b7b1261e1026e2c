"""What every package stands on: database, keys, jobs, live events, errors, HTTP edges."""
