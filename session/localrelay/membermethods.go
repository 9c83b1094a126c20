package localrelay

import (
	"slices"
)

// onMember returns a handler of a method for one member. It finds the member, or refuses.
func onMember(f func(r *room, m *member, p params) (result, *refusal)) handler {
	return func(r *room, p params) (result, *refusal) {
		id, err := p.text("member_id")
		if err != nil {
			return nil, err
		}
		m := r.members[id]
		if m == nil {
			return nil, notFound("member not found: %s", id)
		}
		return f(r, m, p)
	}
}

type memberMethod = func(r *room, m *member, p params) (result, *refusal)

func audioMute(muted bool) memberMethod {
	return func(r *room, m *member, _ params) (result, *refusal) {
		r.setAudioMuted(m, muted)
		if muted {
			r.insist(m)
		}
		return nil, nil
	}
}

func videoMute(muted bool) memberMethod {
	return func(r *room, m *member, _ params) (result, *refusal) {
		r.setVideoMuted(m, muted)
		return nil, nil
	}
}

func deaf(on bool) memberMethod {
	return func(r *room, m *member, _ params) (result, *refusal) {
		r.setDeaf(m, on)
		return nil, nil
	}
}

func setInputVolume(r *room, m *member, p params) (result, *refusal) {
	v, err := p.number("volume", -volumeLimit, volumeLimit)
	if err != nil {
		return nil, err
	}
	if change(&m.entity.InputVolume, v) {
		r.touch(m, "input_volume")
	}
	return nil, nil
}

func setOutputVolume(r *room, m *member, p params) (result, *refusal) {
	v, err := p.number("volume", -volumeLimit, volumeLimit)
	if err != nil {
		return nil, err
	}
	if change(&m.entity.OutputVolume, v) {
		r.touch(m, "output_volume")
	}
	return nil, nil
}

// setInputSensitivity echoes the value it set; the scale that the service reports is not known (PROTOCOL.md section
// 11.2).
func setInputSensitivity(r *room, m *member, p params) (result, *refusal) {
	v, err := p.number("value", 0, maxSensitivity)
	if err != nil {
		return nil, err
	}
	if change(&m.entity.InputSensitivity, v) {
		r.touch(m, "input_sensitivity")
	}
	return nil, nil
}

func setMemberPosition(r *room, m *member, p params) (result, *refusal) {
	position, err := p.text("position")
	if err != nil {
		return nil, err
	}
	if !ValidPosition(position) {
		return nil, bad("unknown position %q", position)
	}
	r.setPosition(m, position)
	return nil, nil
}

func raiseHand(up bool) memberMethod {
	return func(r *room, m *member, _ params) (result, *refusal) {
		r.setHand(m, up)
		return nil, nil
	}
}

func getMemberMeta(_ *room, m *member, _ params) (result, *refusal) {
	return result{"meta": m.entity.Meta}, nil
}

func changeMemberMeta(change metaChange) memberMethod {
	return func(r *room, m *member, p params) (result, *refusal) {
		meta, err := change(m.entity.Meta, p)
		if err != nil {
			return nil, err
		}
		if !meta.same(m.entity.Meta) {
			r.touch(m, "meta")
		}
		m.entity.Meta = meta
		return nil, nil
	}
}

// Values of media_allowed.
const (
	mediaAll   = "all"
	mediaAudio = "audio-only"
	mediaVideo = "video-only"
)

func mediaAllowed(p params) (string, *refusal) {
	media, err := p.optionalText("media_allowed")
	if err != nil {
		return "", err
	}
	setDefault(&media, mediaAll)
	if !slices.Contains([]string{mediaAll, mediaAudio, mediaVideo}, media) {
		return "", bad("media_allowed must be all, audio-only or video-only, not %q", media)
	}
	return media, nil
}

// promotion is the parameters of promote.
type promotion struct {
	media                  string
	audioMuted, videoMuted bool
	meta                   metadata // nil: as it was
}

func readPromotion(p params) (promotion, *refusal) {
	var x promotion
	var err *refusal
	if x.media, err = mediaAllowed(p); err != nil {
		return x, err
	}
	if x.audioMuted, err = p.flag("join_audio_muted"); err != nil {
		return x, err
	}
	if x.videoMuted, err = p.flag("join_video_muted"); err != nil {
		return x, err
	}
	if p.has("meta") {
		if x.meta, err = p.meta("meta"); err != nil {
			return x, err
		}
	}
	if p.has("permissions") {
		_, err = p.keys("permissions") // accepted without effect, because members have no room tokens here
	}
	return x, err
}

// codeAccepted is the answer of promote, which confirms nothing.
const codeAccepted = "202"

// promote moves a member from the audience to the room, under the same id, even if the room is locked: a lock only
// keeps newcomers out. It is accepted for every id, even an unknown one (PROTOCOL.md section 9.2).
func promote(r *room, p params) (result, *refusal) {
	id, err := p.text("member_id")
	if err != nil {
		return nil, err
	}
	x, err := readPromotion(p)
	if err != nil {
		return nil, err
	}
	accepted := result{"code": codeAccepted, "message": "Accepted"}
	m := r.audience[id]
	if m == nil {
		return accepted, nil
	}
	r.leaveAudience(m)
	m.media = x.media
	m.entity.Type = typeMember
	m.entity.AudioMuted = x.audioMuted || x.media == mediaVideo
	m.entity.VideoMuted = x.videoMuted || x.media == mediaAudio
	if x.meta != nil {
		m.entity.Meta = x.meta
	}
	r.join(m)
	return accepted, nil
}

// demote moves a member to the audience; its screens leave. See Options.LeftOnDemote for the events that other clients
// get.
func demote(r *room, m *member, p params) (result, *refusal) {
	media, err := mediaAllowed(p)
	if err != nil {
		return nil, err
	}
	if m.entity.Type != typeMember {
		return nil, bad("only a member can be demoted, not a %s", m.entity.Type)
	}
	r.remove(m, r.server.options.LeftOnDemote)
	m.media = media
	r.enterAudience(m)
	return nil, nil
}

// removeMember removes one member or, with the id "all", every member, which ends the room session.
func removeMember(r *room, p params) (result, *refusal) {
	id, err := p.text("member_id")
	if err != nil {
		return nil, err
	}
	if id == "all" {
		r.end()
		return nil, nil
	}
	if m := r.members[id]; m != nil {
		r.remove(m, true)
		return nil, nil
	}
	m := r.audience[id]
	if m == nil {
		return nil, notFound("member not found: %s", id)
	}
	r.leaveAudience(m) // a demoted member can be removed, too
	return nil, nil
}
