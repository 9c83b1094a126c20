// The connection: refusal, drop and resume, ping, the end.
import { patience, pause, until, within } from '../harness.mjs'
import { versions } from '../sdk.mjs'

// refusals opens separate clients with wrong credentials.
export async function refusals(report, version, options) {
  for (const [name, wrong] of [['a wrong token', { token: 'PTwrong' }], ['a wrong project', { project: 'nobody' }]]) {
    let refuse
    const refusal = new Promise((done) => { refuse = done })
    versions[version]({ ...options, ...wrong, session: { authError: refuse } }).then((sdk) => {
      if (version === 'v3') sdk.rooms().catch(() => {}) // v3 connects with its first use
    })
    const error = await within(patience, refusal).catch((e) => e)
    report.equal(error?.code, -32002, `${name} is refused with -32002`)
    report.ok(typeof error?.message === 'string' && !error.message.includes(options.token), `${name}: the message does not contain the right token`)
  }
}

// dropping cuts the connection. The relay must resume the SDK's session with its subscriptions.
export async function dropping(bench, memberId) {
  const { report, room, tap, seen, link } = bench
  await room.audioUnmute({ memberId })
  const from = tap.mark
  const lines = tap.lines
  tap.drop()
  await until(() => link.includes('reconnecting'))
  report.ok(link.includes('reconnecting'), 'after a drop the SDK is reconnecting')
  await pause(50)
  // A request during the loss makes the SDK connect at once instead of after seconds.
  await bench.does('audioMute after a drop', () => room.audioMute({ memberId }), ['member.updated', { id: memberId, audioMuted: true }])
  report.equal(tap.lines, lines + 1, 'the SDK connected once more')
  const [again] = tap.requests('signalwire.connect', from)
  const [first] = tap.requests('signalwire.connect')
  const was = tap.answer(first.id).result
  const is = again && tap.answer(again.id)?.result
  report.equal(again?.params.protocol, was.protocol, 'the SDK asks to resume')
  report.equal(is?.protocol, was.protocol, 'the relay resumes')
  report.equal(is?.authorization?.signature, was.authorization.signature, 'the signature stays, so that the next drop resumes too')
  report.equal(tap.requests('signalwire.subscribe', from).length, 0, 'the SDK does not subscribe again')
  const updates = tap.events('video.member.updated', from).filter((e) => e.params.member.id === memberId && 'audio_muted' in e.params.member)
  report.equal(updates.length, 1, 'after resuming each event arrives once')
  await bench.does('lock after a drop', () => room.lock(), ['room.updated', { locked: true }])
  await bench.does('unlock after a drop', () => room.unlock(), ['room.updated', { locked: false }])
  report.ok(seen.length > 0 && link.at(-1) === 'connected', 'session.connected is emitted again', link)
}

// pings waits for a ping of the relay. The SDK answers with the same timestamp.
export async function pings({ report, tap }) {
  const isPing = ({ up, frame }) => !up && frame.method === 'signalwire.ping'
  const ping = await until(() => tap.frames.find(isPing), 8000)
  report.ok(ping, 'the relay pings within 8 s')
  if (!ping) return
  const answer = await until(() => tap.answer(ping.frame.id, true))
  report.ok(ping.frame.params.timestamp > 1e9 && ping.frame.params.timestamp < 1e11, 'the timestamp of a ping is in seconds', ping.frame.params)
  report.equal(answer?.result, { timestamp: ping.frame.params.timestamp }, 'ping is answered with its timestamp')
}

// ending removes everyone, which ends the room. This is the last event, so it also shows that the SDK handles events
// until the end.
export async function ending(bench) {
  const { report, room, sdk, tap, seen } = bench
  const members = await bench.members()
  const id = room.id
  const from = tap.mark
  const value = await bench.does('removeAllMembers', () => room.removeAllMembers(),
    ['room.ended', { id }], ['video: room.ended', { id }])
  report.equal(value, undefined, 'removeAllMembers returns nothing')
  await pause(100)
  const left = tap.events('video.member.left', from).map((e) => e.params.member.id).sort()
  report.equal(left, members.map((m) => m.id).sort(), 'removeAllMembers: member.left for each')
  report.equal(seen.filter((e) => e.event === 'room.ended').length, 1, 'room.ended arrives once')
  const ended = tap.events('video.room.ended')
  report.equal(ended.length, 1, 'room.ended is sent once per connection, though both channels match')
  report.equal(tap.events(undefined, from).at(-1)?.event_type, 'video.room.ended', 'nothing follows room.ended')
  report.ok(!(await sdk.rooms()).some((r) => r.id === id), 'getRoomSessions lacks the ended room')
  await report.refused('getRoomSessionById of the ended room', () => sdk.room(id), '404')
  await report.refused('lock of the ended room', () => room.lock(), '404')
  await pause(100)
  report.equal(tap.events(undefined, from).at(-1)?.event_type, 'video.room.ended', 'nothing follows room.ended later')
}
