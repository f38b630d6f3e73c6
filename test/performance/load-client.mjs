import net from 'node:net';

/**
 * A load generator that costs as little as can be, since it shares the cores with what it measures: keep-alive
 * connections, requests built by the caller, answers read by their length.
 *
 * @typedef {{ status: number, latencyMs: number }} Answer
 */

/** @param {{ method: string, path: string, token: string, key?: string, body: string }} request */
export function bytesOf({ method, path, token, key, body }) {
  const keyLine = key === undefined ? '' : `Idempotency-Key: ${key}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer ${token}\r\n${keyLine}Accept-Language: en\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** One connection that sends one request at a time. */
export class Connection {
  /** @param {number} port @param {string} [localAddress] that the server sees */
  constructor(port, localAddress) {
    this.address = { port, host: '127.0.0.1', localAddress, noDelay: true };
    this.buffer = null;
    this.pending = null;
    this.open();
  }

  open() {
    this.socket = net.connect(this.address);
    this.socket.on('data', (chunk) => this.receive(chunk));
    this.socket.on('error', (error) => this.fail(error));
    this.socket.on('close', () => this.fail(new Error('the server closed the connection')));
  }

  /** @returns {Promise<number>} the status of the answer */
  send(bytes) {
    // The server closes a connection that was idle for long.
    if (this.socket.destroyed) this.open();
    return new Promise((resolve, reject) => {
      this.pending = { resolve, reject };
      this.socket.write(bytes);
    });
  }

  close() {
    this.pending = null;
    this.socket.destroy();
  }

  receive(chunk) {
    this.buffer = this.buffer === null ? chunk : Buffer.concat([this.buffer, chunk]);
    const end = this.buffer.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.buffer.latin1Slice(0, end);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.buffer.length < end + 4 + length) return;
    this.lastBody = this.buffer.subarray(end + 4, end + 4 + length);
    this.buffer = null;
    const pending = this.pending;
    this.pending = null;
    pending?.resolve(Number(head.slice(9, 12)));
  }

  fail(error) {
    this.pending?.reject(error);
    this.pending = null;
  }
}

/**
 * Sends as fast as the answers come on so many connections, for so long.
 *
 * @param {{ port: number, connections: number, seconds: number, next: (n: number) => string }} load `next` makes the nth request
 */
export async function closedLoop({ port, connections, seconds, next }) {
  const until = performance.now() + seconds * 1000;
  const counts = new Map();
  const latencies = [];
  let n = 0;
  let example = '';
  const started = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const connection = new Connection(port);
      while (performance.now() < until) {
        const sent = performance.now();
        const status = await connection.send(next(n++));
        latencies.push(performance.now() - sent);
        counts.set(status, (counts.get(status) ?? 0) + 1);
        if (status >= 400 && example === '') example = connection.lastBody.toString();
      }
      connection.close();
    }),
  );
  const elapsed = (performance.now() - started) / 1000;
  return { perSecond: latencies.length / elapsed, latencies, counts, example };
}

/**
 * Sends one request at a time over one connection, for so long: blocks of each kind in turn, so that what slows the
 * machine slows all of them.
 *
 * @param {{ port: number, seconds: number, block: number, kinds: Record<string, (n: number) => string> }} load
 */
export async function oneByOne({ port, seconds, block, kinds }) {
  const until = performance.now() + seconds * 1000;
  const latencies = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []]));
  const counts = new Map();
  let n = 0;
  let example = '';
  const connection = new Connection(port);
  while (performance.now() < until) {
    for (const [kind, next] of Object.entries(kinds)) {
      for (let at = 0; at < block; at += 1) {
        const bytes = next(n++);
        const sent = performance.now();
        const status = await connection.send(bytes);
        latencies[kind].push(performance.now() - sent);
        counts.set(status, (counts.get(status) ?? 0) + 1);
        if (status >= 400 && example === '') example = connection.lastBody.toString();
      }
    }
  }
  connection.close();
  return { latencies, counts, example };
}

/**
 * Sends at a fixed rate whatever the answers do; latency counts from the intended start, so that a stall is not hidden
 * by the requests that it kept from being sent.
 */
export async function openLoop({ port, connections, seconds, perSecond, next }) {
  const free = Array.from({ length: connections }, () => new Connection(port));
  const waiting = [];
  const latencies = [];
  const counts = new Map();
  const started = performance.now();
  const total = Math.floor(perSecond * seconds);
  let n = 0;
  let done = 0;
  await new Promise((resolve, reject) => {
    const dispatch = () => {
      while (waiting.length > 0 && free.length > 0) {
        const intended = waiting.shift();
        const connection = free.pop();
        connection.send(next(n++)).then((status) => {
          latencies.push(performance.now() - intended);
          counts.set(status, (counts.get(status) ?? 0) + 1);
          free.push(connection);
          done += 1;
          if (done === total) resolve();
          else dispatch();
        }, reject);
      }
    };
    let issued = 0;
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * perSecond));
      for (; issued < due; issued += 1) waiting.push(started + (issued / perSecond) * 1000);
      if (issued === total) clearInterval(timer);
      dispatch();
    }, 1);
  });
  for (const connection of free) connection.close();
  return { perSecond: total / ((performance.now() - started) / 1000), latencies, counts };
}

/** @param {number[]} values @param {number} share 0 to 1 */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
