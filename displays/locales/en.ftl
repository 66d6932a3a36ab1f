### Words of the pages. Short, polite, active.

## Shared

range-unknown = not enough data yet
range-under = under { $high } min
range-between = { $low }–{ $high } min
counter = Counter { $number }
people = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
people-waiting = { $count } waiting
minutes-short = { $minutes }′
no = No
yes = Yes
back = Back
close = Close
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

login-title = Sign in
login-name = User name
login-password = Password
login-submit = Sign in
login-out = Sign out

sound-blocked = The browser is blocking sound. Touch the screen or press a key to allow it.

## Refusals, by code

problem-unknown = That did not work. Try again or tell the supervisor.
problem-no-answer = There was no answer, so it is not known whether it was done. Look at the screen before pressing again.
problem-unauthorized = Not signed in, or not any more.
problem-bad-credentials = User name or password is wrong.
problem-forbidden = This account may not do that.
problem-code-used = This code was used or has run out. Please get a new one.
problem-not-found = Not found.
problem-too-many-requests = Too many requests. Please wait a moment.
problem-key-reused = This request repeats the key of another one. Please reload the page.
problem-body-too-large = What was sent is too long.
problem-bad-request = What was sent is not right.
problem-unavailable = The server is busy. Please wait a moment.
problem-unknown-hall = There is no such hall.
problem-unknown-group = There is no such service group.
problem-unknown-service = There is no such service.
problem-unknown-class = There is no such priority class.
problem-unknown-counter = There is no such counter.
problem-unknown-zone = There is no such zone.
problem-unknown-ticket = There is no such ticket today.
problem-unknown-item = There is nothing to show or say any more.
problem-not-configured = This hall is not set up yet.
problem-bad-config = These settings cannot work.
problem-issuing-closed = Numbers are not issued now.
problem-issuing-stopped = Numbers are stopped for the moment.
problem-numbers-exhausted = All numbers of this service group are used today.
problem-daily-cap-reached = This service is full for today.
problem-person-has-ticket = You hold an open ticket already.
problem-person-cap-reached = You have taken as many tickets as one day allows.
problem-too-many-open = Too many tickets are open. Please see the guide desk.
problem-counter-closed = The counter is closed. Open it first.
problem-counter-paused = The counter is paused. Resume it first.
problem-counter-open = The counter is open already.
problem-counter-busy = Somebody is still at the counter. Finish first.
problem-stale-screen = The screen was out of date; nothing was done. Look again, then press once more.
problem-nobody-here = Nobody has been called to this counter.
problem-ticket-state = The ticket is in another state, so that cannot be done.
problem-no-show-too-early = Too early for a no-show: call again or wait a little.
problem-too-many-calls = This number was called as often as allowed.
problem-too-many-push-backs = This ticket was pushed back as often as allowed.
problem-nobody-behind = Nobody behind could go first.
problem-out-of-range = The value is outside what is allowed.
problem-already-rated = This ticket was rated already.
problem-nothing-to-undo = There is no step to take back.
problem-held-elsewhere = This ticket is kept for another counter.

## Hall display

hall-invite = Now calling
hall-history = Just called
hall-recall = called again
hall-calling = please come
hall-serving = being served
hall-missed = was called
hall-past = done
hall-waiting = Waiting
hall-nobody = nobody waiting
hall-ticker = Please take a number, then watch the screen and listen. Thank you.
hall-issuing-from = Numbers from { $time }
hall-opens = Counters open at { $time }
hall-calm-waiting = Please watch for your number
hall-calm-before = Not open yet
hall-calm-break = Midday break
hall-calm-last-ticket-out = No more numbers this session
hall-calm-after = Closed for today
hall-calm-closed-today = Closed today
hall-pair = This screen does not belong to a hall yet. Open it by the link or code from the administrator.
hall-pair-again = Open this screen again by the link or code from the administrator.
desk-invite = Now calling
desk-serving = Serving
desk-free = Ready
desk-paused = Paused
desk-closed = Counter closed
