package session_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
	"gavel/ui/say"
)

// requested returns the place that a member has asked for, as the room reports it.
func requested(room *session.RoomSession, id video.MemberID) video.Position {
	return room.Snapshot().Member(id).RequestedPosition
}

// layerOf returns the place of a member on the canvas, or "".
func layerOf(room *session.RoomSession, id video.MemberID) video.Position {
	for _, l := range room.Snapshot().Layout.Layers {
		if l.MemberID == id {
			return l.Position
		}
	}
	return ""
}

// TestField_U1_UndoTakesBackNothingOlder sends an older command and a newer one, and undoes once.
func TestField_U1_UndoTakesBackNothingOlder(t *testing.T) {
	older := map[string]func(ids []video.MemberID) video.Command{
		"mute": func(ids []video.MemberID) video.Command { return video.AudioMute(ids[0]) },
		"lock": func([]video.MemberID) video.Command { return video.Lock() },
	}
	newest := map[string]struct {
		do     func(ids []video.MemberID) video.Command
		undone func(room *session.RoomSession, ids []video.MemberID) bool // whether the undo restored the state
		why    error                                                      // why there is no undo
	}{
		"a placement": {
			do:     func(ids []video.MemberID) video.Command { return video.SetMemberPosition("standard-1", ids[3]) },
			undone: func(r *session.RoomSession, ids []video.MemberID) bool { return requested(r, ids[3]) == "auto" },
		},
		"a placement where the member is": {
			do:     func(ids []video.MemberID) video.Command { return video.SetMemberPosition("standard-4", ids[3]) },
			undone: func(r *session.RoomSession, ids []video.MemberID) bool { return requested(r, ids[3]) == "auto" },
		},
		"placements": {
			do: func(ids []video.MemberID) video.Command {
				return video.SetPositions(map[video.MemberID]video.Position{ids[3]: "standard-1", ids[4]: "off-canvas"})
			},
			undone: func(r *session.RoomSession, ids []video.MemberID) bool {
				return requested(r, ids[3]) == "auto" && requested(r, ids[4]) == "auto"
			},
		},
		"a removal": {
			do:  func(ids []video.MemberID) video.Command { return video.RemoveMember(ids[3]) },
			why: video.ErrFinal,
		},
		"a recording": {
			do:  func([]video.MemberID) video.Command { return video.StartRecording() },
			why: video.ErrFinal,
		},
		"no change": {
			do:  func(ids []video.MemberID) video.Command { return video.VideoUnmute(ids[3]) },
			why: video.ErrNotFound,
		},
		"a command met": {
			do:  func(ids []video.MemberID) video.Command { return video.SetRaisedHand(false, ids[3]) },
			why: video.ErrNotFound,
		},
	}
	for before, first := range older {
		for name, c := range newest {
			t.Run(before+" and "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					relay, room, ids := joinCrowd(t, 6)
					for _, id := range ids {
						must(
							t,
							relay.UpdateMember(
								room.ID(),
								string(id),
								map[string]any{"audio_muted": false, "video_muted": false},
							),
						)
					}
					time.Sleep(time.Second)
					for _, cmd := range []video.Command{first(ids), c.do(ids)} {
						_, err := room.Do(t.Context(), cmd)
						must(t, err)
						time.Sleep(10 * time.Second)
					}
					_, err := room.Undo(t.Context())
					time.Sleep(10 * time.Second)
					if !errors.Is(err, c.why) {
						t.Errorf("the undo ends with %v", err)
					}
					if c.undone != nil && !c.undone(room, ids) {
						t.Error("the newest command is not undone")
					}
					s := room.Snapshot()
					if before == "mute" && !s.Member(ids[0]).AudioMuted ||
						before == "lock" && s.Room.Locked != video.Yes {
						t.Error("the undo took back the older command")
					}
				})
			})
		}
	}
}

