# Pairing of new devices: hall screens, counter screens, kiosks.
pair-title = { $kind ->
    [kiosk] Pair this kiosk with a hall
    [counter] Pair this counter screen with a hall
   *[other] Pair this screen with a hall
  }
pair-kind = { $kind ->
    [kiosk] Kiosk
    [counter] Counter screen
    [announcer] Loudspeaker
   *[other] Hall screen
  }
pair-code = Pairing code
pair-match = Number to compare
pair-qr = QR code that opens the administrator's page
pair-step-1 = Scan the QR code, or open the administrator's page
pair-step-2 = Go to Devices and type the pairing code.
pair-step-3 = Compare the number, then allow.
pair-waiting = Waiting to be allowed · this code is good for { $minutes } min more
pair-asking = Asking for a pairing code…
pair-expired = The code has run out. Getting a new one…
pair-refused = The administrator turned this device away.
pair-anew = Ask for a new code
pair-away = The server does not answer. Trying again…
problem-unknown-user-code = No screen shows this code, or it has run out. Look at the screen again.
problem-other-device = The numbers differ: this is not the device that you see. Do not allow it.
problem-unknown-device = There is no such device.
problem-too-many-pairings = Too many screens wait to be paired. Let some in or refuse them, or wait a few minutes.
hall-pair = This screen does not belong to a hall yet. Open it by the link or code from the administrator.
