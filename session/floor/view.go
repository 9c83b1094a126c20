package floor

import (
	"slices"
	"time"

	"gavel/session/fold"
	"gavel/session/video"
)

// View is an immutable copy of the floor for a screen or a program. Names are untrusted text.
type View struct {
	Mode    Mode    `json:"mode"`
	Enforce string  `json:"enforcing"` // present enforcement by this console: "off", "mark" or "hold"
	Consent Consent `json:"consent"`
	Turns   []Turn  `json:"turns"`
	// Next is the person to whom [Engine.Next] would give the floor; "" for nobody.
	Next    video.MemberID `json:"next,omitempty"`
	Queue   []Entry        `json:"queue"` // in the order in which it is called; people who are away come last
	Waiting int            `json:"waiting"`
	Order   Order          `json:"order"`
	Budget  Budget         `json:"budget,omitzero"`
	Closed  bool           `json:"closed,omitempty"`
	// Unplanned are the people who speak without the floor, longest first. Banner are those for whom enforcement has
	// given up.
	Unplanned []Who `json:"unplanned"`
	Banner    []Who `json:"banner"`
	// Totals are the turns of each person, or of the group if the budget has a key, including the present turn. A person
	// without a turn is not in it.
	Totals map[video.MemberID]Total `json:"totals,omitempty"`
	// Offers are members with the name of a person who is away.
	Offers []Offer `json:"offers,omitempty"`
	// Paused is the reason why the floor is paused, or "". Closes are the people whom it mutes when it continues.
	// Interrupted reports an interruption by the chair. Break is the name of a break.
	Paused      Why    `json:"paused,omitempty"`
	Closes      []Who  `json:"closes,omitempty"`
	Interrupted bool   `json:"interrupted,omitempty"`
	Break       string `json:"break,omitempty"`
	Item        string `json:"item,omitempty"`
	// Busy is the person to whom a verb is about to give the floor, while the room is being read.
	Busy video.MemberID `json:"busy,omitempty"`
	// Shared reports that consoles share the floor. Holder is the label of the console that enforces, and Mine reports
	// that it is this one.
	Shared bool   `json:"shared,omitempty"`
	Holder string `json:"holder,omitempty"`
	Mine   bool   `json:"mine,omitempty"`
}

// InUse reports whether the floor is in use: it has a mode, a turn, a queue or an agenda.
func (v *View) InUse() bool {
	return v.Mode.Preset != Open || len(v.Turns) > 0 || len(v.Queue) > 0 || v.Item != ""
}

// Answers reports whether a person answers beside the guest.
func (v *View) Answers(id video.MemberID) bool {
	return slices.ContainsFunc(v.Turns, func(t Turn) bool { return t.ID == id && t.Kind == Answer })
}

// Guest returns the first guest who has the floor, or nil.
func (v *View) Guest() *Turn {
	i := slices.IndexFunc(v.Turns, func(t Turn) bool { return t.Kind == Guest })
	if i < 0 {
		return nil
	}
	return &v.Turns[i]
}

// Line returns the id of the entry of the queue with an id, or of the only line of text with a name; "" if there is
// none. People in the room are not found by name: others in the room may have the same name, or nearly the same.
func (v *View) Line(idOrName string) video.MemberID {
	if slices.ContainsFunc(v.Queue, func(en Entry) bool { return string(en.ID) == idOrName }) {
		return video.MemberID(idOrName)
	}
	return v.only(idOrName, (*Entry).IsText)
}

// Absent returns the id of the only entry of the queue with a name whose person has left; "" if there is none.
func (v *View) Absent(name string) video.MemberID {
	return v.only(name, func(en *Entry) bool { return !en.Away.IsZero() })
}

// only returns the id of the only such entry with a name, or "".
func (v *View) only(name string, such func(*Entry) bool) (id video.MemberID) {
	key := fold.Key(name)
	for i := range v.Queue {
		switch en := &v.Queue[i]; {
		case !such(en) || fold.Key(en.Name) != key:
		case id != "":
			return ""
		default:
			id = en.ID
		}
	}
	return id
}

// Turn is the floor of one person.
type Turn struct {
	ID   video.MemberID `json:"id"`
	Name string         `json:"name"`
	Kind TurnKind       `json:"kind"`
	// Opens reports that gavel asked the room to open the microphone; otherwise the person opens it. Waits is true until
	// the room shows the microphone open. Failed reports that the room did not show that within 3 s.
	Opens  bool `json:"opens,omitempty"`
	Waits  bool `json:"waits,omitempty"`
	Failed bool `json:"failed,omitempty"`
	// Used is the time spoken and Limit the maximum length of the turn, 0 without a limit. Running reports that the clock
	// runs. Left is the rest of the budget, 0 without one. All times are in nanoseconds.
	Used    time.Duration `json:"used"`
	Limit   time.Duration `json:"limit,omitempty"`
	Running bool          `json:"running,omitempty"`
	Paused  bool          `json:"held,omitempty"` // by hand
	Away    bool          `json:"away,omitempty"`
	// Turns and Total are the number and the length of the turns of the person, or of its group, including this one.
	Turns int           `json:"turns"`
	Total time.Duration `json:"total"`
}

// Offer is a member with the name of a person who is away.
type Offer struct {
	Member Who            `json:"member"`
	Away   video.MemberID `json:"away"`
}

// View returns the present state of the floor.
func (e *Engine) View(now time.Time) View {
	e.clock(now)
	v := View{
		Mode: e.mode, Enforce: e.enforcement(), Consent: e.cfg.Consent, Budget: e.cfg.Budget, Order: e.line.Order,
		Closed:    e.line.Closed,
		Unplanned: e.whos(e.unplanned()), Banner: e.whos(e.banner()), Paused: e.pause, Interrupted: e.chair != nil,
		Break: e.halt, Item: e.itemName(), Shared: e.lease.on, Mine: e.lease.held(),
	}
	if v.Paused != "" && e.mode.Enforce == Hold && (e.lease.on || e.sure) {
		v.Closes = v.Unplanned
	}
	if e.lease.have {
		v.Holder = e.lease.doc.Operator
	}
	if e.intent != nil {
		v.Busy = e.intent.id
	}
	for _, t := range e.turns {
		v.Turns = append(v.Turns, e.viewTurn(t))
	}
	if next, _ := e.head(); next != nil {
		v.Next = next.ID
	}
	for _, en := range e.arranged() {
		if en.Callable = e.callable(en); en.Callable {
			v.Waiting++
		}
		v.Queue = append(v.Queue, *en)
	}
	v.Totals = e.totals()
	if len(e.away()) > 0 && e.snap != nil {
		for _, m := range e.snap.Members {
			if old := e.namesake(m); old != "" {
				v.Offers = append(v.Offers, Offer{Who{m.ID, m.Name}, old})
			}
		}
	}
	return v
}

// enforcement returns the present enforcement by this console.
func (e *Engine) enforcement() string {
	if e.mode.Enforce == Hold && !e.enforcing() {
		return string(Mark)
	}
	return string(e.mode.Enforce)
}

// viewTurn returns a turn for a view.
func (e *Engine) viewTurn(t *turn) Turn {
	v := Turn{
		ID: t.ID, Name: t.Name, Kind: t.Kind, Opens: t.Opened, Waits: t.Confirmed.IsZero(), Failed: t.Failed,
		Used:  t.Clock.at(e.now),
		Limit: t.Clock.Limit, Running: t.Clock.running(), Paused: t.Paused, Away: !t.Away.IsZero(),
	}
	if !isText(t.ID) {
		v.Turns, v.Total = e.spoken(t.ID)
	}
	return v
}