// TestField_U1_DestructiveCommandStaysOnTheStack removes a member, undoes twice, and then undoes a newer command.
func TestField_U1_DestructiveCommandStaysOnTheStack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, room, ids := joinCrowd(t, 6)
		must(t, room.Lock(t.Context()))
		must(t, room.RemoveMember(t.Context(), ids[3]))
		time.Sleep(10 * time.Second)
		for range 2 {
			if _, err := room.Undo(t.Context()); !errors.Is(err, video.ErrFinal) {
				t.Error("the undo ends with", err)
			}
		}
		if e := room.Snapshot().Undo; e == nil || e.Command.Action != video.ActRemoveMember {
			t.Errorf("the newest command is %+v", e)
		}
		must(t, room.SetHideVideoMuted(t.Context(), true))
		time.Sleep(10 * time.Second)
		_, err := room.Undo(t.Context())
		time.Sleep(time.Second)
		if err != nil || room.Snapshot().Room.HideVideoMuted == video.Yes {
			t.Error("the newer command was not undone:", err)
		}
		if _, err := room.Undo(t.Context()); !errors.Is(err, video.ErrFinal) ||
			room.Snapshot().Room.Locked != video.Yes {
			t.Error("the removal has left the stack:", err)
		}
	})
}

// TestField_U1_AnUnknownOutcomeIsNotSkipped loses the answer to a command and then undoes.
func TestField_U1_AnUnknownOutcomeIsNotSkipped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids := joinCrowd(t, 6)
		must(t, room.Lock(t.Context()))
		time.Sleep(time.Second)
		relay.SetOnRequest(func(q localrelay.Request) localrelay.Verdict {
			if q.Method == "video.member.set_position" {
				return localrelay.Verdict{Action: localrelay.RunNoReply}
			}
			return localrelay.Verdict{}
		})
		if err := room.SetMemberPosition(t.Context(), ids[3], "standard-1"); !errors.Is(err, video.ErrUnknown) {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := room.Undo(t.Context()); err == nil {
				t.Error("something was undone")
			}
			time.Sleep(2 * time.Minute)
		}
		if room.Snapshot().Room.Locked != video.Yes {
			t.Error("the undo took back the older command")
		}
	})
}

// TestField_U1_UndoSkipsChangesByOthers changes a property, has someone else change it back and forth, and undoes.
func TestField_U1_UndoSkipsChangesByOthers(t *testing.T) {
	at := func(p video.Position) func(ids []video.MemberID) video.Command {
		return func(ids []video.MemberID) video.Command { return video.SetMemberPosition(p, ids[3]) }
	}
	volume := func(v float64) func(ids []video.MemberID) video.Command {
		return func(ids []video.MemberID) video.Command { return video.SetInputVolume(v, ids[3]) }
	}
	hand := func(up bool) func(ids []video.MemberID) video.Command {
		return func(ids []video.MemberID) video.Command { return video.SetRaisedHand(up, ids[3]) }
	}
	placed := func(p video.Position) func(ids []video.MemberID) video.Command {
		return func(ids []video.MemberID) video.Command {
			return video.SetPositions(map[video.MemberID]video.Position{ids[3]: p, ids[4]: "off-canvas"})
		}
	}
	isAt := func(p video.Position) func(*video.Member) bool {
		return func(m *video.Member) bool { return m.RequestedPosition == p }
	}
	for name, c := range map[string]struct {
		ours, theirs, back func(ids []video.MemberID) video.Command
		left               func(*video.Member) bool
	}{
		"place":  {at("standard-1"), at("standard-2"), at("standard-1"), isAt("standard-1")},
		"volume": {volume(5), volume(9), volume(5), func(m *video.Member) bool { return m.InputVolume == 5 }},
		"hand":   {hand(true), hand(false), hand(true), func(m *video.Member) bool { return m.HandRaised }},
		"places": {placed("standard-1"), at("standard-2"), at("standard-1"), isAt("standard-1")},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				relay, room, ids := joinCrowd(t, 6)
				other, err := session.Join(t.Context(), dial(t, relay), relay.Rooms()[0].Name)
				must(t, err)
				defer other.Close()
				for i, r := range []*session.RoomSession{room, other, other} {
					_, err := r.Do(
						t.Context(),
						[...]func([]video.MemberID) video.Command{c.ours, c.theirs, c.back}[i](ids),
					)
					must(t, err)
					time.Sleep(10 * time.Second)
				}
				_, _ = room.Undo(t.Context())
				time.Sleep(10 * time.Second)
				if !c.left(room.Snapshot().Member(ids[3])) {
					t.Error("undo reverted a change by someone else")
				}
				if name == "places" && requested(room, ids[4]) != "auto" {
					t.Error("the rest was not undone")
				}
				said := false
				for _, e := range room.Snapshot().Log {
					said = said || e.Note == video.NoteUndoSkipped || e.Note == video.NoteUndoNothing
				}
				if !said {
					t.Error("the log does not name the skipped members")
				}
			})
		})
	}
}

