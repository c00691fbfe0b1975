"""The plan editor: what was read (or a plan's own content) as rows that people correct, and the plan made of them."""
