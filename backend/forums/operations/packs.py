"""Freezing what a forum is shown of the plan, so that it can be shown again unchanged."""

from hashlib import sha256
from uuid import UUID

from backend.audit.checkpoints import root_of, size_of
from backend.audit.past import Past
from backend.audit.unit import Unit
from backend.errors import NotVisible
from backend.forums.models import BoardPack, Forum, PackContent
from backend.forums.packing import packed
from backend.forums.policy import require_at


def freeze_pack(unit: Unit, *, forum_id: UUID, title: str) -> BoardPack:
    """Of the log as it is committed by then: what is written meanwhile is in the next one."""
    forum = Forum.objects.visible_to(unit.by).filter(id=forum_id).first()
    if forum is None:
        raise NotVisible
    standing = require_at(unit.by, "freeze_pack", forum.id)
    log_id = unit.by.partnership_id
    past = Past(log_id, size_of(log_id), unit.at)
    root = root_of(log_id, past.size)
    content = packed(past, forum_id=forum.id, root=root)
    pack = BoardPack(
        id=unit.new_id(),
        partnership_id=log_id,
        forum=forum,
        title=title,
        log_size=past.size,
        log_root=root.hex(),
        frozen_at=unit.at,
        frozen_by_id=unit.by.id,
        digest=sha256(content).hexdigest(),
        length=len(content),
    )
    unit.record("board_pack.frozen", pack, org=standing.org)
    PackContent.objects.create(pack=pack, content=content)
    return pack
