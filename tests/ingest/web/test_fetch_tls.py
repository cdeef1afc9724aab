"""Over TLS the connection goes to the checked address, and the certificate must be the name's."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.ingest_errors import NotFetched
from ingest.web.addresses import Address
from ingest.web.fetch import Web
from tests.site import PAGE, Page, Site, running, settings

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate, with its key, for the name localhost and for no address."""
    path = tmp_path / "localhost.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", path, "-out", f"{path}.crt"),
        ],
        check=True,
        capture_output=True,
    )
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


@pytest.fixture
def site(certificate: Path) -> Iterator[Site]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with running(Site({"/": Page(PAGE)}), tls=tls) as started:
        yield started


def secure(site: Site, host: str) -> Address:
    return Address(site.url("/", host).replace("http:", "https:"))


def test_a_certificate_that_nobody_vouches_for(site: Site) -> None:
    with pytest.raises(NotFetched, match="no certificate that can be trusted"):
        Web(settings()).read(secure(site, "localhost"))


def test_the_certificate_must_be_that_of_the_name(
    site: Site, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    web = Web(settings())
    assert web.read(secure(site, "localhost")).data == PAGE.encode()
    with pytest.raises(NotFetched, match="no certificate that can be trusted"):
        web.read(secure(site, "127.0.0.1"))
