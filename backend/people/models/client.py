"""Programs that get their tokens over OAuth 2 (RFC 6749): the applications, codes and tokens of
django-oauth-toolkit, bound to the profile whose rights they carry. Only digests are kept.
"""

from datetime import datetime
from hmac import compare_digest

from django.db import models
from django.db.models import Q
from oauth2_provider.models import (
    AbstractAccessToken,
    AbstractApplication,
    AbstractGrant,
    AbstractIDToken,
    AbstractRefreshToken,
    check_redirect_to_uri_allowed,
)
from oauthlib.oauth2.rfc6749.errors import MissingRedirectURIError

from backend.people.models.actor import Actor
from backend.people.models.partnership import Belonging
from backend.people.models.profile import Profile

LOOPBACK = ("http://127.0.0.1", "http://[::1]")


class ClientKind(models.TextChoices):
    SYSTEM = "system"
    TOOL = "tool"


# The toolkit has no types.
class Client(Belonging, AbstractApplication):  # type: ignore[misc,django-manager-missing]
    """A program known here. A partner's system acts as its own profile and keeps a secret; a tool
    keeps none and acts as the person who lets it.
    """

    kind = models.CharField(max_length=6, choices=ClientKind.choices)
    # The system's; a tool has none of its own.
    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=100)
    # What it may ask for at most.
    scopes = models.JSONField()
    redirect_uris = models.JSONField(default=list)
    revoked_at = models.DateTimeField(null=True)

    # Columns of the toolkit's for what is not done here, or is said by others above.
    user = None
    hash_client_secret = None
    post_logout_redirect_uris = None
    allowed_origins = None
    cimd_expires_at = None
    created = None
    updated = None
    algorithm = AbstractApplication.NO_ALGORITHM
    registration_source = AbstractApplication.RegistrationSource.MANUAL
    skip_authorization = False

    subject_type = "client"
    disclosed = ("name", "redirect_uris")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="system", profile__isnull=False)
                | Q(kind="tool", profile__isnull=True),
                name="client_system_has_a_profile",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def client_id(self) -> str:
        return str(self.id)

    @property
    def client_type(self) -> str:
        is_system = self.kind == ClientKind.SYSTEM
        kinds = AbstractApplication
        return str(kinds.CLIENT_CONFIDENTIAL if is_system else kinds.CLIENT_PUBLIC)

    @property
    def authorization_grant_type(self) -> str:
        is_system = self.kind == ClientKind.SYSTEM
        kinds = AbstractApplication
        return str(kinds.GRANT_CLIENT_CREDENTIALS if is_system else kinds.GRANT_AUTHORIZATION_CODE)

    @property
    def client_secret(self) -> "ClientAccess":
        """What a secret that is sent is compared with."""
        return self.access

    @property
    def default_redirect_uri(self) -> str:
        if len(self.redirect_uris) != 1:
            raise MissingRedirectURIError
        return str(self.redirect_uris[0])

    def redirect_uri_allowed(self, uri: str) -> bool:
        """Exactly as registered, but for the port of a program on one's own machine (RFC 8252)."""
        if uri in self.redirect_uris:
            return True
        local = [one for one in self.redirect_uris if one.startswith(LOOPBACK)]
        allowed, _ = check_redirect_to_uri_allowed(uri, local)
        return bool(allowed)


class ClientAccess(models.Model):
    """By which secret a client is known, and when it last was: not recorded."""

    client = models.OneToOneField(
        Client, on_delete=models.PROTECT, primary_key=True, related_name="access"
    )
    # Null: a tool, which cannot keep one.
    digest = models.CharField(max_length=64, null=True)  # noqa: DJ001 - of none there is no digest
    # The secret before this one, which is taken until then.
    former_digest = models.CharField(max_length=64, null=True)  # noqa: DJ001 - likewise
    former_until = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.client_id)

    def admits(self, digest: str, at: datetime) -> bool:
        if self.digest is not None and compare_digest(self.digest, digest):
            return True
        if self.former_digest is None or self.former_until is None or self.former_until <= at:
            return False
        return compare_digest(self.former_digest, digest)


class ActsAs(models.Model):
    """What a token or code opens is what this profile may see and do."""

    id = models.UUIDField(primary_key=True, editable=False)
    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


def _actor(opened: ActsAs) -> Actor:
    return opened.profile.actor


class AuthorizationCode(ActsAs, AbstractGrant):  # type: ignore[misc]  # the toolkit has no types
    """What a tool exchanges for its first tokens, once; spent, it is kept until it would have
    expired, so that a second try is noticed.
    """

    code = models.CharField(max_length=64, unique=True)  # its SHA-256
    used_at = models.DateTimeField(null=True)

    user = property(_actor)
    nonce = None
    claims = None
    # RFC 8707: there is one resource here, so none is named.
    resource = None

    def __str__(self) -> str:
        return str(self.id)


class AccessToken(ActsAs, AbstractAccessToken):  # type: ignore[misc]  # likewise
    """`token` is always empty: `token_checksum` is the SHA-256 of it."""

    user = property(_actor)
    resource = None

    def __str__(self) -> str:
        return str(self.id)


class RefreshToken(ActsAs, AbstractRefreshToken):  # type: ignore[misc]  # likewise
    """Good for one renewal; a second try with it ends all that stem from the same consent."""

    # However often it is renewed: then the person is asked again.
    ends_at = models.DateTimeField()

    user = property(_actor)
    resource = None

    class Meta(AbstractRefreshToken.Meta):  # type: ignore[misc]  # likewise
        pass

    def __str__(self) -> str:
        return str(self.id)


class IdToken(AbstractIDToken):  # type: ignore[misc]  # likewise
    """Nobody signs in elsewhere with what is given out here: the table stays empty. The toolkit's
    tokens refer to it, and so does the command that clears expired ones.
    """

    user = None
