// v4 only: listeners on started objects, promises that end with the object, its own position tracking, and listeners
// that can be removed.
import { patience, pause, until, within } from '../harness.mjs'

export async function features(bench, people) {
  await startedThings(bench)
  await tracking(bench, people[0])
  await unlisten(bench)
}

async function startedThings({ report, room }) {
  const calls = []
  const log = (name) => (object) => calls.push([name, object.state])
  const listen = { onStarted: log('started'), onUpdated: log('updated'), onEnded: log('ended') }
  const things = [
    ['startRecording', () => room.startRecording({ listen }),
      async (r) => { await r.pause(); await r.resume() }, ['recording', 'paused', 'recording', 'completed']],
    ['play', () => room.play({ url: 'https://example.com/foo.mp4', listen }),
      async (p) => { await p.pause(); await p.resume() }, ['playing', 'paused', 'playing', 'completed']],
    ['startStream', () => room.startStream({ url: 'rtmp://example.com/live', listen: { onStarted: listen.onStarted, onEnded: listen.onEnded } }),
      async () => {}, ['streaming', 'completed']],
  ]
  // One after the other, because v4 takes the room's first start and end for its own.
  for (const [name, start, change, states] of things) {
    calls.length = 0
    const promise = start()
    promise.catch(() => {})
    const object = await within(patience, promise.onStarted()).catch((error) => error)
    if (!report.ok(typeof object.stop === 'function', `${name} with listeners starts`, object)) continue
    await change(object)
    await object.stop()
    const ended = await within(patience, promise).catch((error) => error)
    report.matches(ended, { id: object.id, state: 'completed' }, `${name}: the promise ends with it`)
    await pause(30)
    report.ok(states.every((state) => calls.some(([, s]) => s === state)), `${name}: its listeners are called`, calls)
  }
}

async function tracking(bench, memberId) {
  const { room } = bench
  await room.videoUnmute({ memberId })
  await room.setLayout({ name: '3x3' })
  await pause(50)
  for (const [position, current] of [['standard-7', 'standard-7'], ['off-canvas', 'off-canvas']]) {
    await bench.does(`setMemberPosition ${position}`, () => room.setMemberPosition({ memberId, position }),
      ['member.updated', { id: memberId, requestedPosition: position, currentPosition: current }])
  }
  await room.setMemberPosition({ memberId, position: 'auto' })
}

async function unlisten({ report, room, tap }) {
  let calls = 0
  const stop = await room.listen({ onRoomUpdated: () => { calls++ } })
  await room.lock()
  await until(() => calls > 0)
  report.equal(calls, 1, 'listen adds a listener')
  await stop()
  const from = tap.mark
  await room.unlock()
  await until(() => tap.events('video.room.updated', from).length)
  await pause(30)
  report.equal(calls, 1, 'the function that listen returns removes it')
  report.equal(tap.requests('signalwire.subscribe', from).length, 0, 'removing it sends nothing')
}
