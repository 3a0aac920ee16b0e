"""Texts for the search indexes, and the queries for them.

SQLite's trigram index finds nothing shorter than three characters, and most Chinese names are. So names and
models are also written out as single characters, pairs of neighbours, pinyin and its initials, for `unicode61`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

_HAN = "〇㐀-䶿一-鿿\uf900-\ufaff\U00020000-\U000323af"
_WORD = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_RUN = re.compile(rf"[{_HAN}]")
_FRAGMENT = 3  # the shortest text that a trigram index finds
_SPELT = 6  # syllables
_LONG_NUMBER = 7  # from here on people search by the last four or six: telephones, VINs, contract numbers

# First letters of characters that are read differently, or uncertainly, as a surname: 单 is under s, not d.
_SURNAMES = {
    character: letter
    for letter, characters in {
        "b": "秘柏卜薄",
        "c": "种重褚谌车晁",
        "d": "都",
        "f": "宓",
        "g": "盖句会葛",
        "j": "校期贾纪",
        "k": "阚适",
        "m": "缪牟",
        "n": "乜佴粘宁那",
        "o": "区",
        "p": "朴逄逢繁",
        "q": "仇覃瞿戚",
        "r": "任",
        "s": "单召折乘盛石沈宿",
        "t": "镡弹钭",
        "w": "隗万",
        "x": "解郇冼洗亘郗",
        "y": "乐么幺员蔚吁尉叶於",
        "z": "曾查翟祭藏訾",
    }.items()
    for character in characters
}
_SAID = {
    "卜": "bu", "薄": "bo", "都": "du", "盖": "ge", "缪": "miao", "牟": "mu", "朴": "piao", "洗": "xian", "员": "yun",
}  # fmt: skip
"""Surnames that are not the first reading with their letter."""
_COMPOUND = {
    "单于": ("chan", "yu"), "万俟": ("mo", "qi"), "尉迟": ("yu", "chi"), "澹台": ("tan", "tai"),
    "长孙": ("zhang", "sun"), "乐正": ("yue", "zheng"),
}  # fmt: skip
REVISION = 3
"""Raised when a row's text becomes another one: then the indexes are made anew."""


def words_of(text: str) -> list[str]:
    """Runs of Chinese characters, and lower-case words of letters and digits, in order."""
    return _WORD.findall(_plain(text))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def search_text(*values: str | None) -> str:
    """What goes into the `unicode61` column for a row: `王明` becomes `王 明 王明 wm wangming`."""
    parts: dict[str, None] = {}  # a set that keeps its order, so that one row always gives one text
    for value in values:
        words = words_of(value or "")
        for word in words:
            if _RUN.match(word):
                said = _readings(word)
                short = _shortened([_first_letters(each) for each in said])
                parts.update(dict.fromkeys((*word, *map("".join, pairwise(word)), *short, *_spelt(said))))
            else:
                parts[word] = None
                if len(word) >= _LONG_NUMBER and any(map(str.isdigit, word)):
                    parts.update(dict.fromkeys((word[-4:], word[-6:])))
        # 汉 EV is typed hev; and 梅赛德斯-奔驰 is typed msdsbc, wherever it stands in the text.
        for together in (words, *map(words_of, (value or "").split())):
            if len(together) > 1 and any(map(_RUN.match, together)):
                parts["".join(map(_initials_of, together))] = None
    return " ".join(parts)


def initials(text: str) -> str:
    """The first letters of the pinyin: `王明` gives `wm`, `单田芳` `stf`, `汉 EV` `hev`."""
    return "".join(_initials_of(word) for word in words_of(text))


def _initials_of(word: str) -> str:
    return _first_letters(_readings(word)[0]) if _RUN.match(word) else word


def _first_letters(syllables: tuple[str, ...]) -> str:
    return "".join(syllable[:1] for syllable in syllables)


def _readings(run: str) -> list[tuple[str, ...]]:
    """The syllables of a run as a name, then as an ordinary word if that differs."""
    plain = tuple(_syllables(character)[0] for character in run)
    if any(len(_syllables(character)) > 1 for character in run) and _holds_phrase(run):
        from pypinyin import lazy_pinyin

        # The phrases that pypinyin knows settle 重庆 and 长安; asking it every time would cost too much.
        plain = tuple(lazy_pinyin(run, errors="ignore"))
    if head := _COMPOUND.get(run[:2]) if len(run) <= 4 else None:
        name = head + plain[2:]
    elif 2 <= len(run) <= 4 and run[0] in _SURNAMES:
        name = (_as_surname(run[0]), *plain[1:])
    else:
        name = plain
    return [name] if name == plain else [name, plain]


def _as_surname(character: str) -> str:
    """How the surname is said: else the first reading that begins as it does."""
    letter = _SURNAMES[character]
    begins = (each for each in _syllables(character) if each.startswith(letter))
    return _SAID.get(character) or next(begins, letter)


def _holds_phrase(run: str) -> bool:
    from pypinyin.constants import PHRASES_DICT

    return any(
        run[start : start + size] in PHRASES_DICT
        for size in (2, 3, 4)
        for start in range(len(run) - size + 1)
    )


@cache
def _syllables(character: str) -> tuple[str, ...]:
    """How a character is read, the usual way first; one empty syllable where nobody knows."""
    from pypinyin import Style, pinyin  # here and not above: it takes 0.2 s to load

    known = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(known[0]) if known else ("",)


def _spelt(readings: list[tuple[str, ...]]) -> list[str]:
    """Each reading in full, and its ends from two syllables on: `zhou` finds 周明慧, and so does `minghui`. Of the
    long names of companies and models so much as anybody types."""
    starts = ((reading, start) for reading in readings for start in range(max(1, len(reading) - 1)))
    return ["".join(reading[start : start + _SPELT]) for reading, start in starts]


def _shortened(readings: list[str]) -> list[str]:
    """Each reading, and its ends from two letters on: people type `mh` for 周明慧 and `xd` for 北京现代."""
    return [reading[start:] for reading in readings for start in range(max(1, len(reading) - 1))]


def match_expression(query: str) -> tuple[str | None, str | None]:
    """FTS5 expressions for what was typed: one for the words column, one for the trigram column.

    A row is a hit if either matches; `None` means that a column cannot help. Every word typed must be there, or all
    of them as one: pinyin is written with spaces, too. A word with a figure before a hyphen, as in `MAIN02-26-1`, is
    whole: to look for all that begins with 26 as well would take long.
    """
    words = words_of(query)
    if not words:
        return None, None
    by_words = " ".join(_word_match(word, whole=whole) for word, whole in _typed(query))
    if len(words) > 1 and all(word.isascii() and word.isalpha() for word in words):
        by_words = f"({by_words}) OR {_word_match(''.join(words))}"
    fragments = [word for word in words if word.isascii() and len(word) >= _FRAGMENT]
    by_fragments = " ".join(f'"{word}"' for word in fragments) if len(fragments) == len(words) else None
    return by_words, by_fragments


def _typed(query: str) -> Iterator[tuple[str, bool]]:
    """The words, and whether each is whole."""
    text = _plain(query)
    for word in _WORD.finditer(text):
        figures = any(map(str.isdigit, word.group()))
        yield word.group(), figures and text[word.end() : word.end() + 1] == "-"


def _word_match(word: str, *, whole: bool = False) -> str:
    """Chinese: every pair of neighbours. Latin: the word, or the beginning of one or of initials."""
    if not _RUN.match(word):
        return f'"{word}"' if whole else f'"{word}"*'
    if len(word) == 1:
        return f'"{word}"'
    return " ".join(f'"{pair}"' for pair in map("".join, pairwise(word)))
