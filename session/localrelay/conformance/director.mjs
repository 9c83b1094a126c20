// Asks the Go test, which owns the relay, to change the room: people join, talk and leave, connections break. Each
// direction uses one JSON line. Lines of this program start with "@ ".
import { createInterface } from 'node:readline'
import { patience, within } from './harness.mjs'

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

// direct returns the result of the relay's method (see direct in direct_test.go).
export async function direct(action, args = {}) {
  process.stdout.write(`@ ${JSON.stringify({ action, ...args })}\n`)
  const { value } = await within(patience, answers.next())
  const { result, error } = JSON.parse(value)
  if (error) throw new Error(error)
  return result
}
