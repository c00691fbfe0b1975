"""The demonstration: a district on 20/12/2024, told as a history of real moves from the data in fixtures/demonstration.

`loading.load()` writes it into an empty database. Nothing here is used in production.
"""
