"""Reminders: what is owed, which threshold has passed, who is told, what stands in the way."""
