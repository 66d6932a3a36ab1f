#!/usr/bin/env python3
"""Whether an independent Vietnamese recogniser understands what goiso says.

Random tickets and counters, by seed, are said by `goiso voice say` as the hall hears them, and heard by the recogniser. Counted are the
digits of the ticket and the counters that came through; names of letters are not judged, because the recogniser knows none. The control
is the same sentence from a common speech engine, which must fall far below: a scorer that is too kind would pass it.

The recogniser reads sound in blocks, and what it makes of a word depends on where in a block the word falls: the same call a tenth of a
second later can lose digits it had, or gain them. So each call is heard from three starts, and a word counts where two of the three got
it. What a single hearing gets is printed beside it: the mean of the starts and the worst.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import wave
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path

import numpy as np
import vietasr
from scorer import DIGITS, LETTERS, heard, majority

RATE = 48_000
COUNTERS = 50
# Silence before a call, in milliseconds, one hearing for each.
STARTS = (300, 410, 520)
# What must come through in every round, in per cent of digits and of counters.
FLOOR = (93.0, 95.0)
# Per cent of digits. A common speech engine reached half of them when the voice was made; far below ours in any case.
CONTROL_BELOW = 75.0
# How many calls it says, each heard once.
CONTROLS = 20
# Recognisers at work side by side: one keeps a single processor busy.
LISTENERS = 2


def tickets(seed, count):
    dice = random.Random(seed)
    return [{"label": dice.choice(LETTERS) + f"{dice.randrange(1000):03d}", "counter": str(dice.randrange(1, COUNTERS + 1))} for _ in range(count)]


def low_pass():
    """48 kHz to 16 kHz: a windowed sinc, a third of the band."""
    at = np.arange(-96, 97)
    taps = np.sinc(at / 3.0 * 0.95) * np.hamming(len(at))
    return (taps / taps.sum()).astype(np.float32)


TAPS = low_pass()


def sound(path, start):
    """16-bit samples at 16 kHz, as the recogniser wants them, with silence around: so many milliseconds before."""
    with wave.open(str(path)) as file:
        rate, width, channels = file.getframerate(), file.getsampwidth(), file.getnchannels()
        assert (width, channels) == (2, 1), f"{path}: {width} bytes, {channels} channels"
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.float32) / 32768
    before, after = (np.zeros(rate * ms // 1000, np.float32) for ms in (start, 300))
    samples = np.concatenate([before, samples, after])
    if rate == RATE:
        samples = np.convolve(samples, TAPS, "same")[::3]
    else:
        wanted = np.arange(0, len(samples) - 1, rate / 16_000)
        samples = np.interp(wanted, np.arange(len(samples)), samples).astype(np.float32)
    return (samples * 32767).clip(-32768, 32767)


class Listener:
    """The recogniser of a process, which hears one thing after another."""

    recogniser = None

    @classmethod
    def begin(cls):
        cls.recogniser = vietasr.Pipeline.preset("transcribe")

    @classmethod
    def hear(cls, path, start):
        return cls.recogniser.transcribe(sound(path, start)).text


def listen(calls, folder, listeners: Executor, starts, tell):
    """The files of a folder, each heard from every start: for each call, what came through of each hearing."""
    places = [(folder / f"{at:04d}.wav", start) for at in range(len(calls)) for start in starts]
    texts = listeners.map(Listener.hear, *zip(*places))
    every = []
    for call in calls:
        hearings = []
        for start in starts:
            text = next(texts)
            hearings.append(heard(call, text))
            if tell and not all(hearings[-1]):
                print(f"  {call['label']} to {call['counter']} after {start} ms: {text}")
        every.append(hearings)
    return every


def shares(flags):
    """Per cent of digits and of counters that came through, over calls."""
    digits = [flag for call in flags for flag in call[:-1]]
    return 100 * sum(digits) / len(digits), 100 * sum(call[-1] for call in flags) / len(flags)


def report(name, every):
    """Prints what was understood; gives the shares of the majority."""
    digits, counters = shares([majority(hearings) for hearings in every])
    told = f"ear: {name}: digits {digits:.1f} %, counters {counters:.1f} %"
    if len(every[0]) > 1:
        single = zip(*(shares([hearings[at] for hearings in every]) for at in range(len(every[0]))))
        once = (f"{what} {sum(of) / len(of):.1f} % (worst start {min(of):.1f})" for what, of in zip(("digits", "counters"), single))
        told += "; heard once: " + ", ".join(once)
    print(told, flush=True)
    return digits, counters


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


def round_of(calls, say, listeners, starts, tell):
    """Calls, said and heard."""
    with tempfile.TemporaryDirectory() as folder:
        say(calls, Path(folder))
        return listen(calls, Path(folder), listeners, starts, tell)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--goiso", required=True, help="the server's binary")
    arguments.add_argument("--seeds", default="1,2", help="one round of tickets for each")
    arguments.add_argument("--tickets", type=int, default=60, help="of a round")
    arguments.add_argument("--digits", type=float, default=FLOOR[0], help="per cent that must come through, in every round")
    arguments.add_argument("--counters", type=float, default=FLOOR[1], help="the same of counters")
    arguments.add_argument("--tell", action="store_true", help="what was misheard")
    given = arguments.parse_args()
    checks = []

    def check(right, why):
        checks.append(right)
        if not right:
            print(f"ear: {why}")

    def say(calls, folder):
        said_by_goiso(given.goiso, calls, folder)

    every = []
    with ProcessPoolExecutor(LISTENERS, initializer=Listener.begin) as listeners:
        for seed in given.seeds.split(","):
            heard_of = round_of(tickets(int(seed), given.tickets), say, listeners, STARTS, given.tell)
            every += heard_of
            digits, counters = report(f"seed {seed}", heard_of)
            check(digits >= given.digits, f"seed {seed}: too few digits were understood, {given.digits} % are wanted")
            check(counters >= given.counters, f"seed {seed}: too few counters were understood, {given.counters} % are wanted")
        report("all seeds", every)
        control = round_of(tickets(int(given.seeds.split(",")[0]), CONTROLS), said_by_engine, listeners, STARTS[:1], False)
    digits, _ = report("control, a common engine", control)
    check(digits <= CONTROL_BELOW, "the control was understood: the scorer is too kind")
    print(f"{sum(checks)} passed, {len(checks) - sum(checks)} failed")
    return 0 if all(checks) else 1


if __name__ == "__main__":
    sys.exit(main())
