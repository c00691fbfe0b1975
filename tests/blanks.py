"""What a page says, however its template is laid out."""


def flowing(response) -> str:
    """The page with every run of blanks as one, as a browser shows text."""
    return " ".join(response.content.decode().split())
