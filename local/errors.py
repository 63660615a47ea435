"""What can go wrong with the embedded stack, said so that one knows what to do."""


class StackError(Exception):
    """The embedded stack cannot do what was asked; the message is one sentence for people."""
