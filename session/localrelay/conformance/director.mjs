// Asks the Go test, which holds the relay, to let something happen in the room: people come,
// talk and go by themselves, lines break. One JSON line each way; ours starts with "@ ".
import { createInterface } from 'node:readline'
import { patience, within } from './harness.mjs'

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

// direct gives what the relay's method returned (see direct in conformance_test.go).
export async function direct(action, args = {}) {
  process.stdout.write(`@ ${JSON.stringify({ action, ...args })}\n`)
  const { value } = await within(patience, answers.next())
  const { result, error } = JSON.parse(value)
  if (error) throw new Error(error)
  return result
}
