"""What leaves the house: mail today, sent by a job, so that no request waits for the outside."""
