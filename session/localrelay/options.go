package localrelay

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"time"
)

// Defaults of Options.
const (
	defaultMembers    = 18
	defaultAudience   = 5
	defaultRooms      = 1
	defaultRate       = 5
	defaultPing       = 5 * time.Second // clients of the SDK give up 15 s after the last ping
	defaultResume     = 60 * time.Second
	defaultPlayback   = 3 * time.Minute
	defaultMaxClients = 16
	defaultMaxQueue   = 1 << 20
	maxRooms          = 1000
	maxMembers        = 100_000
	maxRate           = 100_000
	tokenBytes        = 32 // 256 bits
)

// Options configure a relay. The zero value is a lively room of 18 people.
type Options struct {
	// Listen is the address of the listener; its host must be a loopback IP literal. "" means 127.0.0.1:0.
	// StartPipe ignores it.
	Listen string
	// Project and Token are the credentials that signalwire.connect must send. "" means a random UUID and a random
	// 256-bit token.
	Project, Token string

	// Members is how many people are in each room; the simulated number stays near it. 0 means 18, -1 means none.
	Members int
	// Audience is the number of listeners who do not take part. 0 means 5, -1 means none.
	Audience int
	// Rooms is how many rooms are in progress. 0 means 1, -1 means none (see Server.StartRoom).
	Rooms int
	// Seed determines ids, names, first states and the simulated life. The same seed and options give the same rooms and
	// the same sequence of simulated events.
	Seed int64
	// Rate is the number of simulated events (talking and updates) per second and room. 0 means 5.
	Rate float64
	// Quiet switches the simulated life off, so that only commands change a room. Playbacks still end.
	Quiet bool
	// StandStill, when not zero, is the time at which the clock of the rooms stands still. Time then passes only through
	// Server.Advance and the wait of the director, at once and always in the same order, so that an hour of a play
	// takes milliseconds. It is the time of events, media, talk and simulated life. Connections keep the clock of the
	// machine: pings, delays of answers, stalls.
	StandStill time.Time

	// Deny maps wire methods ("video.lock") to the code with which they are refused ("403"), before their target
	// is looked for (PROTOCOL.md section 3).
	Deny map[string]string
	// OnRequest, when not nil, decides about every request that no director has decided; see Verdict. It is called
	// without locks held, from the goroutine of the connection, and must not call Close. Server.SetOnRequest changes it
	// later.
	OnRequest func(Request) Verdict

	// Extra answers wire methods that the relay does not have, for programs that are ahead of it. A handler gets the
	// parameters as received and returns the members of the result besides code and message. It is called under the lock
	// of the rooms and must not call the relay; OnRequest, which runs before it, may.
	Extra map[string]func(params json.RawMessage) map[string]any

	// PingEvery is the interval of signalwire.ping. 0 means 5 s, negative means that the relay never pings.
	PingEvery time.Duration
	// ResumeFor is how long the subscriptions of a disconnected client are kept (PROTOCOL.md section 6). 0 means 60 s,
	// negative means not at all. The time of the real service is not known.
	ResumeFor time.Duration
	// ReplyFirst sends the answer of a request before the events that it caused, room.subscribed included. The
	// default is events first; clients must cope with both (PROTOCOL.md section 10.2).
	ReplyFirst bool
	// NoInitialLayout leaves out the layout.changed that otherwise follows room.subscribed on the same connection,
	// when it is subscribed. Whether the service sends one is not known (PROTOCOL.md section 19).
	NoInitialLayout bool
	// LeftOnDemote sends member.left to all clients when a member becomes audience. The service did not when its public
	// tests were written (PROTOCOL.md section 9.2), so the default is false.
	LeftOnDemote bool
	// PlaybackLength is how long every simulated file plays. 0 means 3 minutes.
	PlaybackLength time.Duration
	// PlaybackUpdates sends playback.updated with the position at this interval. 0 means only on changes.
	PlaybackUpdates time.Duration
	// MaxClients is how many clients may be connected at once. 0 means 16.
	MaxClients int
	// MaxQueue is how many bytes of events may wait for one client before it is cut off. 0 means 1 MiB.
	MaxQueue int
}

// withDefaults returns o with every zero replaced, or an error that names the value that is out of range.
func (o Options) withDefaults() (Options, error) {
	o.Members = count(o.Members, defaultMembers)
	o.Audience = count(o.Audience, defaultAudience)
	o.Rooms = count(o.Rooms, defaultRooms)
	setDefault(&o.Rate, defaultRate)
	setDefault(&o.PingEvery, defaultPing)
	setDefault(&o.ResumeFor, defaultResume)
	setDefault(&o.PlaybackLength, defaultPlayback)
	setDefault(&o.MaxClients, defaultMaxClients)
	setDefault(&o.MaxQueue, defaultMaxQueue)
	setDefault(&o.Listen, "127.0.0.1:0")
	o.Deny, o.Extra = maps.Clone(o.Deny), maps.Clone(o.Extra)
	if o.Project == "" {
		o.Project = randomUUID()
	}
	if o.Token == "" {
		o.Token = "PT" + randomHex(tokenBytes)
	}
	return o, o.check()
}

// check refuses sizes that only exhaust memory.
func (o Options) check() error {
	switch {
	case o.Members > maxMembers || o.Audience > maxMembers:
		return fmt.Errorf("members and audience must be at most %d", maxMembers)
	case o.Rooms > maxRooms:
		return fmt.Errorf("rooms must be at most %d", maxRooms)
	case !(o.Rate > 0 && o.Rate <= maxRate): // also refuses NaN
		return fmt.Errorf("rate must be above 0 and at most %d events per second", maxRate)
	case o.PlaybackLength < 0:
		return fmt.Errorf("playback length must not be negative")
	case o.MaxClients < 0 || o.MaxQueue < 0:
		return fmt.Errorf("limits must not be negative")
	}
	return nil
}

// count applies the rule of Options: 0 is the default, negative is none.
func count(n, byDefault int) int {
	if n == 0 {
		return byDefault
	}
	return max(n, 0)
}

// setDefault replaces a zero value.
func setDefault[T comparable](v *T, byDefault T) {
	var zero T
	if *v == zero {
		*v = byDefault
	}
}

// randomHex returns n random bytes as hexadecimal digits.
func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return hex.EncodeToString(b)
}

// randomUUID returns an unpredictable version 4 UUID. Ids of the simulation come from ids instead.
func randomUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return string(appendUUID(nil, b))
}
