// Package director is the stage manager of the local relay: it reads plays, one verb per line, and carries them out in
// the rooms. People join, talk, raise hands and leave, other moderators send commands, answers fail and connections
// break. gavel relay and gavel demo play scripts with it; a scene of a test is one line:
//
//	director.Play(t, relay, `
//		join Ann "Ben Fox"
//		hand Ben
//		do audioMute Ann
//		wait 2s
//	`)
//
// A typo, names of people included, is reported with file and line before anything happens. Waits take no time with
// localrelay.Options.StandStill, and the time of the bubble within testing/synctest. Help lists the verbs.
package director
