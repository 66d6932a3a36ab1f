#!/usr/bin/env python3
"""Whether an independent Vietnamese recogniser understands what goiso says.

Random tickets and counters, by seed, are said by `goiso voice say` as the hall hears them, and heard by the recogniser. Counted are the
digits of the ticket and the counters that came through; names of letters are not judged, because the recogniser knows none. The control
is the same sentence from a common speech engine, which must fall far below: a scorer that is too kind would pass it.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

import numpy as np
import vietasr

LETTERS = "ABCDEGHKLMNPRSTUVXY"
DIGITS = {
    "không": "0", "một": "1", "hai": "2", "ba": "3", "bốn": "4", "năm": "5", "sáu": "6", "bảy": "7", "bẩy": "7", "tám": "8", "chín": "9",
}
UNITS = {**{word: int(digit) for word, digit in DIGITS.items()}, "mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}
# Letters whose names are longer than one syllable: e-lờ, ét-sì, i dài.
TWO_SYLLABLES = "LMNRSXY"
RATE = 48_000
COUNTERS = 50
# What has been reached, over many seeds, less what one round differs from another; nothing may fall below. The aim is 93 of a hundred
# digits and 95 counters on any seed: the word *ba* keeps the present voice from it.
FLOOR = (89.0, 92.0)
# A common speech engine reached half of the digits and counters when the voice was made; far below ours in any case.
CONTROL_BELOW = 0.75


def tickets(seed, count):
    dice = random.Random(seed)
    return [{"label": dice.choice(LETTERS) + f"{dice.randrange(1000):03d}", "counter": str(dice.randrange(1, COUNTERS + 1))} for _ in range(count)]


def low_pass():
    """48 kHz to 16 kHz: a windowed sinc, a third of the band."""
    at = np.arange(-96, 97)
    taps = np.sinc(at / 3.0 * 0.95) * np.hamming(len(at))
    return (taps / taps.sum()).astype(np.float32)


TAPS = low_pass()


def sound(path):
    """16-bit samples at 16 kHz, as the recogniser wants them, with silence around."""
    with wave.open(str(path)) as file:
        rate, width, channels = file.getframerate(), file.getsampwidth(), file.getnchannels()
        assert (width, channels) == (2, 1), f"{path}: {width} bytes, {channels} channels"
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.float32) / 32768
    if rate == RATE:
        quiet = np.zeros(RATE * 3 // 10, np.float32)
        samples = np.convolve(np.concatenate([quiet, samples, quiet]), TAPS, "same")[::3]
    else:
        wanted = np.arange(0, len(samples) - 1, rate / 16_000)
        samples = np.interp(wanted, np.arange(len(samples)), samples).astype(np.float32)
    return (samples * 32767).clip(-32768, 32767)


def split(text):
    """The words of the number and those of the counter; None where no place was heard."""
    words = text.lower().replace(",", " ").replace(".", " ").split()
    places = [at for at, word in enumerate(words) if word == "quầy"] or [at + 1 for at, word in enumerate(words) if word == "đến"]
    if not places:
        return words, None
    place = places[-1]
    end = place - 1 if place > 0 and words[place - 1] in ("đến", "tới") else place
    counter = words[place + 1 :]
    if counter[:1] == ["số"]:
        counter = counter[1:]
    begin = max((at + 1 for at in range(end) if words[at] == "tự"), default=0)
    return words[begin:end], counter


def distance(one, other):
    row = list(range(len(other) + 1))
    for number, mine in enumerate(one, 1):
        below = [number]
        for at, theirs in enumerate(other, 1):
            below.append(min(row[at] + 1, below[-1] + 1, row[at - 1] + (mine != theirs)))
        row = below
    return row[-1]


def digits_right(label, words):
    heard = []
    for word in words:
        heard.extend(word if word.isdigit() else [DIGITS.get(word, word)])
    wanted = list(label[1:])
    # The letter's name comes first, in as many words as it has syllables, or not at all.
    letter = 2 if label[0] in TWO_SYLLABLES else 1
    best = min(distance(wanted, heard[skip:]) for skip in range(min(letter + 1, len(heard)) + 1))
    return max(0, len(wanted) - best)


def number(words):
    """The value of a number below a hundred in words; None if it is none."""
    if len(words) == 1 and words[0].isdigit():
        return int(words[0])
    if len(words) == 1:
        return 10 if words[0] == "mười" else UNITS.get(words[0]) if words[0] in DIGITS else None
    if len(words) == 2 and words[0] == "mười":
        return 10 + UNITS[words[1]] if words[1] in UNITS else None
    if len(words) in (2, 3) and words[0] in DIGITS and words[1] == "mươi":
        tens = 10 * int(DIGITS[words[0]])
        return tens if len(words) == 2 else tens + UNITS[words[2]] if words[2] in UNITS else None
    return None


def score(calls, folder, recogniser, tell):
    """(digits right, digits, counters right, counters) of the files of a folder."""
    digits = counters = 0
    for at, call in enumerate(calls):
        text = recogniser.transcribe(sound(folder / f"{at:04d}.wav")).text
        words, counter = split(text)
        right = digits_right(call["label"], words) if counter is not None else 0
        reached = counter is not None and number(counter) == int(call["counter"])
        digits += right
        counters += reached
        if tell and (right < 3 or not reached):
            print(f"  {call['label']} to {call['counter']}: {text}")
    return digits, 3 * len(calls), counters, len(calls)


def said_by_goiso(goiso, calls, folder):
    listed = folder / "calls.json"
    listed.write_text(json.dumps(calls))
    say = [goiso, "voice", "say", "--lang", "vi", "--chime", "none", "--batch", listed, "--out", folder]
    subprocess.run(say, check=True, stdout=subprocess.DEVNULL)


def said_by_engine(calls, folder):
    names = {digit: word for word, digit in DIGITS.items() if word != "bẩy"}
    for at, call in enumerate(calls):
        spelt = ", ".join(names[digit] for digit in call["label"][1:])
        text = f"Mời công dân có số thứ tự {call['label'][0]}, {spelt}, đến quầy số {call['counter']}"
        subprocess.run(["espeak-ng", "-v", "vi", "-w", folder / f"{at:04d}.wav", text], check=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--goiso", required=True, help="the server's binary")
    arguments.add_argument("--seeds", default="1,2", help="one round of tickets for each")
    arguments.add_argument("--tickets", type=int, default=60, help="of a round")
    arguments.add_argument("--digits", type=float, default=FLOOR[0], help="per cent that must come through, over all rounds")
    arguments.add_argument("--counters", type=float, default=FLOOR[1], help="the same of counters")
    arguments.add_argument("--tell", action="store_true", help="what was misheard")
    given = arguments.parse_args()
    recogniser = vietasr.Pipeline.preset("transcribe")
    total = [0, 0, 0, 0]
    for seed in given.seeds.split(","):
        calls = tickets(int(seed), given.tickets)
        with tempfile.TemporaryDirectory() as folder:
            said_by_goiso(given.goiso, calls, Path(folder))
            counted = score(calls, Path(folder), recogniser, given.tell)
        total = [sum(pair) for pair in zip(total, counted)]
        print(f"ear: seed {seed}: digits {counted[0]}/{counted[1]}, counters {counted[2]}/{counted[3]}", flush=True)
    digits, counters = 100 * total[0] / total[1], 100 * total[2] / total[3]
    print(f"ear: digits {digits:.1f} % (at least {given.digits}), counters {counters:.1f} % (at least {given.counters})")
    control = tickets(given.seeds.split(",")[0], 30)
    with tempfile.TemporaryDirectory() as folder:
        said_by_engine(control, Path(folder))
        counted = score(control, Path(folder), recogniser, False)
    print(f"ear: control, a common engine: digits {counted[0]}/{counted[1]}, counters {counted[2]}/{counted[3]}")
    failed = [
        (digits < given.digits, "too few digits were understood"),
        (counters < given.counters, "too few counters were understood"),
        (counted[0] > CONTROL_BELOW * counted[1], "the control was understood: the scorer is too kind"),
    ]
    for wrong, why in failed:
        if wrong:
            print(f"ear: {why}")
    passed = sum(not wrong for wrong, _ in failed)
    print(f"{passed} passed, {len(failed) - passed} failed")
    return 0 if passed == len(failed) else 1


if __name__ == "__main__":
    sys.exit(main())
