"""What is raised when something outside this process is needed and does not answer; every floor may raise it."""


class Away(Exception):
    """The text is the sentence the person will read (503); nothing of what was asked for has happened."""
