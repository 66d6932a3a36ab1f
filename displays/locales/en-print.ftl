### Words about printers and prints, for the pages that print.

printer-ok = ready
printer-paper-low = paper is running out
printer-paper-out = out of paper
printer-cover-open = the printer's cover is open
printer-fault = the printer reports a fault
printer-unreachable = the printer cannot be reached
printer-silent = tells no state
printer-unknown = not looked at yet
printer-busy = too many slips are waiting
printer-slow = the printer takes no more
printer-cut-off = the connection broke while printing
printer-lost = the server stopped while printing
printer-gone = the printer is no longer configured
problem-unknown-printer = There is no such printer.
problem-print-under-way = This slip is being printed.
problem-too-many-prints = This slip was printed too often.
problem-no-printer = No printer is set up.
problem-no-papers = This procedure has no list of papers.
