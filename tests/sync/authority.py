"""A certificate authority of the tests' own, and a server's certificate by it."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

Key = ec.EllipticCurvePrivateKey
# Good whatever day a test travels to.
SINCE = datetime(2020, 1, 1, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=36_500)


def server_context(directory: Path, host: str) -> tuple[ssl.SSLContext, Path]:
    """What the server of that name needs, and the file of those whom its clients trust."""
    authority_key, server_key = ec.generate_private_key(ec.SECP256R1()), _key()
    authority = _certificate("Authority of the tests", authority_key, authority_key, None)
    server = _certificate(host, server_key, authority_key, authority)
    trusted, chain = directory / "trusted.pem", directory / "chain.pem"
    trusted.write_bytes(authority.public_bytes(Encoding.PEM))
    chain.write_bytes(
        server.public_bytes(Encoding.PEM)
        + server_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return context, trusted


def _key() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


def _certificate(
    name: str, key: Key, signer: Key, issuer: x509.Certificate | None
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(SINCE)
        .not_valid_after(UNTIL)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if issuer is not None:
        built = built.add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False
        )
    return built.sign(signer, hashes.SHA256())
