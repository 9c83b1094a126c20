// Events without commands: rooms start and end, people join, talk and leave, the service disconnects. Needs the Go test
// as director, and its relay: no room at first, video.member.deaf denied, playbacks of 1.5 seconds.
import { plain } from '../bench.mjs'
import { direct } from '../director.mjs'
import { exactly, pause, until } from '../harness.mjs'

export async function directed(bench) {
  const room = await starting(bench)
  if (!room) return
  const people = await comingAndGoing(bench)
  await talking(bench, people[0])
  await ownChanges(bench, people[0])
  await audience(bench)
  await refusing(bench)
  await playbackEnds(bench)
  await oddFrames(bench)
  await slowAnswers(bench)
  await goodbye(bench, people[0])
  await again(bench)
}

// happens makes something happen and waits for an event, as bench.does does for a command.
const happens = (bench, name, action, args, ...expected) => bench.does(name, () => direct(action, args), ...expected)

async function starting(bench) {
  const { report, sdk, seen } = bench
  report.equal(await sdk.rooms(), [], 'getRoomSessions is empty when no room is in progress')
  const started = []
  await sdk.listenVideo({
    'room.started': (room) => { started.push(room); seen.push({ event: 'video: room.started', value: plain(room) }) },
    'room.ended': (room) => seen.push({ event: 'video: room.ended', value: plain(room) }),
  })
  bench.started = started
  const id = await happens(bench, 'a room starts', 'startRoom', { name: 'first', displayName: 'First room', members: 3, audience: 2 },
    ['video: room.started', { name: 'first', displayName: 'First room', layoutName: 'grid-responsive', meta: exactly({}) }])
  report.equal(started.map((room) => room.id), [id], 'room.started arrives once, with the room session')
  await report.settles('subscribe to a started room', () => bench.watch(started[0]))
  report.equal(bench.tap.events('video.room.subscribed')[0].params.room_session.members.length, 3, 'the full state has the people')

  // Without a subscription to the second room, only its end may arrive.
  const second = await happens(bench, 'a second room starts', 'startRoom', { name: 'second', members: 2 }, ['video: room.started', { name: 'second' }])
  const from = bench.tap.mark
  await started[1].lock()
  await happens(bench, 'the second room ends', 'endRoom', { room: second }, ['video: room.ended', { id: second }])
  report.equal(bench.tap.events(undefined, from).map((e) => e.event_type), ['video.room.ended'], 'without a subscription only the end of the room arrives')
  return started[0]
}

async function comingAndGoing(bench) {
  const { report, room } = bench
  const people = (await bench.members()).map((m) => m.id)
  const eve = await happens(bench, 'a member joins', 'addMember', { room: room.id, name: 'Eve', audioMuted: true },
    ['member.joined', { name: 'Eve', type: 'member', audioMuted: true }],
    ['layout.changed', {}])
  await happens(bench, 'a screen is shared', 'addMember', { room: room.id, name: 'Eve screen', type: 'screen', parent: eve },
    ['member.joined', { name: 'Eve screen', type: 'screen', parentId: eve }])
  await bench.agrees('the joins had everything that getMembers returns')
  await happens(bench, 'the sharer leaves', 'removeMember', { room: room.id, member: eve },
    ['member.left', { id: eve }], ['member.left', { type: 'screen', parentId: eve }])
  await bench.agrees('the leaves had everything that getMembers returns')

  await room.lock()
  const failure = await direct('addMember', { room: room.id, name: 'Late' }).catch((error) => error)
  report.ok(failure instanceof Error, 'a locked room lets no one in', failure)
  await room.unlock()
  return people
}

async function talking(bench, member) {
  const { report, room, version } = bench
  const about = { room: room.id, member }
  const old = version === 'v3' ? ['member.talking.start', 'member.talking.stop'] : []
  for (const [event, run] of Object.entries(bench.handlers(old))) room.on(event, run)
  await room.audioUnmute({ memberId: member })
  await happens(bench, 'a member talks', 'setTalking', { ...about, talking: true },
    ['member.talking', { id: member, talking: true }], ['member.talking.started', { id: member }],
    ...old.slice(0, 1).map((event) => [event, { id: member }]))
  await happens(bench, 'a member is silent again', 'setTalking', { ...about, talking: false },
    ['member.talking', { id: member, talking: false }], ['member.talking.ended', { id: member }],
    ...old.slice(1).map((event) => [event, { id: member }]))
  report.equal(bench.tap.events('video.member.talking').length, 2, 'member.talking is sent once per change')
  await direct('setTalking', { ...about, talking: true })
  await bench.does('audioMute of a talking member', () => room.audioMute({ memberId: member }),
    ['member.talking', { id: member, talking: false }], ['member.updated', { id: member, audioMuted: true }])
}

