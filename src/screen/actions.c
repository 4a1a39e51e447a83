/* The table of actions: everything that a key can do. */
#include "slatop/base/mem.h"
#include "slatop/screen/key.h"

#define MOVE "Moving"
#define OPEN "Screens"
#define FIND "Finding"
#define EXPLAIN "Figures"
#define TIME "Time"
#define LINE "Timelines"
#define ALARM "Alarms"
#define PROGRAM "Program"

const struct action_info action_infos[ACTION_COUNT] = {
	[ACTION_UP] = {"up", "up k", NULL, "A row up; in a record a field up, in a calendar a week back.",
		       MOVE},
	[ACTION_DOWN] = {"down", "down j", NULL,
			 "A row down; in a record a field down, in a calendar a week on.", MOVE},
	[ACTION_LEFT] = {"left", "left h", NULL, "A column to the left; in a calendar a day back, in a timeline back in time.", MOVE},
	[ACTION_RIGHT] = {"right", "right l", NULL, "A column to the right; in a calendar a day on, in a timeline on in time.", MOVE},
	[ACTION_PAGE_UP] = {"page-up", "pgup ctrl-b", NULL, "A page up.", MOVE},
	[ACTION_PAGE_DOWN] = {"page-down", "pgdn ctrl-f", NULL, "A page down.", MOVE},
	[ACTION_HALF_UP] = {"half-up", "ctrl-u", NULL, "Half a page up.", MOVE},
	[ACTION_HALF_DOWN] = {"half-down", "ctrl-d", NULL, "Half a page down.", MOVE},
	[ACTION_FIRST] = {"first", "g home", NULL, "The first row.", MOVE},
	[ACTION_LAST] = {"last", "G end", NULL, "The last row.", MOVE},
	[ACTION_COLUMN_FIRST] = {"column-first", "0", NULL, "The first column.", MOVE},
	[ACTION_COLUMN_LAST] = {"column-last", "$", NULL, "The last column.", MOVE},
	[ACTION_NEXT_PANE] = {"next-pane", "tab", "pane", "The next pane of the screen.", MOVE},
	[ACTION_PREVIOUS_PANE] = {"previous-pane", "shift-tab", NULL, "The pane before.", MOVE},
	[ACTION_OPEN] = {"open", "enter", "open", "Opens the selected row.", OPEN},
	[ACTION_BACK] = {"back", "q esc", "back", "Back to the screen before; q quits at the first one.",
			 OPEN},
	[ACTION_SCREEN_1] = {"screen-1", "1", NULL, "The screen of that number.", OPEN},
	[ACTION_SCREEN_1 + 1] = {"screen-2", "2", NULL, "The screen of that number.", OPEN},
	[ACTION_SCREEN_1 + 2] = {"screen-3", "3", NULL, "The screen of that number.", OPEN},
	[ACTION_SCREEN_1 + 3] = {"screen-4", "4", NULL, "The screen of that number.", OPEN},
	[ACTION_SCREEN_1 + 4] = {"screen-5", "5", NULL, "The screen of that number.", OPEN},
	[ACTION_SCREEN_1 + 5] = {"screen-6", "6", NULL, "The screen of that number.", OPEN},
	[ACTION_SCREEN_1 + 6] = {"screen-7", "7", NULL, "The screen of that number.", OPEN},
	[ACTION_SCREEN_1 + 7] = {"screen-8", "8", NULL, "The screen of that number.", OPEN},
	[ACTION_SCREEN_9] = {"screen-9", "9", NULL, "The screen of that number.", OPEN},
	[ACTION_COMMAND] =
		{"command", ":", "command",
		 "The command line: a screen's name, with the number of what it is about, month 2026-10, sort, filter, help, q; "
		 "Tab completes.",
		 OPEN},
	[ACTION_SEARCH] = {"search", "/", "search", "Searches the rows of this pane for a text.", FIND},
	[ACTION_SEARCH_NEXT] = {"search-next", "n", NULL, "The next row that holds the text.", FIND},
	[ACTION_SEARCH_PREVIOUS] = {"search-previous", "N", NULL, "The row before that holds the text.",
				    FIND},
	[ACTION_FILTER] =
		{"filter", "f", "filter",
		 "Only the rows that pass: status = breached and budget > 80%. An empty one shows all.",
		 FIND},
	[ACTION_SORT] = {"sort", "s", "sort", "Sorts by the current column; again reverses.", FIND},
	[ACTION_SORT_ADD] = {"sort-add", "S", NULL,
			     "Sorts by the current column where the keys before are equal.", FIND},
	[ACTION_COLUMNS] = {"columns", "c", "columns",
			    "The columns of this list: which are shown, in what order, how wide; kept.", FIND},
	[ACTION_MARK] = {"mark", "m", NULL, "Marks the row, or takes its mark away, and goes on to the next one.",
			 FIND},
	[ACTION_EXPORT] = {"export", "x", "export",
			   "Writes all rows of this list to a file: .csv .json .xlsx (all fields), .md .txt (the "
			   "columns shown).",
			   FIND},
	[ACTION_EXPLAIN] = {"explain", "e", "explain",
			    "What the figure in the current column is made of, for the row's account.",
			    EXPLAIN},
	[ACTION_PROVE] = {"prove", "P", "prove",
			  "Lets the standby compute the account's figures in SQL, beside ours.", EXPLAIN},
	[ACTION_COPY] = {"copy", "y", NULL,
			 "Copies the value under the cursor to the terminal's clipboard; pressed again the whole row, its "
			 "columns parted by tabs. Where rows are marked: those.", EXPLAIN},
	[ACTION_LINK] = {"link", "Y", NULL,
			 "Copies a link to exactly this view: screen, account, month, moment, filter, order, row. slatop LINK "
			 "opens it, :link LINK too.", EXPLAIN},
	[ACTION_REVEAL] = {"reveal", "v", "reveal",
			   "Shows the private fields of one row for a minute, under a grant of its account; the bastion and the "
			   "journal record it. Again: masks them.", EXPLAIN},
	[ACTION_MONTH_BEFORE] = {"month-before", "<", "month", "The month before.", TIME},
	[ACTION_MONTH_AFTER] = {"month-after", ">", "month", "The month after, up to the present one.", TIME},
	[ACTION_LIVE] = {"live", "T", "live",
			 "Back to the present month and moment; in a list that is read in pages, to its top.", TIME},
	[ACTION_TIME] = {"time", "t", NULL,
			 "Goes to a moment, with every screen: 2026-11-03 14:22, yesterday 14:00, -2h, incident 17. In a list "
			 "that is read in pages: in that list (:at goes with every screen).", TIME},
	[ACTION_KNOWN] = {"known", "u", NULL,
			  "Of an earlier moment: as it is known now (corrected), or as it was known then.", TIME},
	[ACTION_MINUTE_BEFORE] = {"minute-before", ",", NULL, "The moment a minute before.", TIME},
	[ACTION_MINUTE_AFTER] = {"minute-after", ".", NULL, "The moment a minute after.", TIME},
	[ACTION_EVENT_BEFORE] = {"event-before", "[", NULL,
				 "The moment of the event before: a window begins, counts or ends, an incident is detected or "
				 "switched over, a record is corrected.", TIME},
	[ACTION_EVENT_AFTER] = {"event-after", "]", NULL, "The moment of the next event.", TIME},
	[ACTION_SLOWER] = {"slower", "{", NULL, "Plays slower, down to life's own speed.", TIME},
	[ACTION_FASTER] = {"faster", "}", NULL, "Plays faster, up to 600 times.", TIME},
	[ACTION_PAUSE] = {"pause", "p", NULL, "Holds the figures still, and lets them go on. An earlier moment: plays it, and stops.", TIME},
	[ACTION_REFRESH] = {"refresh", "r f5", NULL, "Asks the replicas at once.", TIME},
	[ACTION_ZOOM_IN] = {"zoom-in", "+ =", NULL, "In a timeline: half of the time around the cursor.", LINE},
	[ACTION_ZOOM_OUT] = {"zoom-out", "-", NULL, "Twice the time, up to all of it.", LINE},
	[ACTION_PAN_LEFT] = {"pan-left", "(", NULL, "Half of what is in sight back in time.", LINE},
	[ACTION_PAN_RIGHT] = {"pan-right", ")", NULL, "Half of it on.", LINE},
	[ACTION_LANES] = {"lanes", "w", NULL, "What its lanes are of: services, accounts, carriers.", LINE},
	[ACTION_ACKNOWLEDGE] =
		{"acknowledge", "a", "acknowledge",
		 "Acknowledges the alarm under the cursor, or the one at the top, on this console only.", ALARM},
	[ACTION_HELP] = {"help", "? f1", "help", "This page.", PROGRAM},
	[ACTION_STOP] = {"stop", "ctrl-c", NULL, "Stops work that takes long. It never quits.", PROGRAM},
	[ACTION_MOUSE] = {"mouse", "M", NULL,
			  "The mouse on or off: a click selects, twice opens, on a head sorts; the wheel moves. While it "
			  "is on the terminal selects texts with Shift only.",
			  PROGRAM},
	[ACTION_REDRAW] = {"redraw", "ctrl-l", NULL, "Draws the whole screen anew.", PROGRAM},
	[ACTION_SUSPEND] = {"suspend", "ctrl-z", NULL, "Suspends slatop; fg brings it back.", PROGRAM},
	[ACTION_QUIT] = {"quit", "f10", NULL, "Quits from wherever you are.", PROGRAM},
};

const struct action_table console_actions = {action_infos, ACTION_COUNT};
