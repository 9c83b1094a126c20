package session

// spot names a value of a frame that is looked for later. Its place is noted while the frame is checked: to walk the text
// again for it cost a tenth of what an event costs (measured).
type spot uint8

const (
	spotOther spot = iota // anything else
	spotID
	spotMethod
	spotParams // of a request or event
	spotResult
	spotEventType
	spotInner     // what an event says of its room
	spotSessionID // "room_session_id" in that, like what follows
	spotSession   // "room_session"
	spotRoom      // the older form of it
	spotMember
	spotMemberID
	spotTalking
	spotOwner   // "room_session_id" of the room session that was entered last …
	spotOwnerID // … and its "id"
	spotCount
)

// envelope holds where the values of a frame stand. Values include their quotes and braces. That of spotOther means nothing.
type envelope [spotCount]span

// enter forgets what an object that was entered before had in it.
func (e *envelope) enter(lv level) {
	if lv == levelRoom || lv == levelOldRoom {
		e[spotOwner], e[spotOwnerID] = span{}, span{}
	}
}

// owner is the id of the room session that a list stands in.
func (e *envelope) owner() span {
	if e[spotOwner].found() {
		return e[spotOwner]
	}
	return e[spotOwnerID]
}

// level says which object of a frame is being read.
type level uint8

const (
	levelOther   level = iota
	levelTop           // the frame itself
	levelParams        // the params of a request or event
	levelResult        // the result of an answer
	levelInner         // what an event says of its room
	levelRoom          // the room session in that
	levelOldRoom       // the older form of it
	levelMember        // the member in that
)

// opened are the levels of the values that are objects.
var opened = [spotCount]level{
	spotParams: levelParams, spotResult: levelResult, spotInner: levelInner, spotSession: levelRoom, spotRoom: levelOldRoom,
	spotMember: levelMember,
}

// spot returns what the key of an object of the level stands for.
func (lv level) spot(key []byte) spot {
	switch lv {
	case levelTop:
		return topSpot(key)
	case levelParams:
		switch string(key) {
		case "event_type":
			return spotEventType
		case "params":
			return spotInner
		}
	case levelResult:
		if string(key) == "result" { // results may come wrapped; see judgeAnswer
			return spotResult
		}
	case levelInner:
		return innerSpot(key)
	case levelRoom, levelOldRoom:
		switch string(key) {
		case "room_session_id":
			return spotOwner
		case "id":
			return spotOwnerID
		}
	case levelMember:
		switch string(key) {
		case "id":
			return spotMemberID
		case "talking":
			return spotTalking
		}
	}
	return spotOther
}

func topSpot(key []byte) spot {
	switch string(key) {
	case "id":
		return spotID
	case "method":
		return spotMethod
	case "params":
		return spotParams
	case "result":
		return spotResult
	}
	return spotOther
}

func innerSpot(key []byte) spot {
	switch string(key) {
	case "room_session_id":
		return spotSessionID
	case "room_session":
		return spotSession
	case "room":
		return spotRoom
	case "member":
		return spotMember
	}
	return spotOther
}

// lists reports whether a list under the key may leave the text.
func (lv level) lists(key []byte) bool {
	return (lv == levelRoom || lv == levelOldRoom || lv == levelResult) && string(key) == "members"
}
