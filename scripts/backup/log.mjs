import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { withAdvisoryLock } from '../postgres/advisory-lock.mjs';
import { StartFailure } from '../start/failure.mjs';
import { makeFolder } from '../start/files.mjs';
import { decryptFile, decryptText, encryptFile, encryptText, readNote, verifyFile } from './encrypted-file.mjs';

const CHAIN = 'loyalty_log_';
/** One process alone archives at a time. */
const LOCK = { key: 7_335_106, waiting: 'Waiting for another process, which archives the log' };
const REACHED = 'reached';
/** A segment begins with the head of its first page, which is no record. */
const HEAD_BYTES = 40n;

/**
 * The archive of the write-ahead log in `BACKUP_DIR/log`. Each chain is a folder, named by the replication slot that keeps the
 * server from reusing segments that were not copied yet. A restored database has no slots, so it begins a chain of its own
 * and never writes between the segments of another.
 *
 * @typedef {{ upTo: string, last: string | null, segmentBytes: number }} Reached `upTo`: everything acknowledged before this is in the log up to the segment
 *   `last`
 */

/** The chain to which the server archives. A new one begins when there is none, or when the server dropped a part of it. */
export function openChain(client) {
  return withAdvisoryLock(client, LOCK, async () => {
    const { rows } = await client.query(
      'SELECT slot_name AS name, wal_status AS status FROM pg_replication_slots WHERE starts_with(slot_name, $1) ORDER BY 1',
      [CHAIN],
    );
    const alive = rows.find(({ status }) => status !== 'lost');
    for (const { name } of rows.filter((row) => row !== alive)) await dropSlot(client, name);
    if (alive !== undefined) return alive.name.slice(CHAIN.length);
    const chain = crypto.randomBytes(4).toString('hex');
    await client.query('SELECT pg_create_physical_replication_slot($1, true)', [CHAIN + chain]);
    return chain;
  });
}

/** Drops the slots when nobody archives the log any more, so that the server may reuse it. */
export async function closeChains(client) {
  const { rows } = await client.query(
    'SELECT slot_name AS name FROM pg_replication_slots WHERE starts_with(slot_name, $1) AND NOT active',
    [CHAIN],
  );
  for (const { name } of rows) await dropSlot(client, name);
}

function dropSlot(client, name) {
  return client.query('SELECT pg_drop_replication_slot($1)', [name]);
}

/**
 * Ends the segment that the server writes, if anything is in it, and copies all that are not copied yet.
 *
 * @param {import('pg').Client} client of the superuser
 * @param {{ cluster: string, store: import('./store.mjs').Store }} options
 * @returns {Promise<Reached & { chain: string }>}
 */
export async function archiveLog(client, { cluster, store }) {
  const chain = await openChain(client);
  return withAdvisoryLock(client, LOCK, async () => {
    const folder = path.join(store.logFolder, chain);
    makeFolder(folder, 0o700);
    const before = await readReached(store, chain);
    const now = await endSegment(client, chain);
    const size = BigInt(now.segmentBytes);
    let last = before?.last ?? null;
    for (let number = now.kept / size; number <= now.complete; number += 1n) {
      const name = nameOf(now.timeline, number, size);
      const until = number === now.complete ? now.at : (before?.upTo ?? new Date(0).toISOString());
      await copySegment(path.join(cluster, 'pg_wal', name), { store, chain, name, until });
      last = name;
    }
    const reached = { upTo: now.at, last, segmentBytes: now.segmentBytes };
    await writeReached(store, chain, reached);
    const next = (now.complete + 1n) * size;
    if (next > now.kept)
      await client.query(
        "SELECT pg_replication_slot_advance($1, least('0/0'::pg_lsn + $2::numeric, pg_current_wal_flush_lsn()))",
        [CHAIN + chain, String(next)],
      );
    return { chain, ...reached };
  });
}

/** The moment, the position up to which the log is complete, and the position from which the slot keeps it. */
async function endSegment(client, chain) {
  const { rows } = await client.query(
    `SELECT clock_timestamp() AS at, (pg_current_wal_insert_lsn() - '0/0')::text AS written, (s.restart_lsn - '0/0')::text AS kept,
       (SELECT setting::int FROM pg_settings WHERE name = 'wal_segment_size') AS size,
       (SELECT timeline_id FROM pg_control_checkpoint()) AS timeline
     FROM pg_replication_slots s WHERE slot_name = $1`,
    [CHAIN + chain],
  );
  const [{ at, written, kept, size, timeline }] = rows;
  const segment = BigInt(size);
  let complete = BigInt(written) / segment - 1n;
  if (BigInt(written) % segment > HEAD_BYTES) {
    const { rows: ended } = await client.query("SELECT (pg_switch_wal() - '0/0')::text AS lsn");
    complete = (BigInt(ended[0].lsn) - 1n) / segment;
  }
  return { at: at.toISOString(), kept: BigInt(kept), complete, segmentBytes: size, timeline };
}

