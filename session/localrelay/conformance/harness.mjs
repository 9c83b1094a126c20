// Counting and printing of checks, and comparing.
import { isDeepStrictEqual, inspect } from 'node:util'

// Report prints one line per check, in the manner of TAP.
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

  // refused runs a call that must fail. codes: the texts of `code` that are right; without
  // them every failure that the server told is (the service's codes are not all known).
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

  // settles runs a call that must succeed and gives its value, undefined after a failure.
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

// matches compares only what want names; a function in want is asked.
export function matches(got, want) {
  if (typeof want === 'function') return Boolean(want(got))
  if (want === null || typeof want !== 'object' || Array.isArray(want)) return isDeepStrictEqual(got, want)
  return got !== null && typeof got === 'object'
    && Object.entries(want).every(([name, value]) => matches(got[name], value))
}

// exactly asks for the whole value where matches would look at the named fields only.
export const exactly = (want) => Object.assign((got) => isDeepStrictEqual(got, want), { want })

// patience is how long something that must come may take: only failures wait so long, and
// a machine that builds beside may be slow.
export const patience = 5000

// pause lets what has arrived meanwhile be read before it ends, also when the machine was busy.
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

// until waits for something to become true; it gives the last value.
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
