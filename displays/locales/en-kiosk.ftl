### Words of the kiosk alone: the card, large letters, the attendant. What it shares stands in en.ftl.

kiosk-contrast = Contrast
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
problem-login-delayed = Too many wrong PINs. Please wait a moment.
