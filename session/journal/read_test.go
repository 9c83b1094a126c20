package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/video"
)

// TestReadReturnsEveryKindOfRecord writes a record of each kind, and one of an unknown kind.
func TestReadReturnsEveryKindOfRecord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		w, r := openedOn(t, m, Options{User: "ann", Project: "p-1"})
		at := time.Date(2026, 11, 26, 20, 15, 0, 123456789, time.UTC)
		command := video.RemoveMember("m-1")
		want := []video.Record{
			{Event: &video.WireEvent{Type: "video.member.joined", Params: json.RawMessage(`{"member":{"id":"m-1","n":1e400}}`)}},
			{Talk: &video.TalkSpan{Member: "m-1", From: at.Add(-time.Minute), To: at, Since: 4, Open: true}},
			{Entry: &video.Entry{
				N: 9, At: at, Kind: video.EntryCommand, Command: &command, Who: []video.Person{{ID: "m-1", Name: "Ann"}},
				Outcome: video.OutcomeRefused, Err: "no", Took: time.Second, Doubt: true,
				Targets: []video.TargetResult{{Member: "m-1", Outcome: video.OutcomeRefused, Err: errors.New("no")}},
			}},
			{Link: &video.Link{State: video.LinkWaiting, Gen: 3, Attempt: 2, RetryAt: at, Since: at, Err: errors.New("reset")}},
			{Snapshot: &video.Snapshot{At: at, Members: []*video.Member{{ID: "m-1", Name: "Ann"}}}},
			{Decision: &video.Decision{Kind: "floor.granted", Data: json.RawMessage(`{"to":"m-1"}`)}},
			{},
		}
		for i := range want {
			want[i].Room, want[i].Seq, want[i].At = "room-1", uint64(i+1), at
			r.Record(want[i])
		}
		_ = w.Close()
		lines := linesOf(t, m)
		if b := lines[0].Begin; b == nil || b.User != "ann" || b.Project != "p-1" || b.Part != 1 || b.Schema != schema {
			t.Errorf("the first line has %+v", b)
		}
		if lines[len(lines)-1].Kind != End || len(lines) != len(want)+2 {
			t.Errorf("%d lines", len(lines))
		}
		for i, l := range lines[1 : len(lines)-1] {
			if !reflect.DeepEqual(l.Record, want[i]) {
				t.Errorf("got  %s\nwant %s", dump(l.Record), dump(want[i]))
			}
		}
	})
}

func dump(r video.Record) string {
	text, _ := json.Marshal(r)
	return fmt.Sprintf("%+v %s", r, text)
}

// notWritten has the snapshot fields that no line holds, with the reason.
var notWritten = map[string]string{
	"Snapshot.Seq": "counts snapshots", "Snapshot.Link": "lines of their own", "Snapshot.Recent": "private to one process",
	"Snapshot.Counts": "follow from the members", "Snapshot.Pending": "entries have lines",
	"Snapshot.Log":        "entries have lines",
	"Snapshot.Undo":       "private to one process",
	"Snapshot.JournalErr": "private to one process", "Room.EventChannel": "may give access",
}

// TestSnapshotKeepsEveryField sets every field of a snapshot and reads the snapshot back. A new field must be written,
// or be listed above.
func TestSnapshotKeepsEveryField(t *testing.T) {
	t.Parallel()
	s := &video.Snapshot{}
	n := 0
	fill(reflect.ValueOf(s).Elem(), &n)
	text, err := json.Marshal(roomOf(s))
	if err != nil {
		t.Fatal(err)
	}
	var line room
	if err := json.Unmarshal(text, &line); err != nil {
		t.Fatal(err)
	}
	if got := line.snapshot(s.At); !reflect.DeepEqual(got, s) {
		g, _ := json.MarshalIndent(roomOf(got), "", " ")
		w, _ := json.MarshalIndent(roomOf(s), "", " ")
		t.Errorf("got\n%+v\n%s\nwant\n%+v\n%s", got, g, s, w)
	}
}

// fill sets every written field to a different value.
func fill(v reflect.Value, n *int) {
	*n++
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(time.Unix(int64(1e9+*n), 0).UTC()))
		return
	}
	if v.Type() == reflect.TypeFor[json.RawMessage]() {
		v.Set(reflect.ValueOf(json.RawMessage(fmt.Sprintf(`{"n":%d}`, *n))))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if notWritten[v.Type().Name()+"."+f.Name] == "" {
				fill(v.Field(i), n)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), n)
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, n)
		fill(value, n)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.String:
		v.SetString(fmt.Sprint("text ", *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(float64(*n))
	case reflect.Uint8:
		v.SetUint(uint64(1 + *n%2)) // a Flag
	case reflect.Uint64:
		v.SetUint(uint64(*n))
	default:
		v.SetInt(int64(*n))
	}
}
