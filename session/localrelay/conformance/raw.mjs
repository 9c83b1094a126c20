// Checks without an SDK, of what the SDK never sends or never shows. They use a small JSON-RPC client.
import { WebSocket } from 'ws'
import { patience, pause, until, within } from './harness.mjs'

export async function rawChecks(report, options) {
  await refused(report, options)
  await beforeConnect(report, options)
  const client = await connected(options)
  await garbage(report, client)
  await badRequests(report, client)
  await keepalive(report, client)
  await subscriptions(report, options)
  await resuming(report, options)
  client.socket.close()
}

class RawClient {
  frames = []
  closed = false
  #id = 0

  static async open({ url }) {
    const client = new RawClient()
    client.socket = new WebSocket(url, { perMessageDeflate: false })
    client.socket.on('message', (data, binary) => client.frames.push({ ...JSON.parse(data), binary }))
    client.socket.on('close', () => { client.closed = true })
    client.socket.on('error', () => { client.closed = true })
    await within(patience, new Promise((done) => client.socket.once('open', done)))
    return client
  }

  // call returns the whole response, or undefined if there was none.
  async call(method, params, id = `raw-${++this.#id}`) {
    this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
    return until(() => this.frames.find((f) => !f.method && f.id === id) ?? (this.closed ? 'closed' : undefined))
  }

  events(type) {
    return this.frames.filter((f) => f.method === 'signalwire.event' && (!type || f.params.event_type === type)).map((f) => f.params)
  }
}

const credentials = ({ project, token }, extra) => ({
  version: { major: 3, minor: 0, revision: 0 }, agent: 'gavel/conformance', authentication: { project, token }, ...extra,
})

async function connected(options, extra) {
  const client = await RawClient.open(options)
  client.result = (await client.call('signalwire.connect', credentials(options, extra))).result
  client.rooms = (await client.call('video.rooms.get', {})).result.rooms
  return client
}

const failed = (answer) => Boolean(answer?.error || (answer?.result && !/^2\d\d$/.test(answer.result.code)))

async function refused(report, options) {
  const wrongs = {
    'a wrong token': { ...options, token: `${options.token}x` },
    'an empty token': { ...options, token: '' },
    'a missing token': { ...options, token: undefined },
    'a wrong project': { ...options, project: 'nobody' },
  }
  for (const [name, wrong] of Object.entries(wrongs)) {
    const client = await RawClient.open(options)
    const answer = await client.call('signalwire.connect', credentials(wrong))
    report.ok(answer?.error?.code === -32002 && typeof answer.error.message === 'string', `${name} is refused with error -32002`, answer)
    report.ok(await until(() => client.closed), `after ${name} the relay closes`)
  }
}

async function beforeConnect(report, options) {
  const client = await RawClient.open(options)
  const answer = await client.call('video.rooms.get', {})
  report.ok(!answer?.result?.rooms, 'nothing is revealed before connect', answer)
  client.socket.close()
}

async function garbage(report, client) {
  for (const text of ['no JSON', '[]', '{}', 'null', '7', '{"jsonrpc":"2.0","id":"nobody","result":{}}', '{"jsonrpc":"2.0","result":{}}']) {
    client.socket.send(text)
  }
  client.socket.send(Buffer.from('{"jsonrpc":"2.0","id":"binary","method":"video.rooms.get","params":{}}')) // a binary frame
  const answer = await client.call('video.rooms.get', {})
  report.ok(answer?.result?.rooms, 'garbage does not close the connection', answer)
  report.ok(client.frames.every((f) => !f.binary), 'the relay sends text frames only')
}

async function badRequests(report, client) {
  const room_session_id = client.rooms[0]?.id
  const member_id = (await client.call('video.members.get', { room_session_id })).result.members[0].id
  const cases = {
    'an unknown method': ['video.nope', { room_session_id }],
    'a command without room_session_id': ['video.lock', {}],
    'a command without params': ['video.lock', undefined],
    'a command for an unknown room': ['video.lock', { room_session_id: 'nowhere' }],
    'a member command without member_id': ['video.member.audio_mute', { room_session_id }],
    'a volume as text': ['video.member.set_input_volume', { room_session_id, member_id, volume: '5' }],
    'a missing volume': ['video.member.set_input_volume', { room_session_id, member_id }],
    'meta as text': ['video.set_meta', { room_session_id, meta: 'x' }],
    'meta as null': ['video.member.set_meta', { room_session_id, member_id, meta: null }],
    'keys as text': ['video.delete_meta', { room_session_id, keys: 'x' }],
    'set_layout without a name': ['video.set_layout', { room_session_id }],
    'positions as a list': ['video.set_position', { room_session_id, positions: [] }],
    'an unknown recording': ['video.recording.stop', { room_session_id, recording_id: 'none' }],
    'an unknown playback': ['video.playback.pause', { room_session_id, playback_id: 'none' }],
    'an unknown stream': ['video.stream.stop', { room_session_id, stream_id: 'none' }],
    'play without an address': ['video.playback.start', { room_session_id }],
    'a stream without an address': ['video.stream.start', { room_session_id }],
    'an enable that is not a boolean': ['video.prioritize_handraise', { room_session_id, enable: 'yes' }],
  }
  for (const [name, [method, params]] of Object.entries(cases)) {
    const answer = await client.call(method, params)
    report.ok(failed(answer), `${name} is refused`, answer)
  }
  const answer = await client.call('video.prioritize_handraise', { room_session_id })
  report.ok(answer && answer !== 'closed', 'prioritize_handraise without enable is answered', answer)
  await client.call('video.prioritize_handraise', { room_session_id, enable: false })
  const odd = ['', 'ü"\\\u2028', 'x'.repeat(300)]
  for (const id of odd.slice(1)) {
    report.ok((await client.call('video.rooms.get', {}, id))?.result, `the id comes back unchanged (${id.length} characters)`)
  }
}

