### Words of the pages. Short, polite, active.

## Shared

range-unknown = not enough data yet
range-under = under { $high } min
range-between = { $low }–{ $high } min
counter = Counter { $number }
    [one] { $count } person
   *[other] { $count } people
}
people-waiting = { $count } waiting
no = No
back = Back
cancel = Cancel
search = Search
language-name = English
loading = Loading…

connection-live = live
connection-connecting = connecting…
connection-behind = Data as of { $time }
connection-offline = Offline · data as of { $time } · attempt { $attempts }
connection-never = Not connected yet · attempt { $attempts }
ended = The server has ended this connection (code { $code })
ended-4100 = This page and the server differ in version. Please reload.
ended-4101 = You are not signed in any more. Please sign in again.
ended-4103 = This account or device may not see this page.
ended-4104 = There is no such zone or counter.
ended-4110 = This link has run out.

busy-sending = Sending…
busy-waiting = No answer yet, trying again…
try-again = Try again

## Refusals, by code

problem-unknown = That did not work. Try again or tell the supervisor.
problem-no-answer = There was no answer, so it is not known whether it was done. Look at the screen before pressing again.
problem-unauthorized = Not signed in, or not any more.
problem-forbidden = This account may not do that.
problem-not-found = Not found.
problem-too-many-requests = Too many requests. Please wait a moment.
problem-key-reused = This request repeats the key of another one. Please reload the page.
problem-bad-request = What was sent is not right.
problem-unavailable = The server is busy. Please wait a moment.
problem-unknown-hall = There is no such hall.
problem-unknown-group = There is no such service group.
problem-unknown-ticket = There is no such ticket today.
problem-ticket-state = The ticket is in another state, so that cannot be done.
problem-too-many-push-backs = This ticket was pushed back as often as allowed.
problem-nobody-behind = Nobody behind could go first.
problem-already-rated = This ticket was rated already.
problem-unauthenticated = Not signed in, or the name or password is wrong.
problem-busy = The server is busy. Please wait a moment.
problem-internal = Something failed inside the server. Please tell the administrator.
problem-in-doubt = It is not known whether the command was recorded. Look at the screen.
problem-too-fast = Too fast. Please wait a moment.
problem-login-delayed = Too many wrong passwords or codes. Please wait a moment and try again.

## Hall display

hall-nobody = nobody waiting
hall-issuing-from = Numbers from { $time }
desk-free = Ready
desk-paused = Paused
desk-closed = Counter closed

## The citizen's phone

ticket-number = Your number
ticket-no-link = This page opens from the QR code on your slip. Please scan the code again.
ticket-over = This link has expired
ticket-over-help = A number is good on the day it is taken. If you still need a service, please take a new number at the kiosk.
ticket-ahead = People ahead
ticket-wait = Expected wait
ticket-advice-next = You are next. Please come close to the counters.
ticket-advice-stay = Nearly your turn. Please stay in the hall and watch the screen.
ticket-advice-near = Please stay near the hall and watch this page.
ticket-advice-far = You have some time. Please be back before your turn comes near.
ticket-break = The counters open at { $time }; your number is kept.
ticket-called = It is your turn. Please go to
ticket-counter = Counter
ticket-serving = You are being served at counter { $counter }
ticket-parked = Waiting for your missing papers
ticket-parked-until = Please be back by { $time } ({ $minutes } min left)
ticket-parked-late = It is past { $time }. Please come to the counter or the guide desk now.
ticket-parked-back = When you are back, tell the officer at counter { $counter }. You need no new number.
ticket-push-back = Let others go first
ticket-push-back-sure = Let { $places } people behind you go first? This cannot be taken back. { $count } times left.
ticket-push-back-yes = Let them pass
ticket-on-my-way = I am on my way
ticket-on-my-way-said = Take your time. The counter waits for you.
ticket-leave = Leave the line
ticket-leave-sure = If you leave, this number will not be called any more. Are you sure?
ticket-leave-yes = Leave
ticket-leave-no = Stay in line
ticket-sound = Vibrate and ring
ticket-sound-now = Ring
ticket-sound-again = Touch to vibrate and ring again
ticket-sound-touch = The phone vibrates and rings only after you touch this button.
ticket-sound-on = Vibration and ringing are on. Please keep this page open.
ticket-sound-on-flash = Ringing is on; the screen flashes when it is your turn. Please keep this page open.
ticket-hotline = Telephone: { $number }

# why other numbers were called first
ticket-why = Why was I not called yet?
ticket-why-failed = This cannot be shown now. Please try again in a few minutes.
