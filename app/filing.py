"""Pictures and papers at a terminal that someone has opened: taken in, found again, moved to and from the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.blobs import BlobStore
from app.domain import attachments as rules
from app.domain.attachments import FileKind, FileState
from app.errors import DataDamaged, ServerUnreachable, UserError
from app.i18n import N_
from app.models.local import Op
from app.queries import attachments as query
from app.services import attachments, contracts, papers
from app.services.attachments import Content
from app.single import FileLock
from app.sync import blobs
from app.sync.blobs import Moved, Progress, Transfers
from app.sync.transport import Blob, Credentials, Transport

if TYPE_CHECKING:
    from app.queries.attachments import FileRow
    from app.workplace import Workplace

_PIECE = 1 << 20


class Filing:
    """The files of one workplace."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self.store = BlobStore(workplace.folder / "blobs", workplace.unlocked.data_key)

    def attach(self, contract_no: str, file: Path, *, scan: bool = False) -> str:
        """Put a file to a contract; returns the attachment's id."""
        content = self._kept(file, scan=scan)
        return attachments.attach(self._workplace.unit_of_work(), contract_no=contract_no, content=content)

    def attach_paper(self, contract_no: str) -> str:
        """Put the contract's own paper, as it was signed, to the contract."""
        with self._workplace.reading() as session:
            contract = contracts.find(session, contract_no)
            if papers.latest_signature(session, contract.id) is None:
                message = N_("The contract is not signed yet. Sign it first, or name a file.")
                raise UserError("not_signed", message, field="no")
            name, paper = f"{contract.no}-v{contract.version}.pdf", papers.printable(session, contract)
        return self.attach_made(contract_no, name, paper)

    def attach_made(self, contract_no: str, name: str, pdf: bytes) -> str:
        """Put a paper that this program has made to a contract; returns the attachment's id."""
        content = self._kept_paper(FileKind.DOCUMENT, name, pdf, own=True)
        return attachments.attach(self._workplace.unit_of_work(), contract_no=contract_no, content=content)

    def set_picture(self, code: str, file: Path) -> str:
        """Show a model by this picture; returns the picture's id."""
        return attachments.set_picture(self._workplace.unit_of_work(), code=code, content=self._kept(file))

    def attach_to_customer(self, customer_id: str, file: Path) -> str:
        """Put a paper of theirs to a customer; returns the attachment's id."""
        content = self._kept(file)
        return attachments.attach_to_customer(
            self._workplace.unit_of_work(), customer_id=customer_id, content=content
        )

    def attach_to_inspection(self, look_id: str, file: Path) -> str:
        """Show what was found at a car by a picture; returns the attachment's id."""
        content = self._kept(file)
        return attachments.attach_to_inspection(
            self._workplace.unit_of_work(), look_id=look_id, content=content
        )

    def photograph(self, trade_in_id: str, place: str, file: Path) -> str:
        """A photo of a used car; returns the attachment's id."""
        return attachments.attach_to_trade_in(
            self._workplace.unit_of_work(), trade_in_id=trade_in_id, place=place, content=self._kept(file)
        )

    def withdraw(self, attachment_id: str) -> None:
        """Take a file back that is not at the server; its content goes from this computer, too."""
        for sha256 in attachments.withdraw(self._workplace.unit_of_work(), attachment_id=attachment_id):
            self.store.forget(sha256)

    def files_of_customer(self, customer_id: str) -> list[FileRow]:
        """A customer's papers."""
        with self._workplace.reading() as session:
            return query.list_of(session, customer_id)

    def files_of(self, contract_no: str) -> list[FileRow]:
        """What was put to a contract."""
        with self._workplace.reading() as session:
            return query.list_of(session, contracts.find(session, contract_no).id)

    def versions_of_scans(self, contract_no: str) -> dict[str, int]:
        """Which signed version each signed page of a contract shows, by the file's id."""
        with self._workplace.reading() as session:
            rows = query.list_scans(session, contract_no=contract_no)
        return {row.id: row.version for row in rows if row.version is not None}

    def pictures_of_model(self, code: str) -> list[FileRow]:
        """What a model looks like, the newest picture first; films after the pictures."""
        with self._workplace.reading() as session:
            return query.list_pictures(session, code)

    def file(self, row_id: str) -> FileRow:
        """A file by its row."""
        with self._workplace.reading() as session:
            found = query.find_file(session, row_id)
        if found is None:
            raise UserError("file_unknown", N_("This file is not known here any more."))
        return found

    def thumbnail(self, row: FileRow) -> bytes | None:
        """A file's thumbnail, if it has one that is here."""
        sha256 = row.thumbnail_sha256
        if sha256 is None or not self.store.has(sha256):
            return None
        try:
            return self.store.read(sha256)
        except DataDamaged:
            if row.state == FileState.READY:
                self.store.forget(sha256)  # the next run fetches it again
            return None

    def content(self, row: FileRow) -> Iterator[bytes]:
        """A file's content; one that is not here is fetched first, if the server has it. *Online*, then."""
        if not self.store.has(row.sha256):
            if row.state != FileState.READY:
                message = N_("The file is still on the computer where it was taken in. Try again later.")
                raise UserError("blob_pending", message)
            with closing(self._line()) as line:
                credentials = Credentials.of(self._workplace.vault)
                Transfers(self.store, line, credentials).fetch(Blob(row.scope, row.sha256, row.size))
        with self.store.open(row.sha256) as content:
            while data := content.read(_PIECE):
                yield data

    def bring(self, rows: Sequence[FileRow]) -> list[FileRow]:
        """Have these files here, thumbnails too, as far as the server has them; returns those that are not."""
        with closing(self._line()) as line, suppress(ServerUnreachable):
            transfers = Transfers(self.store, line, Credentials.of(self._workplace.vault))
            for row in rows:
                try:
                    for blob in self._absent(row):
                        transfers.fetch(blob)
                except ServerUnreachable:
                    raise  # nor is it for the next one
                except UserError:
                    continue
        return [row for row in rows if self._absent(row)]

    def _absent(self, row: FileRow) -> list[Blob]:
        """A file's contents that are not here, the thumbnail first."""
        found = [Blob(row.scope, row.sha256, row.size)]
        if row.thumbnail_sha256 is not None:
            found.insert(0, Blob(row.scope, row.thumbnail_sha256, row.thumbnail_size or 0))
        return [blob for blob in found if not self.store.has(blob.sha256)]

    def transfer(
        self, over: Callable[[], bool] = lambda: False, told: Callable[[Progress], None] = lambda _: None
    ) -> Moved:
        """Send contents and fetch thumbnails until all is done, something is entered, or it is `over`; make room.

        One program of a folder at a time; another that asks meanwhile is told that nothing moved.
        """
        one_at_a_time = FileLock(self._workplace.folder / "blobs.lock")
        if not one_at_a_time.acquire(wait=False):
            return Moved()
        try:
            with closing(self._line()) as line, self._workplace.reading() as session:
                moved = self._transfers(line, over, told).run(session)
                self.store.evict(blob.sha256 for blob in blobs.unsent(session))
            return moved
        finally:
            one_at_a_time.release()

    def unsent(self) -> int:
        """How many contents lie here that are not at the server."""
        with self._workplace.reading() as session:
            return sum(self.store.has(blob.sha256) for blob in blobs.unsent(session))

    def waiting(self) -> list[query.UnsentRow]:
        """The files that lie here and are not at the server, the oldest first."""
        with self._workplace.reading() as session:
            return [row for row in query.list_unsent(session) if self.store.has(row.sha256)]

    def _transfers(
        self, line: Transport, over: Callable[[], bool], told: Callable[[Progress], None]
    ) -> Transfers:
        """They give way to whatever is entered from now on; what failed to be pushed before does not stop them."""
        newest = self._newest_op()
        credentials = Credentials.of(self._workplace.vault)
        return Transfers(self.store, line, credentials, lambda: over() or self._newest_op() != newest, told)

    def _line(self) -> Transport:
        """A line of its own: ops neither wait behind a chunk nor share its fate."""
        return Transport(self._workplace.vault.identity().server_url)

    def _newest_op(self) -> int:
        with self._workplace.reading() as session:
            return session.scalar(select(func.max(Op.no))) or 0

    def _kept(self, file: Path, *, scan: bool = False) -> Content:
        """Take a file in: a picture is made anew and gets a thumbnail, all else stays as it is."""
        media_type, size = _looked_at(file)
        kind = rules.kind_of(media_type, scan=scan)
        if media_type == rules.MP4:
            sha256, size = self.store.keep(_pieces(file))
            return Content(kind, file.name, media_type, size, sha256)
        data = b"".join(_pieces(file))
        if media_type == rules.PDF:
            return self._kept_paper(kind, file.name, data)
        from app.documents import pictures  # here and not above: it takes a while to load

        made = pictures.prepare(data)
        sha256, size = self.store.keep([made.content])
        thumbnail, small = self.store.keep([made.thumbnail])
        name = Path(file.name).with_suffix(".jpg").name
        return Content(kind, name, rules.JPEG, size, sha256, small, thumbnail)

    def _kept_paper(self, kind: FileKind, name: str, pdf: bytes, *, own: bool = False) -> Content:
        """A PDF stays as it is; its first page is its thumbnail, unless it cannot be shown."""
        from app.documents import foreign, pictures, preview

        sha256, size = self.store.keep([pdf])
        first_page = preview.page if own else foreign.page
        try:
            first = pictures.thumbnail(first_page(pdf, 0, pictures.THUMBNAIL))
        except UserError:
            return Content(kind, name, rules.PDF, size, sha256)
        thumbnail, small = self.store.keep([first])
        return Content(kind, name, rules.PDF, size, sha256, small, thumbnail)


def _looked_at(file: Path) -> tuple[str, int]:
    """What the file is and how large, before any of it is taken in."""
    head = next(_pieces(file), b"")
    media_type, size = rules.media_type_of(head[: rules.HEAD_BYTES]), file.stat().st_size
    rules.check_size(media_type, size)
    return media_type, size


def _pieces(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as source:
            while data := source.read(_PIECE):
                yield data
    except OSError as error:
        raise UserError(
            "file_not_readable", N_("{file} cannot be read. Look whether it is there."), field="file", file=str(file)
        ) from error  # fmt: skip