async function ownChanges(bench, member) {
  await happens(bench, 'a member changes itself', 'updateMember', { room: bench.room.id, member, fields: { audio_muted: false, handraised: true } },
    ['member.updated', { id: member, audioMuted: false, handraised: true }])
  const update = await bench.wire('video.member.updated')
  bench.report.equal([...update.params.member.updated].sort(), ['audio_muted', 'handraised'], 'one member.updated has all changes')
}

async function audience(bench) {
  const { room } = bench
  const listener = await happens(bench, 'somebody listens', 'addAudience', { room: room.id, name: 'Lis' }, ['room.audienceCount', { total: 3 }])
  await bench.does('promote of a listener', () => room.promote({ memberId: listener, mediaAllowed: 'audio-only', meta: { from: 'audience' } }),
    ['member.joined', { id: listener, name: 'Lis', meta: exactly({ from: 'audience' }) }], ['room.audienceCount', { total: 2 }])
}

async function refusing(bench) {
  const { report, room } = bench
  await report.refused('a method without permission', () => room.deaf({ memberId: 'nobody' }), '403')
}

async function playbackEnds(bench) {
  const { report, room, sdk, seen } = bench
  const from = seen.length
  const playback = await bench.does('play', () => sdk.start(room, 'playback', { url: 'https://example.com/short.mp4' }))
  const end = await until(() => seen.slice(from).find((e) => e.event === 'playback.ended' && e.value.id === playback?.id), 4000)
  report.matches(end?.value, { state: 'completed' }, 'a playback ends at the end of its file')
  const positions = seen.slice(from).filter((e) => e.event === 'playback.updated').map((e) => e.value.position)
  report.ok(positions.length > 0 && positions.every((p, i) => i === 0 || p > positions[i - 1]), 'playback.updated has the position', positions)
}

// Unknown events and malformed frames must not stop the SDK.
async function oddFrames(bench) {
  const { room } = bench
  for (const [event, params] of [
    ['video.room.brand_new', { room_session_id: room.id, anything: [1] }],
    ['video.member.promoted', { room_session_id: room.id, member_id: 'x', authorization: {} }],
  ]) await direct('push', { room: room.id, event, params })
  for (const text of ['no JSON', '[]', '{"jsonrpc":"2.0","id":"x","result":{}}']) await direct('pushRaw', { text })
  await bench.does('lock after odd frames', () => room.lock(), ['room.updated', { locked: true }])
  await bench.does('unlock after odd frames', () => room.unlock(), ['room.updated', { locked: false }])
}

async function slowAnswers(bench) {
  const { room, seen, report } = bench
  await direct('delay', { milliseconds: 300 })
  const from = seen.length
  let answered = false
  const locking = room.lock().then(() => { answered = true })
  await until(() => seen.slice(from).some((e) => e.event === 'room.updated'))
  report.ok(!answered, 'events may arrive before a slow answer')
  await report.settles('a slow answer', () => locking)
  await direct('delay', { milliseconds: 0 })
  await room.unlock()
}

// The service announces a disconnect and closes, and the client reconnects automatically after 1 to 4 seconds. The SDK
// then sends the requests that it kept, although it has reported their failure to the caller.
async function goodbye(bench, member) {
  const { report, tap, link, room } = bench
  const from = tap.mark
  const lines = tap.lines
  await direct('disconnect')
  const isGoodbye = ({ up, frame }) => !up && frame.method === 'signalwire.disconnect'
  const announced = await until(() => tap.frames.slice(from).find(isGoodbye))
  const answer = announced && await until(() => tap.answer(announced.frame.id, true))
  report.equal(answer?.result, {}, 'signalwire.disconnect is answered')
  let outcome
  room.audioMute({ memberId: member }).then(() => { outcome = 'done' }, () => { outcome = 'failed' })
  await pause(150)
  report.equal(outcome, undefined, 'after the disconnect the SDK keeps its requests')
  await direct('closeWith', { code: 1001 })
  await until(() => tap.lines > lines && link.at(-1) === 'connected', 6000)
  report.equal(link.at(-1), 'connected', 'the SDK reconnected')
  await until(() => tap.events('video.member.updated', from).length > 0)
  report.ok(tap.events('video.member.updated', from).some((e) => e.params.member.id === member),
    'the kept request runs, and its event arrives without a new subscription',
    tap.requests('signalwire.subscribe', from).length)
  await bench.agrees('after the reconnect the events had everything that getMembers returns')
}

async function again(bench) {
  const { report, started } = bench
  const { id, roomId } = bench.room
  await happens(bench, 'the room ends', 'endRoom', { room: id }, ['room.ended', { id }], ['video: room.ended', { id }])
  await happens(bench, 'the room starts again', 'startRoom', { name: 'first', members: 1 }, ['video: room.started', { name: 'first' }])
  const next = started.at(-1)
  report.ok(next.id !== id, 'the room session is new')
  report.equal(next.roomId, roomId, 'the room is the same')
  await bench.watch(next)
  await bench.does('lock in the new session', () => next.lock(), ['room.updated', { id: next.id, locked: true }])
}
