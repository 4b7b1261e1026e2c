"""A hostile mind in place of a brain: every tool as everybody, with everything it could say; nothing foreign, nothing changed."""
