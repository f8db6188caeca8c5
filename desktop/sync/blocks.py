"""ENTRIES frames: whole entries, packed into independent zstd frames.

Rules:
1 an entry is u32be length and header, the 64-byte signature, u8 number of parts, and each part: u8 state, and for a
  present part u32be length and body, for an erased one u32be length and its trace (log/entry.py), or nothing.
  States: 0 withheld (this edge does not carry it), 1 present, 2 erased;
2 the number of parts equals what the header names; an entry never continues in the next frame;
3 a frame is one zstd frame that states its content size, of 1 byte to 1 MiB; size and window are checked before a byte is
  decompressed: SizeLimit for a size beyond that, MalformedBlock for no size, a huge window, a dictionary, a cut frame,
  several frames, anything trailing;
4 an entry with all its parts is at most 512 KiB.
"""

import struct
from collections.abc import Callable, Iterator, Sequence

import zstandard

from desktop.errors import BrokenPromise, MalformedBlock, MalformedEntry, SizeLimit
from desktop.log.entry import MOST_BYTES, MOST_PARTS, RawEntry
from desktop.sync.limits import MOST_BLOCK, MOST_HEADER, MOST_WINDOW
from desktop.sync.parts import Carried, State

LEVEL = 3
_U32 = struct.Struct(">I")
_SIGNATURE = 64


def write_entry(entry: Carried) -> bytes:
    """The bytes of one entry. Raises BrokenPromise where it is longer than an entry may be: a service splits before it saves."""
    raw = entry.raw
    pieces = [_U32.pack(len(raw.header)), raw.header, raw.signature, bytes([len(raw.parts)])]
    for place, (state, body) in enumerate(zip(entry.states, raw.parts, strict=True)):
        pieces.append(bytes([state]))
        if state == State.PRESENT:
            if body is None:
                raise BrokenPromise(promise="a present part has a body")
            pieces += [_U32.pack(len(body)), body]
        elif state == State.ERASED:
            trace = entry.traces[place] if entry.traces else b""
            pieces += [_U32.pack(len(trace)), trace]
    written = b"".join(pieces)
    weight = _weight(raw, entry.traces)
    if weight > MOST_BYTES or len(raw.header) > MOST_HEADER or len(raw.signature) != _SIGNATURE or len(raw.parts) > MOST_PARTS:
        raise BrokenPromise(promise="an entry within its limits")
    return written


def _weight(raw: RawEntry, traces: Sequence[bytes]) -> int:
    return len(raw.header) + sum(len(body) for body in raw.parts if body is not None) + sum(map(len, traces))


class Packer:
    """Gathers entries and hands on a packed frame each time the next entry would not fit."""

    def __init__(self, emit: Callable[[bytes], None]) -> None:
        self._emit = emit
        self._compressor = zstandard.ZstdCompressor(level=LEVEL, write_content_size=True, write_checksum=False, write_dict_id=False)
        self._plain = bytearray()
        self.plain_length = 0

    def add(self, written: bytes) -> None:
        """One entry, as `write_entry` made it."""
        if len(self._plain) + len(written) > MOST_BLOCK:
            self.flush()
        self._plain += written
        self.plain_length += len(written)

    def flush(self) -> None:
        if self._plain:
            self._emit(self._compressor.compress(bytes(self._plain)))
            self._plain.clear()


def unpack(packed: bytes) -> bytes:
    """The plain content of one ENTRIES frame. Raises SizeLimit and MalformedBlock (rule 3)."""
    try:
        stated = zstandard.get_frame_parameters(packed)
        _check_stated(stated)
        decompressor = zstandard.ZstdDecompressor(max_window_size=MOST_WINDOW)
        return decompressor.decompress(packed, max_output_size=stated.content_size, read_across_frames=False, allow_extra_data=False)
    except (zstandard.ZstdError, ValueError, OverflowError) as error:
        raise MalformedBlock() from error


def _check_stated(stated: zstandard.FrameParameters) -> None:
    if stated.content_size in (zstandard.CONTENTSIZE_UNKNOWN, 0) or stated.dict_id or stated.window_size > MOST_WINDOW:
        raise MalformedBlock()
    if stated.content_size > MOST_BLOCK:
        raise SizeLimit(what="block")


def read_entries(plain: bytes) -> Iterator[Carried]:
    """The entries of one block. Raises MalformedBlock, MalformedEntry and SizeLimit."""
    source = _Cursor(plain)
    while source.left:
        header = source.sized(MOST_HEADER)
        signature = source.take(_SIGNATURE)
        count = source.take(1)[0]
        if count > MOST_PARTS:
            raise SizeLimit(what="parts")
        read = [_read_part(source) for _ in range(count)]
        raw = RawEntry(header, signature, tuple(body for _, body, _ in read))
        traces = tuple(trace for *_, trace in read)
        if _weight(raw, traces) > MOST_BYTES:
            raise SizeLimit(what="entry")
        yield Carried(raw, tuple(state for state, *_ in read), traces if any(traces) else ())


def _read_part(source: "_Cursor") -> tuple[State, bytes | None, bytes]:
    """State, body, trace."""
    try:
        state = State(source.take(1)[0])
    except ValueError as error:
        raise MalformedEntry(what="part") from error
    body = source.sized(MOST_BYTES) if state == State.PRESENT else None
    return state, body, source.sized(MOST_BYTES) if state == State.ERASED else b""


class _Cursor:
    """A place in a block; a length beyond the block's end is MalformedBlock."""

    def __init__(self, plain: bytes) -> None:
        self._plain = plain
        self._place = 0

    @property
    def left(self) -> int:
        return len(self._plain) - self._place

    def take(self, length: int) -> bytes:
        if length > self.left:
            raise MalformedBlock()
        found = self._plain[self._place : self._place + length]
        self._place += length
        return found

    def sized(self, most: int) -> bytes:
        length = int(_U32.unpack(self.take(_U32.size))[0])
        if length > most:
            raise SizeLimit(what="length")
        return self.take(length)
