from backend.forums.operations.forums import add_forum

__all__ = ["add_forum"]
