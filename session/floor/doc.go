// Package floor manages the floor of a room as parliaments do: who may speak, who is next, and for how long.
//
// The engine is pure. Snapshots, ticks and verbs come in; commands come out. It has no clock, no goroutine, and no
// input or output of its own. Its owner, package host for a console, runs a loop around it:
//
//	room ──snapshots──▶ ┌────────┐ ──Sends──▶ room      each answered with Ended
//	room ──reads──────▶ │ Engine │ ──Read───▶ room      answered with Read
//	user ──verbs──────▶ │        │ ──Write──▶ metadata  answered with Wrote
//	time ──ticks──────▶ └────────┘ ──Notes──▶ log and journal
//
// # One floor, three parameters
//
// A [Mode] sets who is free (protected people, and the panel in its mode), how many guests have the floor at a time,
// and what happens if anyone else opens a microphone: nothing, a mark, or a mute. Four presets name the useful
// combinations: open, queue, panel, quiet. All verbs work in all of them: Next, Give, Answer, TakeBack, Enqueue and
// Unqueue.
//
// # A turn
//
//	            grant                     the room shows the microphone open
//	(nobody) ───────────▶ granted ─────────────────────────────────────────▶ open
//	                         │ gavel opened it, 3 s without effect             │ the first word; 5 s after
//	                         ▼                                                 ▼ gavel opened it
//	                      "did not open"                                    running ◀──▶ paused
//
// A clock runs only while the person can be heard and nobody answers. It stops during a pause by hand, the chair's
// interruption and a break, and while the link is lost or the floor is paused. The next grant, TakeBack, another mode,
// a removal or demotion, or 90 s of absence ends the turn. The end of a turn opens no microphone.
//
// # A verb
//
// Next, Give and Answer may open a microphone. They wait until the room has been read, because hands may have been
// lowered without an event. Then they act on the same person as at the call, or on nobody. Everything that a verb sends
// is one command and one undo step. A verb that only changes the floor is a step, too. If it cannot be undone, the step
// stays, so that Undo never takes back an older verb instead. The engine opens microphones in two places only: in give,
// with the consent of the person, and in Restore, after the chair's interruption has closed them.
//
//	call ──▶ intent ──(shared: written, and settled)──▶ read ──▶ give ──▶ command
//	            └── moved, left, unread, cut ──▶ nobody gets the floor, nothing is sent
//
// The table in call.go has a row for each verb of a person or a program. [Engine.Run] runs a [Call] of one.
//
// # Enforcement
//
// A member whose microphone is open without the floor commits an offence. In the mode hold, the first closing comes
// after 2 s and later ones at once. After three in a minute the engine gives up on the person and leaves the decision
// to a moderator. It sends at most five closings per second, none while the link is not live, and never an opening.
// Take checks exemptions when commands are sent.
//
// # Several consoles
//
// Consoles that share a floor keep it as one document in the room's metadata; see lease.go. The lease in it says which
// console enforces. Every console announces a grant in the document, and waits until the room shows it, before it opens
// a microphone. The holder of the lease reads the document after an offence and before it mutes anyone. So one console
// never mutes a person to whom another has given the floor. That requires answers within a second; see settleFor.
//
// # Files
//
// Each file uses only files before it in this list.
//
//	values     mode.go clock.go limit.go entry.go order.go queue.go turn.go lease.go note.go errors.go
//	           budget.go parts.go words.go (values as they are typed)
//	fields     core.go, with the rules about people: who is exempt, who may be unmuted
//	subjects   protect.go (tonight's list), spot.go (the place of the guests), totals.go (what people have spoken),
//	           people.go (who left, who is back), step.go, advance.go (what time does), grant.go, verbs.go, begin.go,
//	           panic.go, chair.go, item.go, did.go (manual commands), enforce.go, share.go
//	the face   engine.go (See, Read, Tick, Take, Due), undo.go, view.go, state.go, call.go (the table of the verbs)
package floor
