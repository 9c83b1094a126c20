// A third program in a room whose floor two consoles share: it watches the microphones with the official SDK and opens
// or closes them when the Go test (floor_test.go) says so. One JSON line for each request and each answer.
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { patience, show, within } from './harness.mjs'
import { versions } from './sdk.mjs'

const { values: options } = parseArgs({
  options: { url: { type: 'string' }, project: { type: 'string' }, token: { type: 'string' }, sdk: { type: 'string' } },
})
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`)
const seen = {} // by member: is the microphone off? From the first time that it is on, without repeats

function note(member) {
  if (typeof member?.audioMuted !== 'boolean') return
  const states = seen[member.id] ??= []
  if (states.at(-1) !== member.audioMuted && (states.length || !member.audioMuted)) states.push(member.audioMuted)
}

const sdk = await versions[options.sdk](options)
const [{ id }] = await within(patience, sdk.rooms())
const room = await within(patience, sdk.room(id))
await within(patience, sdk.listen(room, { 'member.updated': note }))
say({ ready: id })

for await (const line of createInterface({ input: process.stdin })) {
  const { method, memberId } = JSON.parse(line)
  try {
    if (method) await within(patience, room[method]({ memberId }))
    say({ seen })
  } catch (error) {
    say({ error: show(error) })
  }
}
process.exit(0) // the SDKs keep timers that cannot be stopped
