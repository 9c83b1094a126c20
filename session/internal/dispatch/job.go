package dispatch

import (
	"encoding/json"
	"slices"
	"time"

	"gavel/session/video"
)

// Job is one command in progress: from its check until its last target has a final outcome. It has one entry in the log
// and one place on the undo stack.
type Job struct {
	entry    video.Entry   // as it is, or will be, in the log; number 0 for reads, which are not logged
	unlogged bool          // entry has changed since it was written into the log
	recorded video.Outcome // of entry when it was last recorded
	cmd      video.Command
	steps    []*step           // one, or those of a composite, in their order
	counts   [outcomeCount]int // of all targets by outcome, so that a command on thousands costs no more for each answer
	gen      int               // connection that it is sent on
	since    time.Time
	answered time.Time   // when the last verdict came; zero until then
	readable time.Time   // since when a whole picture has left an outcome unknown
	undoes   *undoRecord // what it takes back; nil: it is no undo
	stacked  bool        // it was put on the undo stack

	sending // where it is in the queue

	// done is called once, when each target has a result.
	done   func(video.Result)
	result video.Result
	open   int // targets without a result
}

// step is one action of a job, with its targets.
type step struct {
	job     *Job
	cmd     video.Command
	row     *video.ActionInfo // of cmd
	targets []target
	index   map[video.MemberID]int // of targets, when there are several
	counts  [outcomeCount]int
	undoes  *undoPart // what it takes back; nil: it is no undo

	stepSending

	// What follows is how the room was before.

	starts   bool     // starts a recording, playback or stream
	known    []string // ids of what existed before; nil when that was not known
	told     bool     // the event about what it started came before the answer
	created  string   // id of what it started
	guess    string   // the same while the answer has not come: the first new object since it was sent
	fresh    int      // targets whose acceptance is not on the undo stack yet
	unclear  int      // targets whose effect only a reading has shown: it may be someone else's doing
	room     video.Room
	placed   map[video.MemberID]*video.Member // of the members that it places
	playback video.Playback
	wasSo    bool // the recording, playback or stream was as wanted
	begunSo  bool // the same, before the first step of the job
}

// target is one request of a step: for a member, or for the room when Member is empty.
type target struct {
	video.TargetResult
	request video.Request
	place   int           // in the job's result
	sent    bool          // it was sent, or is being sent; until then whatever happens to it is not our doing
	before  *video.Member // as it was then; nil for actions on the room and on members of the audience
	doubtAt time.Time     // when the outcome became unknown
	waits   string        // id of the request whose answer may still come late
	told    video.Fields  // the properties that reads since doubtAt had of the member
	changed bool          // what the command sets was seen to change since it was sent
	again   bool          // it was sent a second time
	half    bool          // undeafened for certain, but not known to be muted again
	warned  bool
	giveUp  func(error) // ends the waiting for the answer; nil when nobody waits

	fresh      bool // the room has accepted it, and it is not on the undo stack yet
	superseded bool // a newer command for it was given before it was sent
	closed     bool // someone else has closed, since the command was given, what it would open
	muteAfter  bool // it was muted by a newer command before it was undeafened
	conflict   bool // someone else has changed it back since it was sent
}

// outcomeCount is the number of outcomes.
const outcomeCount = int(video.OutcomeNotDone) + 1

// sending is where a job is in the queue.
type sending struct {
	urgent    bool
	recording bool // waits until its intent is recorded: those behind it that change the same wait, too
	limit     time.Duration
	at        int    // the step that is being sent
	served    uint64 // when it was last served among the bulk commands
	stopped   error  // why what is unsent stays here
}

// stepSending is which targets of a step are unsent.
type stepSending struct {
	head     int   // all targets before it have left the queue
	queued   int   // targets in the queue
	inFlight int   // targets without an answer
	talking  []int // targets that were talking when last heard
}

// spacing lets a burst of requests leave at once, and the next evenly. The zero value has no limit.
type spacing struct {
	every time.Duration
	slack time.Duration // how far ahead of the even pace requests may be
	next  time.Time     // when the next request would leave at the even pace
}

// lane is how requests are spaced.
type lane uint8

// purpose is why a request is sent.
type purpose uint8

// Request is a request that leaves now.
type Request struct {
	Request video.Request
	Gen     int           // of the connection that it is for
	Limit   time.Duration // for the answer; 0: as usual

	step    *step
	target  int
	purpose purpose
	before  error // of toMute: what became of the undeafening
}

// undoRecord is what is needed to take a command back. Every command that was done has one: no undo reaches past a
// command that cannot be taken back.
type undoRecord struct {
	entry uint64
	cmd   video.Command
	parts []*undoPart // in the order of the steps of the command; none: it changed nothing that can be restored
	final string      // why a step of it cannot be taken back; "" when all can
	doubt bool        // the outcome of a target is unknown
	// unclear: only a reading has shown the effect on a target, so that it may be someone else's doing.
	unclear bool
	waiting bool // its undo has ended, and a part of that has an unknown outcome
}

// undoPart is what is needed to take a step of a command back: the members that really changed, and how things were
// before.
type undoPart struct {
	step      int
	cmd       video.Command
	members   []*video.Member             // as they were before, only those that the command changed
	index     map[video.MemberID]int      // of members; nil until one is looked up
	conflicts map[video.MemberID]struct{} // of them, those that someone else has changed since
	changed   bool                        // someone else has changed the room, or the object, since
	room      video.Room
	placed    map[video.MemberID]*video.Member // of the members that it has placed
	playback  video.Playback
	begunSo   bool // before the first step, the object was as this step wants it
}

// Undo is an undo that may start.
type Undo struct {
	rec     *undoRecord
	cmds    []video.Command
	parts   []*undoPart
	skipped []video.Person
}

// ownKey names a value that this session has set: with the member.
type ownKey struct {
	setting video.Setting
	member  video.MemberID
}

// awaited is a request whose outcome was reported as unknown, and whose answer may still come.
type awaited struct {
	s      *step
	target int
}

// Answer is what became of the request for one target.
type Answer struct {
	Err   error
	Value json.RawMessage
	Took  time.Duration
	At    time.Time // when that was known
}

// journal is the log. Entries are only appended, so snapshots share its array; replacing one makes a copy first.
type journal struct {
	entries []video.Entry
	last    uint64
	written func(video.Entry) // gets what is recorded; nil when nothing is
}

const (
	readLane    lane = iota // reads leave at once
	commandLane             // on one target
	bulkLane                // on several
)

const (
	toRun    purpose = iota // it is a target's request
	toMute                  // it mutes a member that was undeafened
	toResend                // it is sent for the second time
)

func appendOnce(list []*Job, j *Job) []*Job {
	j.unlogged = true
	if slices.Contains(list, j) {
		return list
	}
	return append(list, j)
}

// keepsMuted reports whether the command is to leave the target's microphone off.
func (s *step) keepsMuted(t *target) bool {
	return s.row.Unmutes() && (t.muteAfter || s.cmd.KeepMuted && t.before != nil && t.before.DeafMuted)
}
