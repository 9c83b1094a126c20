package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// TestField_A4_AListenerOnTheWrongSourceDoesNotCompile: an event that a source never reports cannot be listened to on
// it.
func TestField_A4_AListenerOnTheWrongSourceDoesNotCompile(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("type-checks the session; skipped with -short")
	}
	fset := token.NewFileSet()
	check := checker(t, fset)
	for line, want := range map[string]string{
		`session.On(room, video.MemberJoined, func(video.MemberEvent) {})`:                          "",
		`session.Once(room, video.RoomEnded, func(video.RoomEvent) {})`:                             "",
		`session.On(client, video.RoomStarted, func(video.RoomEvent) {})`:                           "",
		`session.Once(client, video.AnyRoomEnded, func(video.RoomEvent) {})`:                        "",
		`session.Off(room, video.MemberJoined)`:                                                     "",
		`session.Off(client, video.RoomStarted)`:                                                    "",
		`session.WithHandler(video.MemberJoined, func(*session.RoomSession, video.MemberEvent) {})`: "",
		`room.OnRecording(video.RecordingStarted, func(*session.Recording) {})`:                     "",
		`client.OnRoom(video.RoomStarted, func(*session.Room) {})`:                                  "",
		`session.On(client, video.MemberJoined, func(video.MemberEvent) {})`:                        "InRoom",
		`session.On(client, video.RoomEnded, func(video.RoomEvent) {})`:                             "InRoom",
		`session.On(client, video.AnyEvent, func(video.Event) {})`:                                  "InRoom",
		`session.Once(client, video.RecordingStarted, func(video.RecordingEvent) {})`:               "InRoom",
		`session.Off(client, video.MemberJoined)`:                                                   "InRoom",
		`client.OnRoom(video.RoomEnded, func(*session.Room) {})`:                                    "InRoom",
		`session.On(room, video.RoomStarted, func(video.RoomEvent) {})`:                             "OnClient",
		`session.On(room, video.AnyRoomEnded, func(video.RoomEvent) {})`:                            "OnClient",
		`session.Once(room, video.AnyRoomUpdated, func(video.RoomEvent) {})`:                        "OnClient",
		`session.Off(room, video.RoomStarted)`:                                                      "OnClient",
		`session.WithHandler(video.RoomStarted, func(*session.RoomSession, video.RoomEvent) {})`:    "OnClient",
		`session.On(room, video.MemberJoined, func(video.RoomEvent) {})`:                            "MemberEvent",
		`room.OnRecording(video.StreamStarted, func(*session.Recording) {})`:                        "StreamEvent",
	} {
		file, err := parser.ParseFile(fset, "listen.go", `package p
import ("gavel/session"; "gavel/session/video")
var client *session.Client
var room *session.RoomSession
var _ = video.MemberJoined
func _() { `+line+` }`, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		_, err = check.Check("p", fset, []*ast.File{file}, nil)
		switch {
		case want == "" && err != nil:
			t.Errorf("%s does not compile: %v", line, err)
		case want != "" && err == nil:
			t.Errorf("%s compiles", line)
		case want != "" && !strings.Contains(err.Error(), want):
			t.Errorf("%s: the compiler says %v, and not %s", line, err, want)
		}
	}
}
