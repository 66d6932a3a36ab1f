#!/usr/bin/env python3
"""The scorer is neither kind nor deaf."""

import sys
import unittest

from scorer import aligned, digits_heard, heard, majority, number, split

SAID = "mời công dân có số thứ tự {} đến quầy số {}"


def call(label, counter):
    return {"label": label, "counter": counter}


class Scorer(unittest.TestCase):
    def test_a_call_that_came_through_whole(self):
        for letter in ("bê", "bên", ""):
            self.assertEqual(heard(call("B045", "3"), SAID.format(f"{letter} không bốn năm", "ba")), [True] * 4)
        self.assertEqual(heard(call("M777", "44"), SAID.format("em mờ bảy bẩy bảy", "bốn mươi tư")), [True] * 4)
        self.assertEqual(heard(call("A012", "5"), "A 012 đến quầy số 5"), [True] * 4)

    def test_every_wrong_word_costs_its_digit(self):
        self.assertEqual(digits_heard("B045", ["bê", "không", "bốn", "trăm"]), [True, True, False])
        self.assertEqual(digits_heard("V131", ["một", "a", "một"]), [True, False, True])
        self.assertEqual(digits_heard("K346", ["hàng", "và", "bốn", "sáu"]), [False, True, True])

    def test_a_word_left_out_or_too_many_costs_one(self):
        self.assertEqual(sum(digits_heard("S114", ["ét", "sì", "một", "bốn"])), 2)
        self.assertEqual(sum(digits_heard("B045", ["bê", "không", "bốn", "ơi", "năm"])), 2)
        self.assertEqual(digits_heard("B045", []), [False] * 3)
        self.assertEqual(sum(digits_heard("B111", ["một"] * 9)), 0)

    def test_a_letter_may_be_misheard_by_one_word_more_than_its_name_has(self):
        self.assertEqual(digits_heard("X012", ["kia", "thì", "mà", "không", "một", "hai"]), [True] * 3)
        self.assertEqual(digits_heard("A012", ["kia", "mà", "không", "một", "hai"]), [True] * 3)
        self.assertEqual(sum(digits_heard("A012", ["kia", "thì", "mà", "không", "một", "hai"])), 2)

    def test_right_digits_are_what_no_edit_took(self):
        for wanted, words in (("012", "012"), ("012", "12"), ("012", "0132"), ("777", "77777"), ("345", "543"), ("005", "050")):
            edits, flags = aligned(wanted, words)
            self.assertEqual(sum(flags), max(0, len(wanted) - edits), (wanted, words))

    def test_without_a_place_nothing_counts(self):
        self.assertEqual(heard(call("B045", "3"), "mời công dân có số thứ tự bê không bốn năm"), [False] * 4)

    def test_the_number_stands_between_the_opening_and_the_last_place(self):
        self.assertEqual(split("số thứ tự hát một tới quầy số mười hai"), (["hát", "một"], ["mười", "hai"]))
        self.assertEqual(split("Một, hai đến bảy."), (["một", "hai"], []))

    def test_counters_are_read_as_people_say_them(self):
        for words, value in (
            ("ba", 3), ("mười", 10), ("mười lăm", 15), ("hai mươi", 20), ("hai mươi mốt", 21), ("bốn mươi tư", 44), ("năm mươi", 50),
            ("42", 42), ("tư", None), ("mười hái", None), ("uống mươi", None), ("ba mươi tự", None), ("", None),
        ):
            self.assertEqual(number(words.split()), value, words)

    def test_two_of_three_carry_a_word_and_one_does_not(self):
        self.assertEqual(majority([[True, False, True], [True, True, False], [False, False, False]]), [True, False, False])
        self.assertEqual(majority([[True, False]]), [True, False])
        self.assertEqual(majority([[True], [False]]), [False], "half is no majority")


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
