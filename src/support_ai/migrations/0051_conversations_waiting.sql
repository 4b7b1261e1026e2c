-- The messages that wait for an answer, the oldest first: what a turn left behind when its process died.
create index messages_waiting on messages (created_at) where speaker = 'person' and answered_by is null;
