// One interface for both versions of the official SDK, so that recording and checks need no variants. This file has
// only the differences between the versions: opening, listening, and starting a recording, playback or stream.
import { Video } from 'realtime-v3'
import { SignalWire } from 'realtime-v4'

// The events of a room session by their names in the reference, with v4's listener keys. null means that v4 has no such
// listener.
export const listenerKeys = {
  'room.subscribed': 'onRoomSubscribed',
  'room.started': 'onRoomStarted',
  'room.updated': 'onRoomUpdated',
  'room.ended': 'onRoomEnded',
  'room.audienceCount': 'onRoomAudienceCount',
  'room.audience_count': null,
  'layout.changed': 'onLayoutChanged',
  'member.joined': 'onMemberJoined',
  'member.left': 'onMemberLeft',
  'member.updated': 'onMemberUpdated',
  'member.updated.audioMuted': 'onMemberAudioMuted',
  'member.updated.videoMuted': 'onMemberVideoMuted',
  'member.updated.deaf': 'onMemberDeaf',
  'member.updated.visible': 'onMemberVisible',
  'member.updated.onHold': null,
  'member.updated.inputVolume': 'onMemberInputVolume',
  'member.updated.outputVolume': 'onMemberOutputVolume',
  'member.updated.inputSensitivity': 'onMemberInputSensitivity',
  'member.updated.handraised': null,
  'member.talking': 'onMemberTalking',
  'member.talking.started': 'onMemberTalkingStarted',
  'member.talking.ended': 'onMemberTalkingEnded',
  'memberList.updated': 'onMemberListUpdated',
  'recording.started': 'onRecordingStarted',
  'recording.updated': 'onRecordingUpdated',
  'recording.ended': 'onRecordingEnded',
  'playback.started': 'onPlaybackStarted',
  'playback.updated': 'onPlaybackUpdated',
  'playback.ended': 'onPlaybackEnded',
  'stream.started': 'onStreamStarted',
  'stream.ended': 'onStreamEnded',
}

const starters = { recording: 'startRecording', playback: 'play', stream: 'startStream' }

export const versions = { v3: openV3, v4: openV4 }

// openV3 makes a client, which connects on first use. options: url, project, token, session (listeners: connected,
// reconnecting, authError).
export async function openV3({ url, project, token, session = {} }) {
  const video = new Video.Client({ host: url, project, token, logLevel: 'silent' })
  const link = video._session.session
  if (session.connected) link.on('session.connected', session.connected)
  if (session.reconnecting) link.on('session.reconnecting', session.reconnecting)
  if (session.authError) link.on('session.auth_error', session.authError)
  return {
    version: 'v3',
    video,
    rooms: async () => (await video.getRoomSessions()).roomSessions,
    room: async (id) => (await video.getRoomSessionById(id)).roomSession,
    async listenVideo(handlers) {
      for (const [event, run] of Object.entries(handlers)) video.on(event, run)
      await video.subscribe()
    },
    // Resolves when the room's full state has arrived.
    async listen(room, handlers) {
      for (const [event, run] of Object.entries(handlers)) room.on(event, run)
      return room.subscribe()
    },
    async start(room, kind, args) {
      const made = await room[starters[kind]](args)
      return kind === 'stream' ? made.stream : made
    },
    close: () => video.disconnect(),
  }
}

// openV4 makes a client and connects it. The promise resolves even after a refusal.
export async function openV4({ url, project, token, session = {} }) {
  const client = await SignalWire({
    host: url, project, token, logLevel: 'silent',
    listen: {
      onConnected: session.connected,
      onReconnecting: session.reconnecting,
      onAuthError: session.authError,
    },
  })
  return {
    version: 'v4',
    video: client.video,
    rooms: async () => (await client.video.getRoomSessions()).roomSessions,
    room: async (id) => (await client.video.getRoomSessionById(id)).roomSession,
    listenVideo: (handlers) => client.video.listen(keyed(handlers)),
    listen: (room, handlers) => room.listen(keyed(handlers)),
    // v4's promise resolves at the end of the object that it starts; onStarted returns the object at once. The outer
    // promise may reject later, when the client closes, and that is ignored.
    async start(room, kind, args) {
      const promise = room[starters[kind]](args)
      promise.catch(() => {})
      return promise.onStarted()
    },
    close: () => client.disconnect(),
  }
}

function keyed(handlers) {
  const listeners = {}
  for (const [event, run] of Object.entries(handlers)) {
    if (listenerKeys[event]) listeners[listenerKeys[event]] = run
  }
  return listeners
}
