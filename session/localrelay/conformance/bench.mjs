// A Bench is one SDK client, connected to the relay through a tap. It has a log of the arguments of its handlers, and
// the helpers that the checks use.
import { isDeepStrictEqual } from 'node:util'
import { matches, patience, pause, show, until, within } from './harness.mjs'
import { listenerKeys, versions } from './sdk.mjs'
import { Tap } from './tap.mjs'

// The properties of the SDK's objects. The SDK changes the objects in place, so the log keeps copies.
const properties = [
  'id', 'roomId', 'roomSessionId', 'name', 'displayName', 'type', 'parentId', 'requestedPosition', 'currentPosition',
  'visible', 'audioMuted', 'videoMuted', 'deaf', 'inputVolume', 'outputVolume', 'inputSensitivity', 'handraised',
  'talking', 'meta', 'eventChannel', 'layoutName', 'hideVideoMuted', 'recording', 'streaming', 'locked',
  'prioritizeHandraise', 'state', 'url', 'volume', 'position', 'seekable', 'startedAt', 'endedAt', 'duration',
  'total', 'layout',
]

export const plain = (object) => Object.fromEntries(properties
  .map((name) => [name, object?.[name]])
  .filter(([, value]) => value !== undefined && typeof value !== 'function') // a room's deaf is a method
  .map(([name, value]) => [name, value instanceof Date ? value : structuredClone(value)]))

export const roomEvents = Object.keys(listenerKeys).filter((name) => name !== 'room.audience_count')

export class Bench {
  seen = []          // { event, value } in the order of the handlers
  link = []          // 'connected', 'reconnecting'

  static async open(report, version, options) {
    const bench = new Bench()
    bench.report = report
    bench.version = version
    bench.options = options
    bench.tap = await new Tap(options.url).start()
    bench.sdk = await versions[version]({
      ...options,
      url: bench.tap.url,
      session: {
        connected: () => bench.link.push('connected'),
        reconnecting: () => bench.link.push('reconnecting'),
      },
    })
    return bench
  }

  async close() {
    this.sdk.close()
    await pause(100)
    this.tap.stop()
  }

  // watch adds handlers for the named events of the room. When it returns, the room's full state has arrived.
  async watch(room, events = roomEvents) {
    this.room = room
    await within(patience, this.sdk.listen(room, this.handlers(events)))
    await until(() => this.tap.events('video.room.subscribed').length > 0)
  }

  handlers(events) {
    return Object.fromEntries(events.map((event) => [event, (value) => this.seen.push({ event, value: plain(value) })]))
  }

  // does runs a call that must succeed and waits for the events that must follow. An expectation is [event, fields],
  // with fields as in matches.
  async does(name, run, ...expected) {
    const from = this.seen.length
    this.lastMark = this.tap.mark
    let value
    try {
      value = await within(patience, run())
    } catch (error) {
      this.report.ok(false, `${name} succeeds`, error)
      return undefined
    }
    this.report.ok(true, `${name} succeeds`)
    for (const [event, fields] of expected) {
      const found = await until(() => this.seen.slice(from).find((e) => e.event === event && matches(e.value, fields)))
      const others = this.seen.slice(from).filter((e) => e.event === event).map((e) => e.value)
      this.report.ok(found, `${name}: ${event} follows`, `want ${describe(fields)}, ${event} came with ${show(others)}`)
    }
    return value
  }

  // none runs a call and checks that no event of the given name follows.
  async none(name, event, fields, run) {
    const from = this.seen.length
    await run()
    await pause(60)
    const found = this.seen.slice(from).find((e) => e.event === event && matches(e.value, fields))
    this.report.ok(!found, name, found)
  }

  // members reads the members as they are on the wire.
  async members() { return (await this.read()).members }

  // read returns the members, and the index of the frame with the answer.
  async read() {
    const from = this.tap.mark
    await within(patience, this.room.getMembers())
    const [request] = this.tap.requests('video.members.get', from)
    const at = this.tap.frames.findIndex(({ up, frame }) => !up && !frame.method && frame.id === request.id)
    return { members: this.tap.frames[at].frame.result.members, at }
  }

  async member(id) { return (await this.members()).find((m) => m.id === id) }

  // wire returns the last event of a type since the last call of does.
  async wire(type, test = () => true) {
    return until(() => this.tap.events(type, this.lastMark).findLast((e) => test(e.params)))
  }

  // layers returns the layers of the last layout.changed since the last call of does that passes the test.
  async layers(test = () => true) {
    const event = await this.wire('video.layout.changed', ({ layout }) => test(layout.layers))
    return event?.params.layout.layers
  }

  // mirror returns the members according to the events, from the last full state up to a frame.
  mirror(end) {
    const all = this.tap.events(undefined, 0, end)
    const start = all.findLastIndex((e) => e.event_type === 'video.room.subscribed')
    const members = new Map(all[start].params.room_session.members.map((m) => [m.id, m]))
    for (const { event_type: type, params: { member } } of all.slice(start + 1)) {
      if (type === 'video.member.joined') members.set(member.id, member)
      if (type === 'video.member.left') members.delete(member.id)
      if (type === 'video.member.updated' || type === 'video.member.talking') members.set(member.id, { ...members.get(member.id), ...member })
    }
    return members
  }

  // agrees checks that the events contained everything that a read returns.
  async agrees(name) {
    const { members, at } = await this.read()
    const mirrored = this.mirror(at)
    const faults = []
    for (const member of members) {
      const known = mirrored.get(member.id) ?? {}
      for (const [field, value] of Object.entries(member)) {
        if (!isDeepStrictEqual(known[field], value)) faults.push(`${member.name}.${field}: event ${show(known[field])}, read ${show(value)}`)
      }
      mirrored.delete(member.id)
    }
    for (const member of mirrored.values()) faults.push(`${member.name} is missing from the read`)
    this.report.ok(faults.length === 0, name, faults.join('; '))
  }
}

const describe = (fields) => show(Object.fromEntries(Object.entries(fields)
  .map(([name, value]) => [name, value?.want ?? value])))