// TestField_U2_PlacingOnATakenBoxSwaps moves Eva to Ben's place, and undoes that.
func TestField_U2_PlacingOnATakenBoxSwaps(t *testing.T) {
	for name, before := range map[string]video.Position{"automatic": "auto", "asked for": "standard-2", "off": "off-canvas"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, room, ids := joinCrowd(t, 6)
				ben, eva := ids[0], ids[1]
				must(t, room.SetLayout(t.Context(), "highlight-1-responsive", nil))
				must(t, room.SetMemberPosition(t.Context(), ben, "reserved-1"))
				must(t, room.SetMemberPosition(t.Context(), eva, before))
				time.Sleep(10 * time.Second)
				from := layerOf(room, eva)
				taken, err := room.Do(t.Context(), video.SetMemberPosition("reserved-1", eva))
				must(t, err)
				time.Sleep(10 * time.Second)
				if e := entryOf(t, room, taken.Entry); e.Outcome != video.OutcomeAccepted ||
					layerOf(room, ben) != "reserved-1" {
					t.Errorf("the box is taken, and the placement is %v", e.Outcome)
				}
				_, err = room.Undo(t.Context())
				must(t, err)
				time.Sleep(10 * time.Second)
				c, err := video.SetMemberPosition("reserved-1", eva).Normalize()
				must(t, err)
				res, err := room.Do(t.Context(), video.WithSwap(c, room.Snapshot()))
				must(t, err)
				time.Sleep(10 * time.Second)
				if layerOf(room, eva) != "reserved-1" || layerOf(room, ben) != from {
					t.Errorf("Eva is at %q, Ben at %q, not at %q", layerOf(room, eva), layerOf(room, ben), from)
				}
				if e := entryOf(t, room, res.Entry); e.Outcome != video.OutcomeConfirmed {
					t.Errorf("the swap is %v", e.Outcome)
				}
				_, err = room.Undo(t.Context())
				must(t, err)
				time.Sleep(10 * time.Second)
				if layerOf(room, ben) != "reserved-1" || requested(room, eva) != before {
					t.Errorf(
						"after the undo, Ben is at %q, and Eva has asked for %q",
						layerOf(room, ben),
						requested(room, eva),
					)
				}
			})
		})
	}
}

