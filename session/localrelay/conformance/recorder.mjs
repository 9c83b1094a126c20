// A server that gives every request the smallest answer that the SDK accepts, and keeps the frames. It does not model a
// room; localrelay does.
import { WebSocketServer } from 'ws'
import { ids } from './ids.mjs'

const signature = 'c0ffee'

// The fields that the SDK needs in a result beside code and message (PROTOCOL.md section 9).
const results = {
  'video.rooms.get': () => ({ rooms: [room()] }),
  'video.room.get': () => ({ room: room() }),
  'video.members.get': () => ({ members: [member()] }),
  'video.list_available_layouts': () => ({ layouts: ['grid-responsive', '2x1'] }),
  'video.get_meta': () => ({ meta: {} }),
  'video.member.get_meta': () => ({ meta: {} }),
  'video.recording.list': () => ({ recordings: [recording()] }),
  'video.recording.start': () => ({ recording: recording() }),
  'video.playback.list': () => ({ playbacks: [playback()] }),
  'video.playback.start': () => ({ playback: playback() }),
  'video.stream.list': () => ({ streams: [stream()] }),
  'video.stream.start': () => ({ stream: stream() }),
}

// The events that v4 waits for when it starts something.
const startedBy = {
  'video.recording.start': ['recording', recording],
  'video.playback.start': ['playback', playback],
  'video.stream.start': ['stream', stream],
}

export class Recorder {
  frames = []          // parsed frames in the order of arrival
  closes = []          // close codes
  resumable = true     // whether the connect result lets the SDK resume
  #server
  #socket

  async start() {
    this.#server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
    await new Promise((done) => this.#server.once('listening', done))
    this.#server.on('connection', (socket) => this.#serve(socket))
    this.url = `ws://127.0.0.1:${this.#server.address().port}`
  }

  stop() {
    for (const socket of this.#server.clients) socket.terminate()
    this.#server.close()
  }

  send(frame) { this.#socket.send(JSON.stringify({ jsonrpc: '2.0', ...frame })) }
  drop() { this.#socket.terminate() }

  event(type, params) {
    this.send({ id: 'event', method: 'signalwire.event',
      params: { event_type: type, event_channel: ids.channel, timestamp: 1631692502.1, params } })
  }

  // until waits for a frame that the test accepts, including frames that have already arrived.
  async until(test, ms = 3000) {
    for (const end = Date.now() + ms; Date.now() < end; await pause(5)) {
      const found = this.frames.find(test)
      if (found) return found
    }
  }

  #serve(socket) {
    this.#socket = socket
    socket.on('close', (code) => this.closes.push(code))
    socket.on('message', (data) => {
      const frame = JSON.parse(data)
      this.frames.push(frame)
      if (frame.method) this.#answer(frame)
    })
  }

  #answer({ id, method, params }) {
    if (method === 'signalwire.connect') {
      const protocol = `signalwire_${this.resumable ? signature : 'other'}_session_${ids.project}`
      return this.send({ id, result: { identity: 'identity', protocol, authorization: { signature } } })
    }
    this.send({ id, result: { code: '200', message: 'OK', ...results[method]?.() } })
    if (method === 'signalwire.subscribe' && params.event_channel === ids.channel) {
      this.event('video.room.subscribed', { room_session: { ...room(), members: [member()] } })
    }
    if (startedBy[method]) {
      const [kind, make] = startedBy[method]
      const about = { room_id: ids.room, room_session_id: ids.roomSession }
      this.event(`video.${kind}.started`, { ...about, [kind]: make() })
      this.event(`video.${kind}.ended`, { ...about, [kind]: { ...make(), state: 'completed' } })
    }
  }
}

export const pause = (ms) => new Promise((done) => setTimeout(done, ms))

function room() {
  return { id: ids.roomSession, room_id: ids.room, name: 'room', event_channel: ids.channel }
}

function member() {
  return { id: ids.member, room_id: ids.room, room_session_id: ids.roomSession, name: 'Ann', type: 'member' }
}

function recording() { return { id: ids.recording, state: 'recording' } }
function playback() { return { id: ids.playback, state: 'playing', url: 'https://example.com/foo.mp4' } }
function stream() { return { id: ids.stream, state: 'streaming', url: 'rtmp://example.com/live' } }
