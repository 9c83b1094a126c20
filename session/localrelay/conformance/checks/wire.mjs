// Checks of all frames after the run.
import { eventTypes, faultsOfEvent } from '../shapes.mjs'

// handledOnce compares the events that the relay sent with the handler calls. v4 calls member.updated twice and also
// for its own position tracking (its own fault), so that event is left out there.
export function handledOnce({ report, tap, seen, version }) {
  for (const type of eventTypes) {
    if (version === 'v4' && type === 'video.member.updated') continue
    const name = type === 'video.room.audience_count' ? 'room.audienceCount' : type.replace('video.', '')
    report.equal(seen.filter((e) => e.event === name).length, tap.events(type).length, `${name} is called once per event`)
  }
}

// The SDK gives up after 10 s. The delay that directed checks request is 0.3 s.
const slowAfter = 2000

export function frames({ report, tap, version }, expectedTypes = eventTypes) {
  const events = tap.events()
  for (const type of expectedTypes) {
    const some = events.filter((e) => e.event_type === type)
    const faults = [...new Set(some.flatMap(faultsOfEvent))]
    report.ok(some.length > 0 && faults.length === 0, `${type} has the fields and types of the protocol (${some.length} seen)`,
      some.length ? faults.slice(0, 5).join('; ') : 'none was sent')
  }
  const unknown = events.map((e) => e.event_type).filter((type) => !eventTypes.includes(type))
  report.equal([...new Set(unknown)], [], 'no event of an unknown type')

  const relay = tap.frames.filter(({ up }) => !up)
  const ids = relay.filter(({ frame }) => frame.method).map(({ frame }) => frame.id)
  report.ok(ids.every((id) => typeof id === 'string' && id) && new Set(ids).size === ids.length, 'every frame of the relay has an id of its own')
  report.ok(relay.every(({ frame }) => frame.jsonrpc === '2.0'), 'every frame of the relay has jsonrpc 2.0')
  const payloads = relay.filter(({ frame }) => frame.method === 'signalwire.event')
    .map(({ line, frame: { params } }) => JSON.stringify([line, params]))
  report.ok(new Set(payloads).size === payloads.length, 'no event is sent twice on a connection',
    payloads.find((p, i) => payloads.indexOf(p) !== i))
  const misplaced = events.filter((e) => e.params?.room_session_id === undefined && e.event_type !== 'video.room.subscribed')
  report.equal(misplaced, [], 'every event names its room session')
  acknowledgements(report, tap, version)
  answers(report, tap)
}

function acknowledgements(report, tap, version) {
  const sent = tap.frames.filter(({ up, frame }) => !up && frame.method === 'signalwire.event')
  const acks = sent.filter(({ frame }) => tap.answer(frame.id, true)).length
  // A dropped connection may have had no time to acknowledge the last events.
  const good = version === 'v3' ? acks === 0 : acks > 0.9 * sent.length
  report.ok(good, version === 'v3' ? 'v3 acknowledges no event' : 'v4 acknowledges events, and the relay accepts it', `${acks} of ${sent.length}`)
}

function answers(report, tap) {
  const asked = tap.frames.filter(({ up, frame }) => up && frame.method)
  const byId = new Map()
  for (const entry of tap.frames) if (!entry.up && !entry.frame.method) byId.set(entry.frame.id, [...byId.get(entry.frame.id) ?? [], entry])
  const silent = asked.filter(({ frame }) => !byId.has(frame.id)).map(({ frame }) => frame.method)
  report.equal(silent, [], 'every request is answered')
  report.ok([...byId.values()].every((list) => list.length === 1), 'every request is answered once')
  const slow = asked.filter(({ at, frame }) => byId.get(frame.id)?.[0].at - at > slowAfter).map(({ frame }) => frame.method)
  report.equal(slow, [], `every answer arrives within ${slowAfter} ms`)
  const odd = asked.flatMap(({ frame }) => {
    const { result, error } = byId.get(frame.id)?.[0].frame ?? {}
    if (frame.method === 'signalwire.connect') return []
    const good = error ? typeof error.message === 'string' && error.code !== undefined
      : typeof result?.code === 'string' && /^\d{3}$/.test(result.code) && typeof result.message === 'string'
    return good ? [] : [`${frame.method}: ${JSON.stringify(result ?? error).slice(0, 200)}`]
  })
  report.equal(odd, [], 'every answer has a code and a message')
}
