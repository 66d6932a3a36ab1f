#!/usr/bin/env python3
"""How clips of the Vietnamese voice were cut anew, so that a recogniser understands them.

Reads the pack as it was first cut, writes the clips that differ and their lines of the manifest. What is done to which word stands in
`recut`; `sounds/vi/PROVENANCE.md` tells it in words. Besides numpy it wants `soundfile` for FLAC:

    git archive 14af1ea sounds/vi | tar -x -C first
    python tests/voice-ear/recut.py first/sounds/vi sounds/vi
"""

import argparse
import re
from pathlib import Path

import numpy as np
import soundfile

RATE = 48_000
TARGET_LUFS = -16.0
PEAK_DBFS = -2.0


def at(ms):
    return round(ms * RATE / 1000)


def rise(length):
    """Half a cosine from 0 to 1."""
    return 0.5 - 0.5 * np.cos(np.pi * (np.arange(length) + 0.5) / length)


def fade(sound, first_ms, last_ms):
    sound = sound.copy()
    if first_ms:
        sound[: at(first_ms)] *= rise(at(first_ms))
    if last_ms:
        sound[-at(last_ms) :] *= rise(at(last_ms))[::-1]
    return sound


def join(one, other, over_ms):
    """Faded over, the second moved by less than a period of the voice so that the two are in phase."""
    over = at(over_ms)
    tail = one[-over:]

    def likeness(begin):
        piece = other[begin : begin + over]
        return np.dot(tail, piece) / np.sqrt(np.dot(piece, piece) + 1e-9)

    other = other[max(range(at(8)), key=likeness) :]
    return np.concatenate([one[:-over], tail * rise(over)[::-1] + other[:over] * rise(over), other[over:]])


