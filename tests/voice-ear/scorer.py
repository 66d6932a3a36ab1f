"""What of a call came through, by the words that a recogniser wrote down. No sound in here."""

LETTERS = "ABCDEGHKLMNPRSTUVXY"
DIGITS = {
    "không": "0", "một": "1", "hai": "2", "ba": "3", "bốn": "4", "năm": "5", "sáu": "6", "bảy": "7", "bẩy": "7", "tám": "8", "chín": "9",
}
UNITS = {**{word: int(digit) for word, digit in DIGITS.items()}, "mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}
# Letters whose names are longer than one syllable: e-lờ, ét-sì, i dài.
TWO_SYLLABLES = "LMNRSXY"


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


def aligned(wanted, heard):
    """(edits, which of the wanted came through): the cheapest way from one to the other; every word too many spoils a wanted one."""
    # row[n] is the best for what is wanted so far and the first n heard: edits, flags, words too many
    row = [(extra, (), extra) for extra in range(len(heard) + 1)]
    for want in wanted:
        below = [(row[0][0] + 1, row[0][1] + (False,), row[0][2])]
        for at, word in enumerate(heard):
            same = want == word
            through = (row[at][0] + (not same), row[at][1] + (same,), row[at][2])
            left_out = (row[at + 1][0] + 1, row[at + 1][1] + (False,), row[at + 1][2])
            too_many = (below[at][0] + 1, below[at][1], below[at][2] + 1)
            below.append(min(through, left_out, too_many, key=lambda way: way[0]))
        row = below
    edits, flags, extra = row[-1]
    flags = list(flags)
    for at, came in enumerate(flags):
        if came and extra:
            flags[at] = False
            extra -= 1
    return edits, flags


def digits_heard(label, words):
    """Which of a label's digits came through. The letter's name comes first, in as many words as it has syllables, or not at all."""
    heard = []
    for word in words:
        heard.extend(word if word.isdigit() else [DIGITS.get(word, word)])
    letter = 2 if label[0] in TWO_SYLLABLES else 1
    ways = (aligned(label[1:], heard[skip:]) for skip in range(min(letter + 1, len(heard)) + 1))
    return min(ways, key=lambda way: way[0])[1]


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


def heard(call, text):
    """What came through of one hearing: a flag for each digit, then one for the counter."""
    words, counter = split(text)
    if counter is None:
        return [False] * len(call["label"])
    return [*digits_heard(call["label"], words), number(counter) == int(call["counter"])]


def majority(hearings):
    """Word by word, whether more than half of the hearings of one call got it."""
    return [2 * sum(flags) > len(hearings) for flags in zip(*hearings, strict=True)]