// TestField_U5_OwnEndIsNotLoggedAsSomeoneElses removes all members, or the last ones, during a recording.
func TestField_U5_OwnEndIsNotLoggedAsSomeoneElses(t *testing.T) {
	for name, empty := range map[string]func([]video.MemberID) video.Command{
		"removeAllMembers": func([]video.MemberID) video.Command { return video.RemoveAllMembers() },
		"each removed":     func(ids []video.MemberID) video.Command { return video.RemoveMember(ids...) },
	} {
		for _, lag := range []time.Duration{0, time.Second} {
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					relay, room, ids := joinCrowd(t, 4)
					_, err := room.StartRecording(t.Context())
					must(t, err)
					time.Sleep(10 * time.Second)
					relay.Lag(lag)
					_, err = room.Do(t.Context(), empty(ids))
					must(t, err)
					time.Sleep(10 * time.Second)
					_ = relay.EndRoom(room.ID())
					time.Sleep(10 * time.Second)
					s := room.Snapshot()
					if len(s.Recordings) != 1 || !s.Recordings[0].HasEnded() {
						t.Fatalf("the recording: %+v", s.Recordings)
					}
					for _, e := range s.Log {
						if e.Note == video.NoteRecordingEnded || e.Note == video.NoteRecordingPaused {
							t.Errorf("the log claims %q", say.Entry(e, func(p video.Person) string { return p.Name }))
						}
					}
				})
			})
		}
	}
}

// TestField_D12_ABulkRemovalIsOneLine removes many members, or all. The log has only the line of the command.
func TestField_D12_ABulkRemovalIsOneLine(t *testing.T) {
	for name, remove := range map[string]func([]video.MemberID) video.Command{
		"removeMember":     func(ids []video.MemberID) video.Command { return video.RemoveMember(ids[:40]...) },
		"demote":           func(ids []video.MemberID) video.Command { return video.Demote(ids[:40]...) },
		"removeAllMembers": func([]video.MemberID) video.Command { return video.RemoveAllMembers() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				relay, room, ids := joinCrowd(t, 50)
				before := len(room.Snapshot().Log)
				_, err := room.Do(t.Context(), remove(ids))
				must(t, err)
				time.Sleep(10 * time.Second)
				_ = relay.RemoveMember(room.ID(), string(ids[45]))
				time.Sleep(time.Second)
				commands, left := 0, 0
				for _, e := range room.Snapshot().Log[before:] {
					switch e.Kind {
					case video.EntryCommand:
						commands++
					case video.EntryLeft:
						left++
					}
				}
				want := 1 // a member that left on its own
				if name == "removeAllMembers" {
					want = 0
				}
				if commands != 1 || left != want {
					t.Errorf("%d lines about commands, %d about members that left", commands, left)
				}
			})
		})
	}
}

// TestField_U2_NothingIsConfirmedThatTheRoomDoesNotShow makes the room accept each command without effect.
func TestField_U2_NothingIsConfirmedThatTheRoomDoesNotShow(t *testing.T) {
	for _, row := range video.Actions() {
		if row.Risk == video.RiskRead {
			continue
		}
		t.Run(string(row.Action), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				u := newUndoRun(t, 1)
				for _, start := range []video.Command{
					video.StartRecording(),
					{Action: video.ActPlay, Args: video.Args{"url": "https://example.com/film.mp4"}},
					{Action: video.ActStartStream, Args: video.Args{"url": "rtmp://example.com/live/key"}},
				} {
					_, err := u.room.Do(t.Context(), start)
					must(t, err)
				}
				time.Sleep(10 * time.Second)
				for range 5 {
					c := u.of(u.room.Snapshot(), row)
					u.relay.SetOnRequest(func(localrelay.Request) localrelay.Verdict {
						return localrelay.Verdict{Action: localrelay.Pretend}
					})
					so := len(c.Targets) == 0 && c.Effect(u.room.Snapshot(), "") == video.Holds
					for _, id := range c.Targets {
						so = so || c.Effect(u.room.Snapshot(), id) == video.Holds
					}
					res, err := u.room.Do(t.Context(), c)
					time.Sleep(time.Minute)
					if err == nil && !so && entryOf(t, u.room, res.Entry).Outcome != video.OutcomeAccepted {
						t.Errorf("%v is %v", c, entryOf(t, u.room, res.Entry).Outcome)
					}
				}
			})
		})
	}
}
