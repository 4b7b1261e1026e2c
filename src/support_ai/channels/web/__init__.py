"""The website: REST, server-sent events, the socket."""