async function copySegment(from, { store, chain, name, until }) {
  const to = path.join(store.logFolder, chain, name);
  if (fs.existsSync(to)) return;
  const draft = `${to}.partial`;
  fs.rmSync(draft, { force: true });
  const copied = await encryptFile(from, draft, {
    key: store.keys[0],
    name: nameInStore(chain, name),
    note: { until },
  });
  if (copied === undefined)
    throw new StartFailure(`The server gave away the segment ${name} of its log before it was copied.`);
  fs.renameSync(draft, to);
}

async function writeReached(store, chain, reached) {
  const file = path.join(store.logFolder, chain, REACHED);
  const draft = `${file}.partial`;
  fs.rmSync(draft, { force: true });
  await encryptText(JSON.stringify(reached), draft, { key: store.keys[0], name: nameInStore(chain, REACHED) });
  fs.renameSync(draft, file);
}

/** @returns {Promise<Reached | undefined>} undefined: nothing of the chain was archived */
export async function readReached(store, chain) {
  const file = path.join(store.logFolder, chain, REACHED);
  const text = await decryptText(file, { keys: store.keys, name: nameInStore(chain, REACHED) });
  return text === undefined ? undefined : JSON.parse(text);
}

/**
 * The segments that bring a base backup to a moment. Refuses by name where one of them is missing, and where the log does not
 * reach that far.
 *
 * @param {{ log: import('./manifest.mjs').LogPosition, createdAt: string }} manifest of the base
 * @param {Date | undefined} to undefined: as far as the log reaches
 * @returns {Promise<{ names: string[], upTo: string | null }>} `upTo` null: the base alone
 */
export async function segmentsTo(store, { log, createdAt }, to) {
  const reached = await readReached(store, log.chain);
  if (to !== undefined && (reached === undefined || to > new Date(reached.upTo)))
    throw new StartFailure(
      `The log reaches until ${reached?.upTo ?? createdAt}, and nothing after that can be restored: ask for an earlier moment.`,
    );
  if (reached === undefined) return { names: [], upTo: null };
  const names = [];
  if (reached.last !== null && reached.last > log.last) {
    const { timeline, number } = partsOf(log.last, log.segmentBytes);
    const end = partsOf(reached.last, log.segmentBytes).number;
    for (let next = number + 1n; next <= end; next += 1n) {
      const name = nameOf(timeline, next, BigInt(log.segmentBytes));
      const note = await readNote(path.join(store.logFolder, log.chain, name), nameInStore(log.chain, name));
      if (note === undefined)
        throw new StartFailure(
          `The log is not whole: ${nameInStore(log.chain, name)} is missing. Take another copy, or an earlier moment.`,
        );
      names.push(name);
      if (to !== undefined && new Date(note.until) >= to) break;
    }
  }
  return { names, upTo: reached.upTo };
}

/** Decrypts a segment. Refuses one, by its name, that differs from what was written. */
export async function copySegmentBack(store, chain, name, to) {
  const from = path.join(store.logFolder, chain, name);
  const options = { keys: store.keys, name: nameInStore(chain, name) };
  if ((await decryptFile(from, to, options)) === undefined)
    throw new StartFailure(
      `The log is not whole: ${options.name} is missing. Take another copy, or an earlier moment.`,
    );
}

/** Refuses a segment, by its name, that differs from what was written. */
export async function verifySegment(store, chain, name) {
  await verifyFile(path.join(store.logFolder, chain, name), { keys: store.keys, name: nameInStore(chain, name) });
}

/** The name of a file of the log, as refusals say it. */
function nameInStore(chain, name) {
  return `log/${chain}/${name}`;
}

/** PostgreSQL's names of segments: the timeline, and the number in two parts, the second counting to 4 GB. */
export function nameOf(timeline, number, segmentBytes) {
  const inPart = 0x100000000n / BigInt(segmentBytes);
  return [BigInt(timeline), number / inPart, number % inPart]
    .map((part) => part.toString(16).toUpperCase().padStart(8, '0'))
    .join('');
}

export function partsOf(name, segmentBytes) {
  const [timeline, high, low] = [0, 8, 16].map((at) => BigInt(`0x${name.slice(at, at + 8)}`));
  return { timeline, number: high * (0x100000000n / BigInt(segmentBytes)) + low };
}
