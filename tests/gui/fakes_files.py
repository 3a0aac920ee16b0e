"""Pictures and papers in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from app.presenters.attachments import Added, FileItem, Owner
from app.presenters.files import Moving, Ran, WaitingFile


class FakeFiles:
    """A queue that tests fill."""

    def __init__(self) -> None:
        self.files: tuple[WaitingFile, ...] = ()
        self.at: Moving | None = None
        self.runs = 0
        self.ends: Ran | Exception = Ran()

    def waiting(self) -> tuple[WaitingFile, ...]:
        return self.files

    def move(self, over: Callable[[], bool]) -> Ran:
        self.runs += 1
        if isinstance(self.ends, Exception):
            raise self.ends
        return self.ends

    def moving(self) -> Moving | None:
        return self.at


NOW = datetime(2026, 11, 22, 4, 20, tzinfo=UTC)


class FakeAttachments:
    """Files of contracts and customers, in memory; names that begin with `bad` are refused."""

    def __init__(self, language: str = "en") -> None:
        zh = language == "zh_CN"
        by = "陈思远" if zh else "Chen Siyuan"
        signed, photo = ("签字页.pdf", "交车.jpg") if zh else ("Signed page.pdf", "Handover.jpg")
        self.kept: dict[Owner, tuple[FileItem, ...]] = {
            Owner("contract", "HZB2-26-00412"): (
                FileItem("f1", signed, "scan", 1_420_000, NOW, by, "here", 1),
                FileItem("f2", photo, "picture", 2_300_000, NOW, by, "waiting"),
                FileItem("f3", "test-drive.mp4", "video", 48_000_000, NOW, by, "centre"),
            )
        }
        self.saved: list[tuple[str, str]] = []
        self.scans: list[bool] = []
        self.refusal: Exception | None = None
        self.seals = False

    def files(self, owner: Owner) -> tuple[FileItem, ...]:
        return self.kept.get(owner, ())

    def add(self, owner: Owner, paths: Sequence[str], *, scan: bool) -> Added:
        names = [path.rpartition("/")[2] for path in paths]
        good = [name for name in names if not name.startswith("bad")]
        made = tuple(FileItem(f"new-{name}", name, "document", 9000, NOW, "Chen", "waiting") for name in good)
        self.kept[owner] = (*self.files(owner), *made)
        self.scans.append(scan)
        refused = tuple((name, "It is damaged.") for name in names if name not in good)
        return Added(tuple(good), refused)

    def may_seal(self, owner: Owner) -> bool:
        return self.seals and owner.table == "contract"

    def seal(self, owner: Owner) -> str:
        if self.refusal is not None:
            raise self.refusal
        made = FileItem("sealed", f"{owner.key}-v1-sealed.pdf", "document", 146_000, NOW, "Chen", "waiting")
        self.kept[owner] = (*self.files(owner), made)
        return made.id

    def withdraw(self, file_id: str) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.kept = {
            owner: tuple(file for file in files if file.id != file_id) for owner, files in self.kept.items()
        }

    def save(self, file_id: str, path: str) -> None:
        self.saved.append((file_id, path))
