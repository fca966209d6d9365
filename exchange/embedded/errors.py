"""What can go wrong with the embedded servers, in sentences for whoever started them."""


class EmbeddedError(Exception):
    """The embedded servers cannot do what was asked; the message is a sentence for the operator."""
