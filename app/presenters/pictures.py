"""Small pictures that screens share, and large ones to leaf through. Decoded elsewhere, kept within bounds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from app.changes import Changes
from app.documents.preview import Picture
from app.domain import colours
from app.presenters.base import Presenter, Run

Hold = Callable[[int, Iterable[bytes]], Any]
"""Gathers a film of that size from its pieces."""
Subject = tuple[str, ...]
"""What is to be seen: (`model`, its code), perhaps with a family of colours, or (`file`, the id of an attachment)."""
TABLES = ("attachment", "model_picture", "content")
MOST_BYTES = 24_000_000
"""Of small pictures in memory."""
LARGE_KEPT = 3
LARGE = 2048
"""Pixels of the longer side of a large picture."""


def of_model(code: str, paint: str = "") -> Subject:
    """A model's pictures, those of a car in that paint before others."""
    family = colours.family_of(paint)
    return ("model", code, family) if family else ("model", code)


@dataclass(frozen=True)
class Leaf:
    """One picture or page to look at. `kind`: `picture`, `page` or `video`."""

    key: str
    name: str
    kind: str = "picture"
    detail: str = ""


class PicturesGateway(Protocol):
    """Where pictures come from; any thread may ask."""

    def small(self, subject: Subject, longest: int) -> Picture | None:
        """It as far as it is here; none: there is none, it is still on its way, or it cannot be shown."""

    def leaves(self, subject: Subject) -> tuple[Leaf, ...]:
        """All that there is to leaf through."""

    def large(self, leaf: Leaf, longest: int) -> Picture:
        """One of them, fetched first if it is not here; a refusal in a sentence if it cannot be shown."""

    def film(self, leaf: Leaf, hold: Hold) -> Any:
        """One of kind `video`, as a whole."""


Here = Callable[["Picture | None"], object]


class PicturesPresenter:
    """The small ones. A screen asks again when `follow` tells it that pictures came or changed."""

    def __init__(self, run_io: Run, gateway: PicturesGateway, most_bytes: int = MOST_BYTES) -> None:
        self._run_io, self.gateway, self._most = run_io, gateway, most_bytes
        self._kept: OrderedDict[tuple[Subject, int], Picture | None] = OrderedDict()
        self._asked: dict[tuple[Subject, int], list[Here]] = {}
        self._followers: list[Callable[[], object]] = []
        self._turn = 0

    def want(self, subject: Subject, longest: int, here: Here) -> None:
        """Have `here` called with it, at once if it is in memory."""
        key = subject, longest
        if key in self._kept:
            self._kept.move_to_end(key)
            here(self._kept[key])
            return
        waiting = self._asked.setdefault(key, [])
        waiting.append(here)
        if len(waiting) == 1:
            came = partial(self._came, key, self._turn)
            self._run_io(lambda: self.gateway.small(subject, longest), came, lambda _: came(None))

    def _came(self, key: tuple[Subject, int], turn: int, picture: Picture | None) -> None:
        if turn != self._turn:  # of before a change; whoever wanted it has asked again
            return
        self._kept[key] = picture
        held = sum(len(each.pixels) for each in self._kept.values() if each is not None)
        while held > self._most and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            held -= len(gone.pixels) if gone is not None else 0
        for here in self._asked.pop(key, ()):
            here(picture)

    def follow(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Have this called whenever pictures came or changed; call the result to end that."""
        self._followers.append(changed)

        def leave() -> None:
            if changed in self._followers:
                self._followers.remove(changed)

        return leave

    def on_changes(self, changes: Changes) -> None:
        """What is in memory may be of yesterday."""
        if changes.touches(*TABLES):
            self._turn += 1
            self._kept.clear()
            self._asked.clear()
            for changed in tuple(self._followers):
                changed()

    def let_go(self) -> None:
        """The screens are torn down; what is in memory stays."""
        self._turn += 1
        self._followers.clear()
        self._asked.clear()


@dataclass(frozen=True)
class GalleryState:
    """What the viewer shows."""

    leaves: tuple[Leaf, ...] = ()
    at: int = 0
    picture: Picture | None = None
    film: Any = None
    """Held as the player wants it, which is opaque here."""
    loading: bool = True
    trouble: str = ""
    """Why it cannot be shown, in a sentence."""

    @property
    def leaf(self) -> Leaf | None:
        """The one being looked at."""
        return self.leaves[self.at] if self.leaves else None


class GalleryPresenter(Presenter[GalleryState]):
    """Leaf through the pictures of a model or the pages of a paper. The next one is made while one looks at this.

    A film is opened where one can be played, which is asked when the first comes. `hold` gathers its pieces, beside
    the thread of the screen.
    """

    def __init__(
        self, run_io: Run, gateway: PicturesGateway, subject: Subject,
        plays_films: Callable[[], bool] = lambda: False, hold: Hold = lambda _, pieces: b"".join(pieces),
    ) -> None:  # fmt: skip
        super().__init__(run_io, GalleryState())
        self._gateway, self._subject, self._plays_films, self._hold = gateway, subject, plays_films, hold
        self._kept: OrderedDict[str, Picture] = OrderedDict()

    def start(self) -> None:
        """Find out what there is."""
        self._ask(
            lambda: self._gateway.leaves(self._subject), self._found, topic="leaves", on_error=self._not_shown
        )

    def _found(self, leaves: tuple[Leaf, ...]) -> None:
        self._set(leaves=leaves)
        self.show(0)

    def show(self, at: int) -> None:
        """That one, or the nearest that there is."""
        leaves = self.state.leaves
        if not leaves:
            self._set(loading=False)
            return
        at = max(0, min(at, len(leaves) - 1))
        leaf = leaves[at]
        kept = self._kept.get(leaf.key)
        ready = kept is not None or (leaf.kind == "video" and not self._plays_films())
        self._set(at=at, picture=kept, film=None, loading=not ready, trouble="")
        if ready:
            self._make_next()
        elif leaf.kind == "video":
            self._ask(
                partial(self._gateway.film, leaf, self._hold), self._opened, topic="large",
                on_error=self._not_shown,
            )  # fmt: skip
        else:
            self._ask(partial(self._gateway.large, leaf, LARGE), partial(self._shown, leaf), topic="large",
                      on_error=self._not_shown)  # fmt: skip

    def not_played(self, why: str) -> None:
        """The film is none, or of a kind that nothing here knows. Nothing to whoever has turned to another leaf."""
        if self.state.film is not None:
            self._set(film=None, trouble=why)

    def _opened(self, film: Any) -> None:
        self._set(film=film, loading=False)
        self._make_next()

    def turn(self, by: int) -> None:
        """Some on or back."""
        self.show(self.state.at + by)

    def again(self) -> None:
        """Try once more what could not be shown."""
        if self.state.leaves:
            self.show(self.state.at)
        else:
            self.start()

    def _shown(self, leaf: Leaf, picture: Picture) -> None:
        self._keep(leaf, picture)
        self._set(picture=picture, loading=False)
        self._make_next()

    def _make_next(self) -> None:
        at = self.state.at + 1
        if at < len(self.state.leaves):
            leaf = self.state.leaves[at]
            if leaf.key not in self._kept and leaf.kind != "video":
                self._run(
                    partial(self._gateway.large, leaf, LARGE), partial(self._keep, leaf), lambda _: None
                )

    def _keep(self, leaf: Leaf, picture: Picture) -> None:
        self._kept[leaf.key] = picture
        while len(self._kept) > LARGE_KEPT:
            self._kept.popitem(last=False)

    def _not_shown(self, error: Exception) -> None:
        self._set(loading=False, picture=None, trouble=getattr(error, "message", str(error)))
