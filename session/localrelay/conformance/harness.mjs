// Counts, prints and compares checks.
import { isDeepStrictEqual, inspect } from 'node:util'

// Report prints one line per check, like TAP.
export class Report {
  passed = 0
  failed = 0

  constructor(prefix = '') { this.prefix = prefix }

  ok(good, name, detail) {
    const line = `${good ? 'ok' : 'not ok'} ${this.prefix}${name}`
    process.stdout.write(good || detail === undefined ? `${line}\n` : `${line}\n  # ${show(detail)}\n`)
    good ? this.passed++ : this.failed++
    return good
  }

  equal(got, want, name) {
    return this.ok(isDeepStrictEqual(got, want), name, `got ${show(got)}, want ${show(want)}`)
  }

  matches(got, want, name) {
    return this.ok(matches(got, want), name, `got ${show(got)}, want ${show(want)}`)
  }

  // refused runs a call that must fail. codes are the accepted texts of `code`. Without them, every error from the
  // server is accepted, because the service's codes are not all known.
  async refused(name, run, ...codes) {
    let value
    try {
      value = await within(patience, run())
    } catch (error) {
      const code = String(error?.code)
      const good = codes.length ? codes.includes(code) : error?.code !== undefined && typeof error.message === 'string'
      return this.ok(good, `${name} is refused${codes.length ? ` with ${codes.join(' or ')}` : ''}`, error)
    }
    return this.ok(false, `${name} is refused`, `it returned ${show(value)}`)
  }

  // settles runs a call that must succeed and returns its value, or undefined after a failure.
  async settles(name, run) {
    try {
      const value = await within(patience, run())
      this.ok(true, `${name} succeeds`)
      return value
    } catch (error) {
      this.ok(false, `${name} succeeds`, error)
    }
  }
}

// matches compares only the fields of want. A function in want is called with the value.
export function matches(got, want) {
  if (typeof want === 'function') return Boolean(want(got))
  if (want === null || typeof want !== 'object' || Array.isArray(want)) return isDeepStrictEqual(got, want)
  return got !== null && typeof got === 'object'
    && Object.entries(want).every(([name, value]) => matches(got[name], value))
}

// exactly compares the whole value, where matches would compare only the named fields.
export const exactly = (want) => Object.assign((got) => isDeepStrictEqual(got, want), { want })

// patience is the limit of a wait for something that must happen. Only failures wait so long, but a machine that also
// builds may be slow.
export const patience = 5000

// pause waits, and then lets everything that has arrived be handled, even on a busy machine.
export const pause = (ms) => new Promise((done) => setTimeout(() => setImmediate(() => setImmediate(done)), ms))

export async function within(ms, promise) {
  let timer
  const late = new Promise((_, fail) => { timer = setTimeout(() => fail(new Error(`nothing after ${ms} ms`)), ms) })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

// until waits for a condition and returns its last value.
export async function until(test, ms = patience) {
  let value = test()
  for (const end = Date.now() + ms; !value && Date.now() < end; value = test()) await pause(4)
  return value
}

export function show(value) {
  if (typeof value === 'string') return value
  if (value instanceof Error) return `${value.name}: ${value.message}${value.code === undefined ? '' : ` (code ${value.code})`}`
  return inspect(value, { depth: 6, breakLength: Infinity, compact: true, maxArrayLength: 8 })
}