def stretch(sound, factor):
    """As much longer, at the same pitch: overlapped pieces, each where it fits best to what it follows (WSOLA)."""
    window, search = at(24), at(8)
    hop, origin = window // 2, window + search
    shape = np.hanning(window + 1)[:window]
    length = round(len(sound) * factor)
    padded = np.concatenate([np.zeros(origin), sound, np.zeros(2 * origin)])
    out, weight = np.zeros(length + 2 * window), np.zeros(length + 2 * window)
    before = None
    for number in range(-1, length // hop + 1):
        begin = round(number * hop / factor) + origin
        if before is not None and begin + search + window <= origin + len(sound):
            follows = padded[before + hop : before + hop + window]
            near = padded[begin - search : begin + search + window]
            energy = np.convolve(near**2, np.ones(window), "valid")
            begin += int(np.argmax(np.correlate(near, follows, "valid") / np.sqrt(energy + 1e-9))) - search
        elif before is not None:
            begin = min(begin, before + window)
        place = slice((number + 2) * hop, (number + 2) * hop + window)
        piece = padded[begin : begin + window]
        if len(piece) < window:
            break
        out[place] += piece * shape
        weight[place] += shape
        before = begin
    return (out / np.maximum(weight, 1e-3))[window : window + length]


def stretched(sound, first_ms, last_ms, factor):
    """Only from there to there."""
    first, last, around = at(first_ms), at(last_ms), at(12)
    begin = max(0, first - around)
    part = stretch(sound[begin : last + around], factor)
    middle = part[int((first - begin) * factor) : int((last - begin) * factor) + at(8)]
    return join(join(sound[: first + at(8)], middle, 8), sound[last:], 8)


def pitched(sound, have, want, first_ms, last_ms):
    """The voice's pitch, which goes straight from have[0] to have[1] hertz, made to go from want[0] to want[1]; as long as before."""
    samples = np.arange(len(sound))
    way = np.clip((samples - at(first_ms)) / at(last_ms - first_ms), 0, 1)
    speed = (want[0] + (want[1] - want[0]) * way) / (have[0] + (have[1] - have[0]) * way)
    if first_ms > 0:
        speed = 1 + (speed - 1) * np.clip((samples - at(first_ms - 20)) / at(20), 0, 1)
    places, place = [], 0.0
    while place < len(sound) - 1:
        places.append(place)
        place += speed[int(place)]
    return stretch(np.interp(places, samples, sound), len(sound) / len(places))


def louder(sound, first_ms, last_ms, db):
    """Only from there to there, over 12 ms at both ends."""
    ramp = np.hanning(at(12) + 2)[1:-1]
    inside = np.zeros(len(sound))
    inside[at(first_ms) : at(last_ms)] = 1
    inside = np.convolve(np.pad(inside, len(ramp), mode="edge"), ramp / ramp.sum(), "same")[len(ramp) : -len(ramp)]
    return sound * 10 ** (db * inside / 20)


def last_word(sound, longest_ms, shortest_ms):
    """Where the last word begins: the quietest 10 ms in between."""
    begins = range(len(sound) - at(longest_ms), len(sound) - at(shortest_ms), at(2))
    return min(begins, key=lambda begin: np.sum(sound[begin : begin + at(10)] ** 2)) + at(5)


def last_word_stretched(sound, factor):
    cut, before = last_word(sound, 360, 110), at(6)
    word = stretch(sound[cut - before :], factor)
    return fade(join(sound[:cut], word[int(before * factor) - before // 2 :], 6), 0, 12)


def filtered(sound, forward, back):
    """One stage of the loudness filter, by its response."""
    response, was, came = [], [0.0, 0.0], [0.0, 0.0]
    for number in range(8192):
        new = float(number == 0)
        value = forward[0] * new + forward[1] * came[0] + forward[2] * came[1] - back[0] * was[0] - back[1] * was[1]
        was, came = [value, was[0]], [new, came[0]]
        response.append(value)
    size = 1 << (len(sound) + len(response)).bit_length()
    return np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(response, size), size)[: len(sound)]


def lufs(sound):
    """EBU R 128 of one channel at 48 kHz; what is shorter than 3 s is repeated."""
    sound = np.tile(sound, max(1, -(-3 * RATE // len(sound))))
    shelf = filtered(sound, (1.53512485958697, -2.69169618940638, 1.19839281085285), (-1.69065929318241, 0.73248077421585))
    weighted = filtered(shelf, (1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621))
    power = np.array([np.mean(weighted[begin : begin + at(400)] ** 2) for begin in range(0, len(weighted) - at(400) + 1, at(100))])
    power = power[power > 10 ** ((-70 + 0.691) / 10)]
    power = power[power > power.mean() / 10]
    return -0.691 + 10 * np.log10(power.mean())


def peak_dbfs(sound):
    return 20 * np.log10(np.abs(sound).max())


def level(sound):
    """At the loudness of the voice, its peak below the limit."""
    sound = sound * 10 ** ((TARGET_LUFS - lufs(sound)) / 20)
    return sound * 10 ** (min(0.0, PEAK_DBFS - peak_dbfs(sound)) / 20)


def four(first, sound, first_ms, last_ms):
    """*bốn* of the digits, as loud as what the counter has from there to there: its own is creaky, and heard as *uống* or *cúng*."""
    word = first["digit.4"]
    loud, own = (np.mean(part**2) for part in (sound[at(first_ms) : at(last_ms)], word[at(28) : at(150)]))
    return word * np.sqrt(loud / own)


def seven(first):
    """A shorter vowel, which parts *bảy* from *bài*, and a stronger b."""
    return fade(louder(stretched(first["digit.7"], 65, 150, 0.7), 0, 48, 4), 3, 6)


def counter(first, number):
    """*đến quầy số* and its number: what was weak in it."""
    sound = first[f"counter.{number}"]
    if number in (17, 47):
        # its *bảy* was taken for *bài* and *mãi*: that of the digits, as loud
        cut = last_word(sound, 360, 110)
        own, word = sound[cut:], seven(first)
        sound = np.concatenate([fade(sound[:cut], 0, 6), word * np.sqrt(np.mean(own**2) / np.mean(word**2))])
    if number == 12:
        # *hai* rose like *hái*
        begin = last_word(sound, 360, 110) - at(6)
        word = sound[begin:]
        lasts = len(word) * 1000 / RATE
        sound = np.concatenate([sound[:begin], pitched(word, (206, 257), (236, 238), lasts - 150, lasts - 20)])
    if number in (4, 14):
        begin = 985 if number == 4 else 1275
        sound = np.concatenate([fade(sound[: at(begin)], 0, 20), four(first, sound, begin + 30, begin + 150)])
    elif number % 10 in (2, 3, 4):
        sound = last_word_stretched(sound, 1.25)
    if 40 <= number <= 49:
        # the nasals of *bốn* and *mươi* are one sound; joined there
        said = four(first, sound, 1056, 1172)[: at(187)]
        sound = join(np.concatenate([fade(sound[: at(1012)], 0, 20), said]), sound[at(1172) :], 15)
    return sound


def recut(first):
    """The clips that differ, by key, from the pack as it was first cut."""
    onset = first["digit.7"][: at(60)]
    # *ba*: the onset of *bảy* on the vowel of the *ba* that stood at an end, its pitch as high as within a number, and level
    ba = pitched(first["digit.3.end"], (221, 206), (245, 243), 20, 190)
    made = {
        # *hai* as it is said in *hai mươi*
        "digit.2": fade(first["counter.20"][at(906) : at(1146)], 15, 22),
        "digit.3": fade(join(onset, ba[at(40) :], 10), 3, 10),
        "digit.5": louder(first["digit.5"], 0, 62, 2.5),
        "digit.7": seven(first),
    }
    for number in range(1, 51):
        key = f"counter.{number}"
        sound = counter(first, number)
        if sound is not first[key]:
            made[key] = sound
    return {key: level(sound) for key, sound in made.items()}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("first", type=Path, help="the pack as it was first cut")
    arguments.add_argument("pack", type=Path, help="the pack whose clips are replaced")
    given = arguments.parse_args()
    first = {path.stem: soundfile.read(path)[0] for path in given.first.glob("*.flac")}
    manifest = (given.pack / "manifest.toml").read_text()
    for key, sound in recut(first).items():
        soundfile.write(given.pack / f"{key}.flac", sound, RATE, subtype="PCM_16")
        lines = f"samples = {len(sound)}\nlufs = {lufs(sound):.1f}\npeak_dbfs = {peak_dbfs(sound):.1f}"
        entry = rf'(\[clips\."{re.escape(key)}"\]\nfile = .*\ntext = .*\n)samples = .*\nlufs = .*\npeak_dbfs = .*'
        manifest, changed = re.subn(entry, rf"\g<1>{lines}", manifest)
        assert changed == 1, f"{key} stands once in the manifest"
        print(f"{key}: {len(sound) * 1000 // RATE} ms, {lufs(sound):.1f} LUFS, peak {peak_dbfs(sound):.1f} dBFS")
    (given.pack / "manifest.toml").write_text(manifest)


if __name__ == "__main__":
    main()
