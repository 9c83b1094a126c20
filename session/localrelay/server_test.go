package localrelay

import (
	"slices"
	"testing"
)

func TestConnectSubscribeMute(t *testing.T) {
	t.Parallel()
	s, rs := quiet(t, 4)
	c := join(t, s)
	rooms := c.ok("video.rooms.get", map[string]any{})["rooms"].([]any)
	if len(rooms) != 1 {
		t.Fatalf("got %d rooms, want 1", len(rooms))
	}
	c.subscribe(s, rs)
	if got, want := kinds(c.events()), []string{"video.room.subscribed", "video.layout.changed"}; !slices.Equal(got, want) {
		t.Fatalf("after subscribe: got %v, want %v", got, want)
	}
	members := c.ok("video.members.get", on(rs))["members"].([]any)
	if len(members) != 4 {
		t.Fatalf("got %d members, want 4", len(members))
	}
	id := members[0].(map[string]any)["id"]
	c.ok("video.member.audio_unmute", on(rs, "member_id", id))
	c.events()
	c.ok("video.member.audio_mute", on(rs, "member_id", id))
	if got := kinds(c.events()); !slices.Equal(got, []string{"video.member.updated"}) {
		t.Fatalf("after mute: got %v", got)
	}
	if !stateOf(t, s, rs).Members[0].AudioMuted {
		t.Fatal("member is not muted")
	}
}
