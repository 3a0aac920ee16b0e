"""The morning before a show: one thing to do, two worth a look."""

from __future__ import annotations

from dataclasses import replace

from app.errors import UserError
from app.i18n import N_
from app.presenters.show_check import CheckLine, ShowSigning

_LINES = (
    ("ticket", "must", "陈思远：2 天 21 小时", "Chen Siyuan: 2 d 21 h", "请在上方联网登录并由经理担保。", "Sign in for the show above, online and with a manager."),
    ("printer", "advice", "本机没有打印机", "this computer knows no printer", "请接上打印机并打印一页；没有打印机时，合同只能存为 PDF。", "Connect a printer and print one page. Without one, contracts can only be saved as PDF."),
    ("others", "advice", "王浩：1 天 4 小时", "Wang Hao: 1 d 4 h", "同去的人请在本机联网登录，并在此检查里同样办理。", "Whoever comes along signs in here, online, and does the same in this check."),
    ("clock", "ready", "与中心差 0.3 秒", "0.3 s off the centre's", "", ""),
    ("data", "ready", "刚刚更新，逐行核对无误", "up to date just now, every row verified", "", ""),
    ("cars", "ready", "12 台已租到归还为止", "12 cars leased until they are returned", "", ""),
    ("pictures", "ready", "已租车辆的 18 张图片都在本机", "18 pictures of the leased cars are here", "", ""),
    ("files", "ready", "在这里添加的都已到中心", "everything that was added here is at the centre", "", ""),
    ("templates", "ready", "contract-zh_CN@2026-11，contract-en@2026-11", "contract-zh_CN@2026-11, contract-en@2026-11", "", ""),
    ("disk", "ready", "可用 84.0 GB", "84.0 GB free", "", ""),
    ("backup", "ready", "刚刚完成，12,480 行，已核对：show-backup.db", "made just now, 12480 rows, verified: show-backup.db", "", ""),
)  # fmt: skip


class FakeShowCheck:
    """Measures what it is told to; counts how often."""

    def __init__(self, language: str = "en") -> None:
        zh = language == "zh_CN"
        self.measured = 0
        self.signed: list[ShowSigning] = []
        self.lines = tuple(
            CheckLine(key, level, found if zh else found_en, fix if zh else fix_en)
            for key, level, found, found_en, fix, fix_en in _LINES
        )

    def measure(self) -> tuple[CheckLine, ...]:
        self.measured += 1
        return self.lines

    def sign(self, password: str, asked: ShowSigning) -> None:
        if password != "showroom":
            raise UserError("wrong_password", N_("The password is wrong. Type it again."), field="password")
        self.signed.append(asked)
        self.lines = tuple(
            replace(line, level="ready", fix="") if line.key == "ticket" else line for line in self.lines
        )
