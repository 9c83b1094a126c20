// The frames outside methods: connect, subscribe, ping, disconnect, acknowledgement.
import { ids } from './ids.mjs'
import { pause, Recorder } from './recorder.mjs'
import { listenerKeys, versions } from './sdk.mjs'

const videoRooms = 'video.rooms'
const roomEvents = Object.keys(listenerKeys).filter((name) => !name.startsWith('room.'))

const subscriptions = [
  { channel: videoRooms, listeners: ['room.started', 'room.ended'] },
  { channel: ids.channel, listeners: ['member.updated'] },
  { channel: ids.channel, listeners: ['room.subscribed', 'member.joined', 'member.updated', 'member.left'] },
  { channel: ids.channel, listeners: ['member.updated.audioMuted', 'member.updated.deaf', 'member.talking.started', 'member.talking'] },
  { channel: ids.channel, listeners: ['room.subscribed', 'room.updated', 'room.ended', 'room.audienceCount'] },
  { channel: ids.channel, listeners: ['room.subscribed', ...roomEvents] },
]

const nothing = () => {}

export async function recordSession() {
  const rows = [
    { call: 'signalwire.connect', args: { project: ids.project, token: ids.token } },
    { call: 'signalwire.connect', args: { project: ids.project, token: ids.token, resume: true },
      note: 'after a drop; the protocol of the last result matches its authorization.signature' },
    { call: 'signalwire.connect', args: { project: ids.project, token: ids.token, resume: false },
      note: 'after a drop; it does not match' },
    { call: 'signalwire.ping', args: { timestamp: 1631692502.123 }, note: 'from the server; the answer' },
    { call: 'signalwire.event', args: {}, note: 'from the server; the answer; null if there is none' },
    { call: 'signalwire.disconnect', args: {}, note: 'from the server; the answer' },
    { call: 'disconnect', args: {}, note: 'no frame; the close code that the server sees' },
    ...subscriptions.map((args) => ({ call: 'subscribe', args })),
  ]
  for (const version of Object.keys(versions)) {
    const frames = [
      ...await recordConnects(version),
      ...await recordAnswers(version),
    ]
    for (const args of subscriptions) frames.push(await recordSubscribe(version, args))
    rows.forEach((row, i) => { row[version] = frames[i] })
  }
  return rows
}

async function recordConnects(version) {
  return [
    await connected(version, async () => {}),
    await connected(version, dropAndAsk, true),
    await connected(version, dropAndAsk, false),
  ]
}

// connected runs a step on a new connection and returns the last connect frame.
async function connected(version, step, resumable = true) {
  return withClient(version, async (recorder, sdk) => {
    await sdk.rooms()
    await step(recorder, sdk)
    return request(recorder.frames.findLast((frame) => frame.method === 'signalwire.connect'))
  }, resumable)
}

// A request while the socket is down makes the SDK connect at once, without its delay of seconds.
async function dropAndAsk(recorder, sdk) {
  recorder.drop()
  await pause(100)
  await sdk.rooms()
}

async function recordAnswers(version) {
  return withClient(version, async (recorder, sdk) => {
    await sdk.rooms()
    recorder.send({ id: 'ping', method: 'signalwire.ping', params: { timestamp: 1631692502.123 } })
    const ping = answer(await recorder.until((frame) => frame.id === 'ping'))
    recorder.event('video.unknown', {})
    const event = answer(await recorder.until((frame) => frame.id === 'event', 300))
    recorder.send({ id: 'bye', method: 'signalwire.disconnect', params: {} })
    const bye = answer(await recorder.until((frame) => frame.id === 'bye'))
    recorder.drop() // the announced close; the next request brings the client back
    await pause(100)
    await sdk.rooms()
    recorder.closes = []
    await sdk.close()
    while (recorder.closes.length === 0) await pause(5)
    return [ping, event, bye, { closes: recorder.closes[0] }]
  })
}

async function recordSubscribe(version, { channel, listeners }) {
  return withClient(version, async (recorder, sdk) => {
    const handlers = Object.fromEntries(listeners.map((name) => [name, nothing]))
    if (channel === videoRooms) await sdk.listenVideo(handlers)
    else await sdk.listen((await sdk.rooms())[0], handlers)
    await pause(150) // v3 checks its list again 100 ms after the last listener
    const sent = recorder.frames.filter((frame) => frame.method === 'signalwire.subscribe')
    if (sent.length !== 1) throw new Error(`one subscribe expected, got ${JSON.stringify(sent)}`)
    return request(sent[0])
  })
}

async function withClient(version, run, resumable = true) {
  const recorder = new Recorder()
  recorder.resumable = resumable
  await recorder.start()
  const sdk = await versions[version]({ url: recorder.url, project: ids.project, token: ids.token })
  try {
    return await run(recorder, sdk)
  } finally {
    sdk.close()
    await pause(20)
    recorder.stop()
  }
}

const request = (frame) => ({ method: frame.method, params: frame.params })
const answer = (frame) => (frame ? { result: frame.result } : null)
