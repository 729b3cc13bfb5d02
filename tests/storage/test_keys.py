"""Sealing: what is opened is what was sealed, where it was sealed, by who holds the keys."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

import pytest

from bot.errors import KeyRingError
from storage.keys import KEY_BYTES, SEAL_BYTES, KeyRing, SealBroken, create_key_file

OLD, NEW, OTHER, LOOKUP = (bytes([number]) * KEY_BYTES for number in (1, 2, 3, 9))
HERE = "cases.answers:AbC123AbC123"
STORY = "Lina : chez moi ça ne va plus"


@pytest.fixture
def ring() -> KeyRing:
    return KeyRing([(1, OLD)], LOOKUP)


def encoded(key: bytes) -> str:
    return base64.b64encode(key).decode()


def test_what_is_sealed_opens_at_its_place_and_cannot_be_read_meanwhile(ring: KeyRing) -> None:
    sealed = ring.seal(STORY, HERE)
    assert ring.open(sealed, HERE).decode() == STORY
    assert b"Lina" not in sealed
    assert len(sealed) == len(STORY.encode()) + SEAL_BYTES


def test_bytes_and_the_empty_text_come_back_as_they_were(ring: KeyRing) -> None:
    assert ring.open(ring.seal(b"\x00\xff", HERE), HERE) == b"\x00\xff"
    assert ring.open(ring.seal("", HERE), HERE) == b""


def test_the_same_text_is_never_sealed_twice_alike(ring: KeyRing) -> None:
    assert len({ring.seal(STORY, HERE) for _ in range(50)}) == 50


@pytest.mark.parametrize("place", ["cases.answers:AnotherCase1", "cases.phone:AbC123AbC123", "cases.answers:", ""])
def test_a_moved_value_is_refused(ring: KeyRing, place: str) -> None:
    with pytest.raises(SealBroken):
        ring.open(ring.seal(STORY, HERE), place)


def test_a_change_of_any_byte_is_refused(ring: KeyRing) -> None:
    sealed = ring.seal("oui", HERE)
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(SealBroken):
            ring.open(bytes(changed), HERE)


def test_a_cut_value_is_refused(ring: KeyRing) -> None:
    sealed = ring.seal("oui", HERE)
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            ring.open(sealed[:length], HERE)


def test_relabelling_a_value_with_another_key_id_is_refused() -> None:
    both = KeyRing([(2, OTHER), (1, OLD)], LOOKUP)
    sealed = bytearray(both.seal(STORY, HERE))
    sealed[1] = 1
    with pytest.raises(SealBroken):
        both.open(bytes(sealed), HERE)


def test_the_error_names_the_column_and_neither_the_row_nor_the_words(ring: KeyRing) -> None:
    with pytest.raises(SealBroken) as refused:
        ring.open(ring.seal(STORY, HERE), "cases.answers:Row0fMarc000")
    assert "cases.answers" in str(refused.value)
    assert "Row0fMarc000" not in str(refused.value)


def test_after_a_rotation_the_old_values_open_and_the_new_key_seals(ring: KeyRing) -> None:
    old = ring.seal(STORY, HERE)
    rotated = KeyRing([(2, NEW), (1, OLD)], LOOKUP)
    new = rotated.seal(STORY, HERE)
    assert rotated.open(old, HERE) == rotated.open(new, HERE) == STORY.encode()
    assert (rotated.is_current(old), rotated.is_current(new)) == (False, True)
    only_new = KeyRing([(2, NEW)], LOOKUP)
    assert only_new.open(new, HERE) == STORY.encode()
    with pytest.raises(SealBroken, match="clé n° 1"):
        only_new.open(old, HERE)


def test_a_rotation_changes_neither_look_ups_nor_indexes_nor_the_fingerprint(ring: KeyRing) -> None:
    rotated = KeyRing([(2, NEW), (1, OLD)], LOOKUP)
    assert rotated.lookup("telegram", "42") == ring.lookup("telegram", "42")
    assert rotated.index("themes", "logement") == ring.index("themes", "logement")
    assert rotated.fingerprint() == ring.fingerprint()


def test_hashes_differ_by_key_by_purpose_and_by_where_the_parts_are_cut(ring: KeyRing) -> None:
    other = KeyRing([(1, OLD)], OTHER)
    hashes = [
        ring.lookup("telegram", "42"),
        ring.lookup("telegra", "m42"),
        ring.index("telegram", "42"),
        ring.index("themes", "42"),
        other.lookup("telegram", "42"),
    ]
    assert len(set(hashes)) == len(hashes)
    assert {len(value) for value in hashes} == {32}


def test_a_ring_recognises_the_database_it_wrote_even_after_a_rotation(ring: KeyRing) -> None:
    ring.recognise({})
    ring.recognise(ring.fingerprints())
    KeyRing([(2, NEW), (1, OLD)], LOOKUP).recognise(ring.fingerprints())


@pytest.mark.parametrize(
    ("another", "said"),
    [
        (KeyRing([(1, OLD)], OTHER), "ne sont pas celles de cette base"),
        (KeyRing([(1, OTHER)], LOOKUP), "clé n° 1"),
        (KeyRing([(2, NEW)], LOOKUP), "clé n° 1"),
    ],
)
def test_another_ring_is_told_before_anything_is_written(ring: KeyRing, another: KeyRing, said: str) -> None:
    with pytest.raises(KeyRingError, match=said):
        another.recognise(ring.fingerprints())


def test_no_repr_and_no_fingerprint_shows_a_key(ring: KeyRing) -> None:
    shown = f"{ring!r} {ring} {ring.fingerprints()}"
    for key in (OLD, LOOKUP):
        assert encoded(key) not in shown
        assert key.hex() not in shown
        assert repr(key) not in shown


def test_a_key_file_reads_newest_first_with_comments_and_blank_lines() -> None:
    ring = KeyRing.from_text(f"# clés\n\n 2 : {encoded(NEW)} # du 3 mars\n1:{encoded(OLD)}\nlookup:{encoded(LOOKUP)}\n")
    assert ring.seal(STORY, HERE)[1] == 2
    assert ring.fingerprints() == KeyRing([(2, NEW), (1, OLD)], LOOKUP).fingerprints()


def test_commas_may_stand_for_line_breaks() -> None:
    ring = KeyRing.from_text(f"2:{encoded(NEW)},1:{encoded(OLD)},lookup:{encoded(LOOKUP)}")
    assert ring.fingerprints() == KeyRing([(2, NEW), (1, OLD)], LOOKUP).fingerprints()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "lookup"),
        (f"1:{encoded(OLD)}", "lookup"),
        (f"lookup:{encoded(LOOKUP)}", "au moins une clé"),
        (f"1:{encoded(OLD)}\nlookup:{encoded(LOOKUP)}\nlookup:{encoded(NEW)}", "exactement une"),
        (f"1:{encoded(OLD)}\n1:{encoded(NEW)}\nlookup:{encoded(LOOKUP)}", "sans doublon"),
        (f"0:{encoded(OLD)}\nlookup:{encoded(LOOKUP)}", "1 à 255"),
        (f"256:{encoded(OLD)}\nlookup:{encoded(LOOKUP)}", "1 à 255"),
        (f"1:{encoded(OLD[:16])}\nlookup:{encoded(LOOKUP)}", "32 octets"),
        (f"1:{encoded(OLD)}\nlookup:{encoded(OLD)}", "la même clé"),
        (f"# clés\n1:{encoded(OLD)}!\nlookup:{encoded(LOOKUP)}", "ligne 2"),
        (f"first:{encoded(OLD)}", "ligne 1"),
        (encoded(OLD), "ligne 1"),
    ],
)
def test_a_wrong_key_file_is_refused_without_quoting_it(text: str, said: str) -> None:
    with pytest.raises(KeyRingError, match=said) as refused:
        KeyRing.from_text(text)
    assert encoded(OLD)[:8] not in str(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_a_new_key_file_is_private_readable_and_different_each_time(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "encryption.keys"
    before = os.umask(0)
    try:
        ring = create_key_file(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert KeyRing.from_file(path).open(ring.seal(STORY, HERE), HERE) == STORY.encode()
    assert create_key_file(tmp_path / "other.keys").fingerprint() != ring.fingerprint()


def test_keys_are_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "encryption.keys"
    create_key_file(path)
    before = path.read_bytes()
    with pytest.raises(KeyRingError, match="existe déjà"):
        create_key_file(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o610])
def test_a_key_file_others_can_use_is_refused_with_the_way_to_mend_it(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "encryption.keys"
    create_key_file(path)
    path.chmod(mode)
    with pytest.raises(KeyRingError, match="chmod 600"):
        KeyRing.from_file(path)


def test_a_missing_key_file_a_folder_and_a_binary_file_are_said(tmp_path: Path) -> None:
    with pytest.raises(KeyRingError, match="n'existe pas"):
        KeyRing.from_file(tmp_path / "absent.keys")
    with pytest.raises(KeyRingError, match="ne se lit pas"):
        KeyRing.from_file(tmp_path)
    binary = tmp_path / "binary.keys"
    binary.write_bytes(b"\xff\xfe")
    binary.chmod(0o600)
    with pytest.raises(KeyRingError, match="fichier de texte"):
        KeyRing.from_file(binary)
