// Every method of the RoomSession reference and of the objects that it returns, with the variants of its arguments that
// change the frame. Arguments have the names of the reference. A bare argument has the name that `gavel do` uses.
import { ids } from './ids.mjs'

const memberId = ids.member
const nested = { Topic: 'Intro', nested: { camelCase: 1, snake_case: [true, null] } }
const positions = { [ids.member]: 'standard-1', [ids.otherMember]: 'off-canvas' }
const url = 'https://example.com/foo.mp4'

// sdkOnly marks a call that the SDK accepts but that a careful client does not send.
const noMember = 'the SDK sends the frame without member_id; there is no own member'

export const calls = [
  ['getRoomSessions'],
  ['getRoomSessionById', { id: ids.roomSession }],

  ['getLayouts'],
  ['getMembers'],
  ['setLayout', { name: '2x1' }, { name: '2x1', positions }],
  ['setPositions', { positions }, { positions: {} }],
  ['setHideVideoMuted', { value: true }, { value: false }],
  ['lock'],
  ['unlock'],
  ['setPrioritizeHandraise', { value: true }, { value: false },
    { sdkOnly: 'the SDK sends no enable; what the service does then is unknown' }],
  ['getMeta'],
  ['setMeta', { meta: {} }, { meta: nested }],
  ['updateMeta', { meta: { topic: 'Questions' } }, { meta: nested }],
  ['deleteMeta', { keys: ['topic'] }, { keys: ['topic', 'Nested Key'] }],
  ['getRecordings'],
  ['startRecording'],
  ['getPlaybacks'],
  ['play', { url }, { url, volume: 0 }, { url, volume: -50 },
    { url, seekPosition: 12000 },
    { url, seekPosition: 0, note: 'the SDK omits 0; sending it has the same effect' },
    { url, currentTimecode: 12000, sdkOnly: 'old name of seekPosition' },
    { url, layout: 'highlight-1-responsive' },
    { url, positions: { self: 'reserved-1', ...positions } },
    { url, volume: 10, seekPosition: 500, positions: { self: 'full-screen' }, layout: '1x1' }],
  ['getStreams'],
  ['startStream', { url: 'rtmp://example.com/live' }, { url: 'rtmps://example.com/live?key=a%20b' }],
  ['removeAllMembers'],

  ...['audioMute', 'audioUnmute', 'videoMute', 'videoUnmute', 'deaf', 'undeaf']
    .map((call) => [call, { memberId }, { sdkOnly: noMember }]),
  ...['setInputVolume', 'setMicrophoneVolume', 'setOutputVolume', 'setSpeakerVolume']
    .map((call) => [call, { memberId, volume: 0 }, { memberId, volume: -50 }, { memberId, volume: 50 },
      { volume: 10, sdkOnly: noMember }]),
  ['setInputSensitivity', { memberId, value: 0 }, { memberId, value: 100 }, { value: 30, sdkOnly: noMember }],
  ['setMemberPosition', ...['auto', 'off-canvas', 'reserved-1', 'standard-12', 'playback', 'full-screen']
    .map((position) => ({ memberId, position })), { position: 'auto', sdkOnly: noMember }],
  ['setRaisedHand', { memberId }, { memberId, raised: true }, { memberId, raised: false },
    { raised: true, sdkOnly: 'refused by the SDK' }],
  ['getMemberMeta', { memberId }, { sdkOnly: noMember }],
  ['setMemberMeta', { memberId, meta: {} }, { memberId, meta: nested }, { meta: {}, sdkOnly: noMember }],
  ['updateMemberMeta', { memberId, meta: nested }, { meta: nested, sdkOnly: noMember }],
  ['deleteMemberMeta', { memberId, keys: ['topic'] }, { keys: ['topic'], sdkOnly: noMember }],
  ['promote', { memberId },
    ...['all', 'audio-only', 'video-only'].map((mediaAllowed) => ({ memberId, mediaAllowed })),
    { memberId, joinAudioMuted: false, joinVideoMuted: true },
    { memberId, meta: nested },
    { memberId, permissions: [] },
    { memberId, mediaAllowed: 'all', joinAudioMuted: true, joinVideoMuted: false, meta: { role: 'guest' },
      permissions: ['room.self.audio_mute', 'room.self.audio_unmute'] }],
  ['demote', { memberId },
    ...['all', 'audio-only', 'video-only'].map((mediaAllowed) => ({ memberId, mediaAllowed }))],
  ['removeMember', { memberId }, { sdkOnly: 'refused by the SDK' }],

  ...['pause', 'resume', 'stop'].map((verb) => [`recording.${verb}`, { recordingId: ids.recording }]),
  ...['pause', 'resume', 'stop'].map((verb) => [`playback.${verb}`, { playbackId: ids.playback }]),
  ['playback.setVolume', ...[0, -50, 50].map((volume) => ({ playbackId: ids.playback, volume }))],
  ['playback.seek', ...[0, 12000].map((timecode) => ({ playbackId: ids.playback, timecode })),
    { playbackId: ids.playback, timecode: -12000, sdkOnly: 'the SDK drops the sign' }],
  ...['forward', 'rewind'].map((verb) => [`playback.${verb}`, { playbackId: ids.playback },
    { playbackId: ids.playback, offset: 0 }, { playbackId: ids.playback, offset: 2500 },
    { playbackId: ids.playback, offset: -2500, sdkOnly: 'the SDK drops the sign' }]),
  ['stream.stop', { streamId: ids.stream }],

  ...['audioMute', 'audioUnmute', 'videoMute', 'videoUnmute', 'remove']
    .map((verb) => [`member.${verb}`, { memberId }]),
  ['member.setDeaf', { memberId, value: true }, { memberId, value: false }],
  ...['setInputVolume', 'setMicrophoneVolume', 'setOutputVolume', 'setSpeakerVolume']
    .map((verb) => [`member.${verb}`, { memberId, volume: 0 }, { memberId, volume: 10 }]),
  ['member.setInputSensitivity', { memberId, value: 0 }, { memberId, value: 44 }],
  ['member.setRaisedHand', { memberId }, { memberId, raised: true }, { memberId, raised: false }],
]

// Methods of the reference whose only argument is a bare value.
const bare = {
  getRoomSessionById: 'id',
  setHideVideoMuted: 'value',
  setPrioritizeHandraise: 'value',
  setMeta: 'meta',
  updateMeta: 'meta',
  deleteMeta: 'keys',
  'playback.setVolume': 'volume',
  'playback.seek': 'timecode',
  'playback.forward': 'offset',
  'playback.rewind': 'offset',
  'member.setDeaf': 'value',
}

const idOf = { recording: 'recordingId', playback: 'playbackId', stream: 'streamId', member: 'memberId' }

// invoke runs one call on the object that has the method. The objects are video, room, recording, playback, stream and
// member.
export async function invoke(objects, call, args) {
  const [owner, method] = call.includes('.') ? call.split('.') : [null, call]
  const target = owner ? objects[owner] : method.startsWith('getRoomSession') ? objects.video : objects.room
  if (bare[call]) return target[method](args[bare[call]])
  const { [idOf[owner]]: _, ...rest } = args
  return Object.keys(rest).length ? target[method](rest) : target[method](...needsObject(call))
}

// These methods destructure their argument without a default, so a missing argument would be a fault of the caller and
// not of the SDK.
function needsObject(call) {
  return ['removeMember'].includes(call) ? [{}] : []
}