async function keepalive(report, client) {
  let pong
  client.socket.once('pong', (data) => { pong = String(data) })
  client.socket.ping('still there?')
  report.equal(await until(() => pong), 'still there?', 'a WebSocket ping is answered')
}

async function subscriptions(report, options) {
  const [watcher, other, silent] = [await connected(options), await connected(options), await connected(options)]
  const { id: room_session_id, event_channel } = watcher.rooms[0]
  const member_id = (await watcher.call('video.members.get', { room_session_id })).result.members[0].id
  const subscribe = (client, events, initial = true) => client.call('signalwire.subscribe',
    { get_initial_state: initial, event_channel, events })
  const change = async () => {
    for (const method of ['video.lock', 'video.unlock']) await silent.call(method, { room_session_id })
    for (const volume of [11, 0]) await silent.call('video.member.set_input_volume', { room_session_id, member_id, volume })
    await pause(80)
  }

  const answer = await subscribe(watcher, ['video.room.subscribed', 'video.member.updated', 'video.no.such.event', 'nonsense'])
  report.equal(answer?.result?.code, '200', 'subscribe accepts unknown names')
  await until(() => watcher.events('video.room.subscribed').length)
  report.equal(watcher.events('video.room.subscribed').length, 1, 'subscribe returns the full state')
  report.equal(watcher.events('video.room.subscribed')[0]?.event_channel, event_channel, 'events name the channel of their room')
  await subscribe(other, ['video.room.updated', 'video.member.updated'])
  await change()
  report.equal(watcher.events('video.member.updated').length, 2, 'a subscribed event arrives once')
  report.equal(watcher.events('video.room.updated').length, 0, 'an event without a subscription does not arrive')
  report.equal(other.events('video.member.updated').length, 2, 'every subscriber gets its events')
  report.equal(silent.events().length, 0, 'a client without a subscription gets no events')

  await subscribe(watcher, ['video.room.updated', 'video.room.subscribed'])
  await until(() => watcher.events('video.room.subscribed').length > 1)
  report.equal(watcher.events('video.room.subscribed').length, 2, 'a second subscribe returns the full state again')
  await change()
  report.equal([watcher.events('video.member.updated').length, watcher.events('video.room.updated').length], [4, 2],
    'a second subscribe adds to the first')

  await watcher.call('signalwire.subscribe', { get_initial_state: true, event_channel: 'video.rooms', events: ['video.room.started', 'video.room.ended'] })
  await pause(60)
  report.equal(watcher.events('video.room.started').length + watcher.events('video.room.subscribed').length, 2, 'video.rooms has no initial state')

  const counter = await connected(options)
  await subscribe(counter, ['video.room.audienceCount'])
  await silent.call('video.member.demote', { room_session_id, member_id })
  await until(() => counter.events('video.room.audience_count').length)
  report.equal(counter.events('video.room.audience_count').length, 1, 'video.room.audienceCount delivers video.room.audience_count')
  await silent.call('video.member.promote', { room_session_id, member_id })
  for (const client of [watcher, other, silent, counter]) client.socket.close()
}

async function resuming(report, options) {
  const first = await connected(options)
  const { id: room_session_id, event_channel } = first.rooms[0]
  await first.call('signalwire.subscribe', { get_initial_state: true, event_channel, events: ['video.room.updated'] })
  first.socket.terminate()
  await pause(50)
  const again = await connected(options, { protocol: first.result.protocol })
  report.equal(again.result.protocol, first.result.protocol, 'a known protocol resumes')
  await again.call('video.lock', { room_session_id })
  await again.call('video.unlock', { room_session_id })
  await until(() => again.events('video.room.updated').length >= 2)
  report.equal(again.events('video.room.updated').length, 2, 'a resumed client has its subscriptions')

  const twice = await connected(options, { protocol: first.result.protocol })
  report.ok(twice.rooms, 'resuming during the old connection is answered')
  const stranger = await connected(options, { protocol: `signalwire_nobody_nothing_${options.project}` })
  report.ok(stranger.result?.protocol && !stranger.result.protocol.includes('nobody'), 'an unknown protocol gets a new one', stranger.result)
  await stranger.call('video.lock', { room_session_id })
  await stranger.call('video.unlock', { room_session_id })
  await pause(50)
  report.equal(stranger.events().length, 0, 'an unknown protocol brings no subscriptions')
  for (const client of [again, twice, stranger]) client.socket.close()
}
