package dispatch

import (
	"encoding/json"
	"slices"
	"time"

	"gavel/session/video"
)

// Job is one command in progress, from its check until its last target has a final outcome. It has one entry in the log
// and one place on the undo stack.
type Job struct {
	entry    video.Entry   // its present or future log entry; number 0 for reads, which are not logged
	unlogged bool          // entry has changed since it was written to the log
	recorded video.Outcome // outcome of entry when it was last recorded
	cmd      video.Command
	steps    []*step           // one, or those of a composite in order
	counts   [outcomeCount]int // targets by outcome, so that the cost of an answer does not depend on their number
	gen      int               // connection on which it is sent
	since    time.Time
	answered time.Time   // time of the last answer; zero before it
	readable time.Time   // since when a complete read has left an outcome unknown
	undoes   *undoRecord // the record that it undoes; nil if it is not an undo
	stacked  bool        // it was put onto the undo stack

	sending // its place in the queue

	// done is called once, after each target has a result.
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
	index   map[video.MemberID]int // of targets, if there are several
	counts  [outcomeCount]int
	undoes  *undoPart // the part that it undoes; nil if it is not an undo

	stepSending

	// The following fields hold the state of the room before the step.

	starts   bool     // starts a recording, playback or stream
	known    []string // ids of the objects that existed before; nil if unknown
	reported bool     // the event about the started object came before the answer
	created  string   // id of the started object
	guess    string   // probable id before the answer has come: the first new object since it was sent
	fresh    int      // accepted targets that are not on the undo stack yet
	unclear  int      // targets whose effect only a read has shown; someone else may have caused it
	room     video.Room
	placed   map[video.MemberID]*video.Member // the members that it places
	playback video.Playback
	wasSo    bool // the object was already as requested
	beganSo  bool // the same, before the first step of the job
}

// target is one request of a step: for a member, or for the room if Member is empty.
type target struct {
	video.TargetResult
	request      video.Request
	place        int           // index in the job's result
	sent         bool          // it was sent, or is being sent; until then its changes are not ours
	before       *video.Member // the member at that time; nil for actions on the room and on the audience
	unknownSince time.Time     // when the outcome became unknown
	waits        string        // id of the request that may still be answered
	listed       video.Fields  // properties of the member in the reads since unknownSince
	changed      bool          // the property that the command sets has changed since it was sent
	again        bool          // it was resent
	half         bool          // certainly undeafened, but not known to be muted again
	warned       bool
	giveUp       func(error) // ends the wait for the answer; nil if nobody waits

	fresh      bool // the room has accepted it, and it is not on the undo stack yet
	superseded bool // a newer command was given before it was sent
	closed     bool // someone else has closed what it would open since the command was given
	muteAfter  bool // a newer command muted it before it was undeafened
	conflict   bool // someone else has changed it back since it was sent
}

// outcomeCount is the number of outcomes.
const outcomeCount = int(video.OutcomeNotDone) + 1

// sending is the place of a job in the queue.
type sending struct {
	urgent    bool
	recording bool // waits until its intent is recorded; later jobs that change the same property wait, too
	limit     time.Duration
	at        int    // the step that is being sent
	served    uint64 // when it was last served among the bulk commands
	stopped   error  // why the unsent targets are not sent
}

// stepSending holds the unsent targets of a step.
type stepSending struct {
	head     int   // all targets before it have left the queue
	queued   int   // targets in the queue
	inFlight int   // targets without an answer
	talking  []int // targets that were last reported as talking
}

// spacing lets a burst of requests leave at once, and the next ones at an even pace. The zero value has no limit.
type spacing struct {
	every time.Duration
	slack time.Duration // how far requests may be ahead of the even pace
	next  time.Time     // when the next request would leave at the even pace
}

// lane is a class of requests with a pace of its own.
type lane uint8

// purpose is the reason why a request is sent.
type purpose uint8

// Request is a request that leaves now.
type Request struct {
	Request video.Request
	Gen     int           // of the connection that it is for
	Limit   time.Duration // for the answer; 0: the default

	step    *step
	target  int
	purpose purpose
	before  error // for toMute: the outcome of the undeafening
}

// undoRecord is the data for undoing a command. Every command that was done has one, so that no undo reaches past a
// command that cannot be undone.
type undoRecord struct {
	entry   uint64
	cmd     video.Command
	parts   []*undoPart // in the order of the command's steps; none: nothing can be restored
	final   string      // why a step of it cannot be undone; "" if all can
	unknown bool        // the outcome of a target is unknown
	// unclear reports that only a read has shown the effect on a target, so that someone else may have caused it.
	unclear bool
	waiting bool // its undo has ended with an unknown outcome
}

// undoPart is the data for undoing a step of a command: the members that really changed, and the state before.
type undoPart struct {
	step      int
	cmd       video.Command
	members   []*video.Member             // the members that the command changed, as they were before
	index     map[video.MemberID]int      // of members; nil until it is needed
	conflicts map[video.MemberID]struct{} // the members that someone else has changed since
	changed   bool                        // someone else has changed the room, or the object, since
	room      video.Room
	placed    map[video.MemberID]*video.Member // the members that it placed
	playback  video.Playback
	beganSo   bool // before the first step, the object was as this step requests
}

// Undo is an undo that may start.
type Undo struct {
	rec     *undoRecord
	cmds    []video.Command
	parts   []*undoPart
	skipped []video.Person
}

// ownKey identifies a value that this session has set for a member.
type ownKey struct {
	setting video.Setting
	member  video.MemberID
}

// awaited is a request whose outcome was reported as unknown, and which may still be answered.
type awaited struct {
	s      *step
	target int
}

// Answer is the outcome of the request for one target.
type Answer struct {
	Err   error
	Value json.RawMessage
	Took  time.Duration
	At    time.Time // when that became known
}

// journal is the log. Entries are only appended, so that snapshots can share the array. Replacing an entry copies the
// array first.
type journal struct {
	entries []*video.Entry // the entries themselves are in snapshots and never change
	last    uint64
	written func(video.Entry) // receives the recorded entries; nil if none are recorded
}

const (
	readLane    lane = iota // reads leave at once
	commandLane             // on one target
	bulkLane                // on several targets
	urgentLane              // goes first, at a pace of its own
	laneCount
)

const (
	toRun    purpose = iota // it is a target's request
	toMute                  // it mutes a member that was undeafened
	toResend                // it is resent
)

func appendOnce(list []*Job, j *Job) []*Job {
	j.unlogged = true
	if slices.Contains(list, j) {
		return list
	}
	return append(list, j)
}

// keepsMuted reports whether the command must leave the target's microphone off.
func (s *step) keepsMuted(t *target) bool {
	return s.row.Unmutes() && (t.muteAfter || s.cmd.KeepMuted && t.before != nil && t.before.DeafMuted)
}
