// Sends every frame of session/testdata/wire/events to both SDK versions and checks that the handler of its event runs.
// This proves that the SDK understands the frames.
import { readdir, readFile } from 'node:fs/promises'
import { pause, Report, until } from './harness.mjs'
import { ids } from './ids.mjs'
import { Recorder } from './recorder.mjs'
import { listenerKeys, versions } from './sdk.mjs'

const folder = new URL('../../testdata/wire/events/', import.meta.url)

// The names of the handlers that differ from the event's name.
const handlers = { 'room.audience_count': 'room.audienceCount' }
const ignored = ['member.promoted', 'member.demoted'] // for browser clients only

const frames = []
for (const file of (await readdir(folder)).filter((name) => name.endsWith('.json'))) {
  frames.push(JSON.parse(await readFile(new URL(file, folder), 'utf8')))
}
// The end of the room comes last, because the SDK then forgets the room.
const order = (frame) => (frame.params.event_type === 'video.room.ended' ? 1 : 0)
frames.sort((a, b) => order(a) - order(b))

let failed = 0
for (const version of Object.keys(versions)) {
  const report = new Report(`${version} `)
  await replay(report, version)
  failed += report.failed
}
process.stdout.write(`${failed} failed\n`)
process.exit(failed ? 1 : 0)

async function replay(report, version) {
  const recorder = new Recorder()
  await recorder.start()
  const sdk = await versions[version]({ url: recorder.url, project: ids.project, token: ids.token })
  const [room] = await sdk.rooms()
  const seen = []
  const log = (names) => Object.fromEntries(names.map((name) => [name, () => seen.push(name)]))
  await sdk.listenVideo(log(['room.started', 'room.ended']))
  await sdk.listen(room, log(Object.keys(listenerKeys).filter((name) => name !== 'room.started')))
  await pause(150)
  for (const frame of frames) {
    const name = frame.params.event_type.replace('video.', '')
    const from = seen.length
    recorder.send(frame)
    if (ignored.includes(name)) continue
    await until(() => seen.slice(from).includes(handlers[name] ?? name), 500)
    report.ok(seen.slice(from).includes(handlers[name] ?? name), `${name} reaches its handler`, seen.slice(from))
  }
  sdk.close()
  await pause(50)
  recorder.stop()
}
