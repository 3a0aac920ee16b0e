"""PAdES by pyHanko, an optional part (`make pades`): puts a seal on a PDF, and looks at one.

A seal is an addition behind the PDF's own bytes. It certifies the paper: readers say whose it is, and take whatever is
added or changed after it for a change. Papers of anyone are looked at through `foreign.py`, in a process of their own.
"""

from __future__ import annotations

import asyncio
import base64
import importlib.util
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.clock import iso
from app.domain.seal import STAMPED_BY
from app.errors import UserError
from app.i18n import N_

if TYPE_CHECKING:
    from datetime import datetime

    from app.certificates import KeyFile

FIELD = "Seal"
Ask = Callable[[bytes], bytes]
"""Puts a request in DER to a time stamp authority; its answer."""


def require() -> None:
    """Refuse where the part is not installed."""
    if importlib.util.find_spec("pyhanko") is None:
        message = N_(
            "What seals papers, and looks at seals, is not installed on this computer. Have it installed: make pades"
        )
        raise UserError("seal_part_missing", message)


def put(pdf: bytes, seal: KeyFile, *, at: datetime, ask: Ask | None = None) -> bytes:
    """The paper with the seal behind it; `ask` puts a request to the authority that stamps it with its own time."""
    require()
    from asn1crypto import keys, x509
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    vouching = SimpleCertificateStore.from_certs([x509.Certificate.load(each) for each in seal.chain])
    certificate, key = x509.Certificate.load(seal.certificate.der), keys.PrivateKeyInfo.load(seal.key)
    what = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )  # fmt: skip
    signer = signers.PdfSigner(
        what, signers.SimpleSigner(certificate, key, vouching), timestamper=_stamping(ask) if ask else None
    )
    return asyncio.run(_put(signer, IncrementalPdfFileWriter(io.BytesIO(pdf)), at))


def unstamped() -> UserError:
    """What to say of an authority whose stamp is none: pyHanko looks no further than that there is one."""
    message = N_(
        "The time stamp authority gave no stamp that holds, so nothing was sealed. Ask the administrator to look at "
        "the setting {setting}."
    )
    return UserError("time_stamp_refused", message, setting=STAMPED_BY)


def _stamping(ask: Ask) -> Any:
    """pyHanko's client of such authorities, over our own way to them."""
    from pyhanko.sign.timestamps import TimeStamper

    class Stamping(TimeStamper):  # type: ignore[misc]  # pyHanko may be missing where types are checked
        async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:
            nonce, request = self.request_cms(message_digest, md_algorithm)
            return _stamp_in(ask(request.dump()), nonce)

    return Stamping()


def _stamp_in(answer: bytes, nonce: Any) -> Any:
    """The stamp in an authority's answer."""
    from asn1crypto import tsp
    from pyhanko.sign.timestamps.common_utils import extract_ts_certs, handle_tsp_response
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    try:
        stamp = handle_tsp_response(tsp.TimeStampResp.load(answer), nonce)
        list(extract_ts_certs(stamp, SimpleCertificateStore()))  # pyHanko reads these, too, but later
    except Exception as error:  # whatever pyHanko stumbles over in an answer is no stamp that holds
        raise unstamped() from error
    return stamp


async def _put(signer: Any, writer: Any, at: datetime) -> bytes:
    """What pyHanko's own `sign_pdf` does, at a time that is given."""
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    session = signer.init_signing_session(writer)
    session.system_time = at
    room = await session.estimate_signature_container_size(None)
    unsigned = session.prepare_tbs_document(validation_info=None, bytes_reserved=room)
    digest, output = unsigned.digest_tbs_document()
    done = await unsigned.perform_signature(
        document_digest=digest.document_digest, pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=at)
    )
    await done.post_signature_processing(output)
    sealed: bytes = output.getvalue()
    return sealed


def look(pdf: bytes) -> dict[str, Any]:
    """What stands in a file, for `foreign.seal_on`; only the arithmetic, no question of trust and no network."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    first = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    nobody = ValidationContext(trust_roots=[], allow_fetching=False)
    told = validate_pdf_signature(first, signer_validation_context=nobody, skip_diff=True)
    at, stamp = first.self_reported_timestamp, told.timestamp_validity
    holds = stamp is None or bool(stamp.intact and stamp.valid)
    return {
        "certificate": _encoded(first.signer_cert),
        "at": iso(at) if at is not None and at.tzinfo is not None else None,
        "stamp": [iso(stamp.timestamp), _encoded(stamp.signing_cert)] if stamp and holds else None,
        "intact": bool(
            holds and told.intact and told.valid and told.coverage != SignatureCoverageLevel.UNCLEAR
        ),
        "last": told.coverage == SignatureCoverageLevel.ENTIRE_FILE,
    }


def _encoded(certificate: Any) -> str:
    return base64.b64encode(certificate.dump()).decode("ascii")
