### Words of the kiosk alone; what it shares stands in en.ftl.

kiosk-contrast = High contrast
kiosk-done = Done
kiosk-found = { $count } found
kiosk-left = { $count } numbers left today
kiosk-none-left = No numbers left today
kiosk-last-ticket = Numbers are given until { $time }
kiosk-not-ready = Not ready, another day
kiosk-care = I walk slowly, or see or hear badly: please call longer
kiosk-by-card = by card

kiosk-scan = Identity card? Show its QR code to the scanner.
kiosk-card-reading = Reading the card…
kiosk-card-known = Card accepted. Nothing on it is kept.
kiosk-card-suggests = Priority by age is chosen for you; you may change it.
kiosk-card-forget = Do not use the card
kiosk-card-insurance = This is a health-insurance card. Please scan your identity card, or take a number without one.
kiosk-card-other = This code cannot be read. Please scan the QR code of your identity card again, or take a number without it.
kiosk-card-composing = The Vietnamese input method spoils what the scanner sends. Please ask the guide desk to turn the input method off; you can take a number without the card.
kiosk-card-failed = The card could not be checked. Please scan it again, or take a number without it.

kiosk-held = You already have number
kiosk-held-waiting = It is waiting for its turn.
kiosk-held-called = It is being called!
kiosk-held-serving = It is being served.
kiosk-held-parked = It is kept until you bring your papers.
kiosk-held-at = Please go to counter { $counter }.
kiosk-held-help = One number for each person. If you lost your slip or need something else, please ask the guide desk.

kiosk-still = Are you still here?
kiosk-still-left = Back to the start in { $seconds } s
kiosk-still-yes = Yes, go on

kiosk-breath = The kiosk takes a short break
kiosk-breath-left = Please wait { $seconds } s
kiosk-breath-help = Many numbers were taken at once. If you are in a hurry, please call the guide.

kiosk-pin = Attendant's PIN
kiosk-pin-open = Open
kiosk-attendant = Kiosk attendant
kiosk-attendant-lifted = The waiting time of this kiosk is lifted.
kiosk-attendant-on = Back to citizens
kiosk-attendant-reload = Load the page anew
kiosk-attendant-leave = Leave the kiosk
problem-wrong-pin = Wrong PIN.
problem-no-kiosk-pin = This hall has no kiosk PIN yet. An administrator sets it on the admin page.

# on the screen and on paper
kiosk-welcome = What brings you here?
kiosk-search = Find a procedure
kiosk-search-hint = type its name, without accents if you like
kiosk-search-none = Nothing found. Try another word or ask at the guide desk.
kiosk-space = space
kiosk-delete = delete
kiosk-home = Back to start
kiosk-large-text = Large text
kiosk-usual-text = Usual text
kiosk-wait = expected wait { $range }
kiosk-stopped = No numbers for the moment
kiosk-papers = Do you have everything?
kiosk-print-list = Print the list
kiosk-list-printing = Printing the list…
kiosk-list-printed = Please take the list from the paper slot.
kiosk-list-failed = The list could not be printed: { $why }. Please take a photo of the screen, or ask at the guide desk.
kiosk-list-unknown = It is not known whether the list was printed: { $why }
kiosk-priority = Are you entitled to priority?
kiosk-take = Take a number
kiosk-or-service = Or choose the exact procedure
kiosk-your-number = Your number
kiosk-ahead = ahead of you
kiosk-slip-ahead = { $count } ahead of you
kiosk-expected = expected wait
kiosk-watch = Please watch the screen and listen
kiosk-qr = Scan to follow your number on your phone
kiosk-hotline = Telephone: { $number }
kiosk-offline = This kiosk is offline
kiosk-offline-help = Please take a number at the guide desk. The kiosk is reconnecting by itself.
kiosk-closed-before = Numbers are not given out yet
kiosk-closed-break = Midday break
kiosk-closed-last-ticket-out = No more numbers this session
kiosk-closed-after = Closed for today
kiosk-closed-closed-today = Closed today
kiosk-closed-stopped = No numbers for the moment
kiosk-slip-valid = Valid today only
kiosk-paper-printing = Printing your slip…
kiosk-paper-printed = Please take your slip
kiosk-paper-failed = The slip could not be printed: { $why }
kiosk-paper-unknown = It is not known whether the slip came out: { $why }
kiosk-paper-keep = Your number is valid. Scan the code to keep it, or ask at the guide desk.
kiosk-paper-again = Print again
kiosk-paper-none = No slips just now ({ $why }). Numbers are still given, on the screen.

kiosk-wait-unknown = not enough data for an estimate
kiosk-hold = Keep it longer
kiosk-earlier = This number is of your press before, which had no answer. If you need another one, please ask the guide desk.
kiosk-no-answer = The server has not answered. Please press “Take a number” again: a number that was taken already is shown, and there will not be two.
kiosk-closed-used-up = No numbers left today
kiosk-slip-copy = REPRINT

kiosk-card-type = Type 12 digits
kiosk-card-number = Identity number
kiosk-card-sides = The QR code is in a corner of the front or of the back, depending on the card. If it cannot be scanned, type the 12 digits on the card.
kiosk-card-digits = { $count } of { $of } digits
kiosk-card-use = Use this number
kiosk-card-without = Go without a card
kiosk-card-full = You have taken all numbers you may take today. If you need more, please ask the guide desk.

kiosk-attendant-printer = Printer: { $state }
kiosk-attendant-no-printer = This kiosk has no printer.
kiosk-attendant-again = Print slip { $label } again

# refusals to whoever takes a number
problem-issuing-closed = Numbers are not issued now.
problem-issuing-stopped = Numbers are stopped for the moment.
problem-numbers-exhausted = All numbers of this service group are used today.
problem-daily-cap-reached = This service is full for today.
problem-person-has-ticket = You hold an open ticket already.
problem-person-cap-reached = You have taken as many tickets as one day allows.
problem-too-many-open = Too many tickets are open. Please see the guide desk.
problem-not-own-print = A kiosk prints again only a number just taken there.
