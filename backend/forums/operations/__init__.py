from backend.forums.operations.assurances import receive_assurance, submit_assurance
from backend.forums.operations.forums import add_forum

__all__ = ["add_forum", "receive_assurance", "submit_assurance"]
