// Writes session/testdata/wire/requests.json: what the official SDK sends for each call.
//   node record.mjs           write the file
//   node record.mjs --check   exit 1 when the file is not what the SDK sends
import { readFile, writeFile } from 'node:fs/promises'
import { calls, invoke } from './calls.mjs'
import { ids } from './ids.mjs'
import { Recorder } from './recorder.mjs'
import { recordSession } from './record-session.mjs'
import { versions } from './sdk.mjs'

const file = new URL('../../testdata/wire/requests.json', import.meta.url)

async function main() {
  const rows = []
  for (const [call, ...variants] of calls) {
    for (const { sdkOnly, note, ...args } of variants.length ? variants : [{}]) {
      rows.push({ call, args, ...(sdkOnly && { sdkOnly }), ...(note && { note }) })
    }
  }
  for (const version of Object.keys(versions)) await recordCalls(version, rows)
  rows.push(...await recordSession())
  rows.sort((a, b) => (a.call < b.call ? -1 : a.call > b.call ? 1 : 0)) // stable: variants keep their order

  const text = `[\n${rows.map(format).join(',\n')}\n]\n`
  if (!process.argv.includes('--check')) return writeFile(file, text)
  if (await readFile(file, 'utf8') !== text) throw new Error('requests.json differs: run node record.mjs and review the change')
  console.log(`${rows.length} calls are as recorded`)
}

async function recordCalls(version, rows) {
  const recorder = new Recorder()
  await recorder.start()
  const sdk = await versions[version]({ url: recorder.url, project: ids.project, token: ids.token })
  for (const row of rows) {
    // New objects each time, because v4 refuses calls on an object whose end it has seen.
    const objects = await objectsOf(sdk)
    row[version] = await recordCall(recorder, () => invoke(objects, row.call, row.args))
  }
  await sdk.close()
  recorder.stop()
}

async function objectsOf(sdk) {
  const [room] = await sdk.rooms()
  const [recordings, playbacks, streams, members] = await Promise.all(
    [room.getRecordings(), room.getPlaybacks(), room.getStreams(), room.getMembers()])
  return {
    video: sdk.video,
    room,
    recording: recordings.recordings[0],
    playback: playbacks.playbacks[0],
    stream: streams.streams[0],
    member: members.members[0],
  }
}

async function recordCall(recorder, run) {
  recorder.frames = []
  try {
    await run()
  } catch (error) {
    return { throws: error.message }
  }
  const requests = recorder.frames.filter((frame) => frame.method)
  if (requests.length !== 1) throw new Error(`one request expected, got ${JSON.stringify(requests)}`)
  return { method: requests[0].method, params: requests[0].params }
}

function format(row) {
  const fields = Object.entries(row).map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`)
  return `  {\n${fields.join(',\n')}\n  }`
}

await main()
process.exit(0) // the SDKs keep timers that cannot be stopped
