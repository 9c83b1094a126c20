// Drives a relay with the official SDK through every method of the RoomSession page.
//   node conformance.mjs --url ws://127.0.0.1:PORT --project P --token T [--sdk raw|v3|v4|both]
//                        [--life SECONDS | --directed]
// Prints a line per check, then "N passed, N failed"; exit 1 when one failed. Each SDK
// version ends the room it works in, so both need a room session each.
import { parseArgs } from 'node:util'
import { Bench } from './bench.mjs'
import { Report, show } from './harness.mjs'
import { rawChecks } from './raw.mjs'
import { audience } from './checks/audience.mjs'
import { directed } from './checks/directed.mjs'
import { life } from './checks/life.mjs'
import { dropping, ending, pings, refusals } from './checks/link.mjs'
import { media } from './checks/media.mjs'
import { memberMethods, pickMembers, unknownMember } from './checks/members.mjs'
import { connecting, reading, subscribing } from './checks/reads.mjs'
import { roomMethods } from './checks/room.mjs'
import * as v3 from './checks/v3.mjs'
import * as v4 from './checks/v4.mjs'
import { frames, handledOnce } from './checks/wire.mjs'
import { eventTypes } from './shapes.mjs'

const { values: options } = parseArgs({
  options: {
    url: { type: 'string' },
    project: { type: 'string' },
    token: { type: 'string' },
    sdk: { type: 'string', default: 'both' },
    life: { type: 'string' }, // seconds: watch a lively relay and send no commands
    directed: { type: 'boolean', default: false }, // the Go test changes the room
  },
})
const runs = { raw: ['raw'], v3: ['v3'], v4: ['v4'], both: ['raw', 'v3', 'v4'] }[options.sdk]
if (!runs || !options.url || !options.project || !options.token) {
  process.stderr.write('usage: node conformance.mjs --url URL --project P --token T [--sdk raw|v3|v4|both] [--life SECONDS | --directed]\n')
  process.exit(2)
}

// All events except those that only simulated life causes.
const commanded = eventTypes.filter((type) => !['video.room.started', 'video.member.talking'].includes(type))

console.error = () => {} // the SDK prints the refusals that the checks cause
const strays = []
process.on('unhandledRejection', (reason) => strays.push(show(reason)))

// A check that waits for ever would print nothing. A whole run takes about ten seconds.
setTimeout(() => { process.stdout.write('not ok the run ends in time\n'); process.exit(1) }, 100_000).unref()

let passed = 0
let failed = 0
for (const run of runs) {
  const report = new Report(`${run} `)
  strays.length = 0
  try {
    await mode(run)(report, run)
  } catch (error) {
    report.ok(false, 'the run reaches its end', error.stack ?? show(error))
  }
  report.equal(strays, [], 'every rejected promise was handled')
  passed += report.passed
  failed += report.failed
}
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exit(failed ? 1 : 0) // the SDKs keep timers that cannot be stopped

function mode(run) {
  if (run === 'raw') return (report) => rawChecks(report, options)
  return options.life ? watch : options.directed ? follow : command
}

async function command(report, version) {
  await refusals(report, version, options)
  const bench = await Bench.open(report, version, options)
  bench.room = await connecting(bench)
  if (!bench.room) return
  await reading(bench)
  await subscribing(bench)
  const people = await pickMembers(bench)
  await memberMethods(bench, people)
  await roomMethods(bench, people)
  await unknownMember(bench)
  await media(bench, people)
  await audience(bench, people)
  if (version === 'v3') await v3.listeners(bench)
  if (version === 'v4') await v4.features(bench, people)
  await dropping(bench, people[0])
  await pings(bench)
  await ending(bench)
  frames(bench, commanded)
  handledOnce(bench)
  await bench.close()
}

async function watch(report, version) {
  const bench = await Bench.open(report, version, options)
  bench.room = await connecting(bench)
  if (bench.room) await life(bench, Number(options.life))
  await bench.close()
}

async function follow(report, version) {
  const bench = await Bench.open(report, version, options)
  await directed(bench)
  frames(bench, ['video.room.started', 'video.member.talking'])
  if (version === 'v3') await v3.removed(bench)
  await bench.close()
}
