//go:build !windows

package main

import (
	"fmt"
	"math/rand"
	"strconv"
	"strings"
)

const (
	roomSession = "8e03ac25-8622-411a-95fc-f897b34ac9e7"
	roomID      = "6e83849b-5cc2-4fc6-80ed-448113c8a426"
	channel     = "room.0a324e3c-5e2f-443a-a333-10bf005f249e"
	roomHead    = `{"room_session_id":"` + roomSession + `","room_id":"` + roomID + `",`
	seats       = 25 // of the layout
)

// frames makes the events of a room, the same ones in each run.
type frames struct {
	r       *rand.Rand
	mix     mix
	active  int // how many members talk or change; 0 for all
	base    int
	ids     []string
	talking []bool
	muted   []bool
	next    int
	seq     int
}

// mix is the share of each kind of event in percent. The rest are changes of the layout.
type mix struct{ talking, updated, joins int }

func newFrames(members, active int, m mix) *frames {
	g := &frames{r: rand.New(rand.NewSource(1)), mix: m, active: active, base: members}
	for range members {
		g.add()
	}
	return g
}

func (g *frames) add() int {
	h := uint64(g.next)*0x9E3779B97F4A7C15 + 0x1234567
	g.ids = append(g.ids, fmt.Sprintf("%08x-%04x-4%03x-9%03x-%012x",
		uint32(h), uint16(h>>32), uint16(h>>48)&0xfff, uint16(g.next)&0xfff, uint64(g.next)*2654435761&0xffffffffffff))
	g.talking, g.muted = append(g.talking, false), append(g.muted, false)
	g.next++
	return len(g.ids) - 1
}

// event wraps the parameters of an event.
func (g *frames) event(kind, params string) []byte {
	g.seq++
	at := strconv.FormatFloat(1627374612.9585+float64(g.seq)/1000, 'f', 4, 64)
	return fmt.Appendf(
		nil,
		`{"jsonrpc":"2.0","id":"%016x%016x","method":"signalwire.event","params":{"params":%s,"timestamp":%s,`+
			`"event_type":"%s","event_channel":"%s"}}`,
		g.r.Uint64(),
		g.r.Uint64(),
		params,
		at,
		kind,
		channel,
	)
}

func (g *frames) member(i, number int) string {
	return fmt.Sprintf(
		`{"visible":%v,"room_session_id":"%s","input_volume":0,"id":"%s","input_sensitivity":44,"audio_muted":%v,`+
			`"output_volume":0,"name":"Member %05d","deaf":false,"handraised":false,"video_muted":false,"requested_position":"auto",`+
			`"meta":{},"room_id":"%s","type":"member"}`,
		i < seats,
		roomSession,
		g.ids[i],
		g.muted[i],
		number,
		roomID,
	)
}

func (g *frames) members() string {
	all := make([]string, len(g.ids))
	for i := range g.ids {
		all[i] = g.member(i, i)
	}
	return strings.Join(all, ",")
}

func (g *frames) started() []byte {
	room := `{"recording":false,"streaming":false,"locked":false,"id":"` + roomSession + `","name":"flood","display_name":"Flood room",` +
		`"hide_video_muted":false,"layout_name":"grid-responsive","room_id":"` + roomID + `","event_channel":"` + channel + `"}`
	return g.event("video.room.started", roomHead+`"room":`+room+`,"room_session":`+room+`}`)
}

func (g *frames) subscribed() []byte {
	return g.event("video.room.subscribed",
		`{"room_session":{"recording":false,"streaming":false,"locked":false,"name":"flood",`+
			`"display_name":"Flood room","hide_video_muted":false,"layout_name":"grid-responsive","id":"`+roomSession+`","members":[`+
			g.members()+`],"recordings":[],"playbacks":[],"room_id":"`+roomID+`","event_channel":"`+channel+`"}}`)
}

func (g *frames) ended() []byte {
	room := `{"recording":false,"id":"` + roomSession + `","name":"flood","room_id":"` + roomID + `","event_channel":"` + channel + `"}`
	return g.event("video.room.ended", roomHead+`"room":`+room+`,"room_session":`+room+`}`)
}

// one returns the next event.
func (g *frames) one() []byte {
	p, act := g.r.Intn(100), len(g.ids)
	if g.active > 0 {
		act = min(act, g.active)
	}
	switch {
	case p < g.mix.talking:
		return g.talk(g.r.Intn(act))
	case p < g.mix.talking+g.mix.updated:
		i := g.r.Intn(act)
		g.muted[i] = !g.muted[i]
		return g.event("video.member.updated",
			fmt.Sprintf(roomHead+`"member":{"requested_position":"auto","updated":["audio_muted"],`+
				`"room_session_id":"%s","id":"%s","visible":true,"room_id":"%s","audio_muted":%v}}`, roomSession, g.ids[i], roomID,
				g.muted[i]))
	case p < g.mix.talking+g.mix.updated+g.mix.joins:
		return g.comeOrGo()
	}
	return g.layout(act)
}

// talk makes a member start or stop talking.
func (g *frames) talk(i int) []byte {
	g.talking[i] = !g.talking[i]
	return g.event("video.member.talking",
		fmt.Sprintf(roomHead+`"member":{"id":"%s","room_session_id":"%s","room_id":"%s","talking":%v}}`,
			g.ids[i], roomSession, roomID, g.talking[i]))
}

func (g *frames) comeOrGo() []byte {
	if len(g.ids) <= g.base && g.r.Intn(2) == 0 {
		i := g.add()
		return g.event("video.member.joined", roomHead+`"member":`+g.member(i, g.next-1)+`}`)
	}
	i, last := g.r.Intn(len(g.ids)), len(g.ids)-1
	left := g.event("video.member.left", roomHead+`"member":`+g.member(i, i)+`}`)
	g.ids[i], g.talking[i], g.muted[i] = g.ids[last], g.talking[last], g.muted[last]
	g.ids, g.talking, g.muted = g.ids[:last], g.talking[:last], g.muted[:last]
	return left
}

func (g *frames) layout(act int) []byte {
	from, layers := 0, make([]string, seats)
	if act > seats {
		from = g.r.Intn(act - seats)
	}
	for k := range layers {
		id := "null"
		if from+k < len(g.ids) {
			id = `"` + g.ids[from+k] + `"`
		}
		layers[k] = fmt.Sprintf(
			`{"y":%d,"x":%d,"layer_index":%d,"height":20,"width":20,"z_index":%d,"reservation":"standard-%d",`+
				`"position":"standard-%d","playing_file":false,"visible":true,"member_id":%s}`,
			k/5*20,
			k%5*20,
			k,
			k,
			k+1,
			k+1,
			id,
		)
	}
	return g.event("video.layout.changed", roomHead+`"layout":{"name":"5x5","id":"5x5","room_session_id":"`+roomSession+
		`","room_id":"`+roomID+`","layers":[`+strings.Join(layers, ",")+`]}}`)
}
