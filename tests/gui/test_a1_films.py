"""Films of a model: taken in, seen after its pictures at every desk, played where Qt Multimedia is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.errors import UserError
from app.filing import Filing
from app.gateways.pictures import PicturesOfTerminal
from app.presenters.base import run_now
from app.presenters.pictures import GalleryPresenter
from app.views.viewer import Viewer, hold_film, plays_films
from tests.gui.fakes_pictures import CLIP
from tests.shop import MODEL, Till, settle

pytest.importorskip("PySide6.QtMultimedia", reason="films are played by an optional part: make video")
Key = Qt.Key
WAIT_MS = 20_000


def filmed(till: Till, content: bytes, folder: Path) -> PicturesOfTerminal:
    """Show the model by a film; the terminal's door to it."""
    file = folder / "drive.mp4"
    file.write_bytes(content)
    Filing(till.as_("sun")).set_picture(MODEL, file)
    return PicturesOfTerminal(till.wang)


def gallery(qtbot: QtBot, gateway: PicturesOfTerminal) -> tuple[Viewer, GalleryPresenter]:
    """The viewer, at the film that was added last."""
    presenter = GalleryPresenter(run_now, gateway, ("model", MODEL), plays_films, hold_film)
    viewer = Viewer(presenter, "X7")
    qtbot.addWidget(viewer)
    viewer.resize(600, 500)
    viewer.show()
    films = [at for at, leaf in enumerate(presenter.state.leaves) if leaf.kind == "video"]
    presenter.show(films[0])
    return viewer, presenter


def test_a_film_plays_pauses_and_is_let_go(counter: Till, tmp_path: Path, qtbot: QtBot) -> None:
    viewer, _ = gallery(qtbot, filmed(counter, CLIP.read_bytes(), tmp_path))
    player = viewer.player
    assert player is not None
    qtbot.waitUntil(lambda: player.frame.shown.isValid() and player.position.value() > 0, timeout=WAIT_MS)
    seen = player.frame.grab().toImage()
    colours = {seen.pixelColor(x, seen.height() // 2).rgb() for x in range(0, seen.width(), 8)}
    assert len(colours) > 3, "the test pattern has bars"
    assert player.time.text().endswith("/ 0:03")
    assert player.play.text() == "Pause"
    qtbot.keyClick(player, Key.Key_Space)
    qtbot.waitUntil(lambda: player.play.text() == "Play", timeout=WAIT_MS)
    qtbot.keyClick(viewer, Key.Key_Escape)
    assert not player.frame.shown.isValid()


def test_a_film_that_nobody_can_decode_says_so_and_a_copy_can_be_saved(
    counter: Till, tmp_path: Path, qtbot: QtBot
) -> None:
    unknown = CLIP.read_bytes().replace(b"mp4v", b"zzzz").replace(b"esds", b"zsds")
    viewer, presenter = gallery(qtbot, filmed(counter, unknown, tmp_path))
    qtbot.waitUntil(lambda: "cannot be played" in presenter.state.trouble, timeout=WAIT_MS)
    assert presenter.state.film is None
    presenter._set(trouble="")
    presenter.not_played("of a film that is gone")
    assert presenter.state.trouble == ""
    viewer.reject()


def test_a_film_that_was_changed_on_the_disk_is_not_played_as_if_it_were_whole(
    counter: Till, tmp_path: Path, qtbot: QtBot
) -> None:
    gateway = filmed(counter, CLIP.read_bytes() + b"changed", tmp_path)
    filing = Filing(counter.wang)
    film = next(row for row in filing.pictures_of_model(MODEL) if row.name == "drive.mp4")
    sealed = filing.store._file(film.sha256)
    sealed.write_bytes(sealed.read_bytes()[:-1] + b"?")
    viewer, presenter = gallery(qtbot, gateway)
    qtbot.waitUntil(lambda: presenter.state.trouble != "", timeout=WAIT_MS)
    assert "damaged" in presenter.state.trouble
    viewer.reject()


def test_a_film_comes_to_every_desk_after_the_pictures_and_a_paper_is_none(
    counter: Till, booth: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture, paper = tmp_path / "car.jpg", tmp_path / "leaflet.pdf"
    Image.effect_noise((300, 200), 50).save(picture)
    paper.write_bytes(b"%PDF-1.7 a leaflet")
    filing = Filing(counter.as_("sun"))
    filing.set_picture(MODEL, picture)
    filmed(counter, CLIP.read_bytes(), tmp_path)
    with pytest.raises(UserError, match="not_a_picture"):
        filing.set_picture(MODEL, paper)
    counter.sync()
    Filing(counter.wang).transfer()
    settle(booth)
    Filing(booth.wang).transfer()
    gateway = PicturesOfTerminal(booth.wang)
    leaves = gateway.leaves(("model", MODEL))
    kinds = [leaf.kind for leaf in leaves]
    assert kinds == sorted(kinds), "pictures first"
    assert gateway.small(("model", MODEL), 96) is not None, "a picture stands for the model"
    film = next(leaf for leaf in leaves if leaf.name == "drive.mp4")
    assert bytes(gateway.film(film, hold_film).data()) == CLIP.read_bytes()
    monkeypatch.setattr("app.gateways.pictures.FILM_MOST", 1000)
    with pytest.raises(UserError, match="film_too_large"):
        gateway.film(film, hold_film)
