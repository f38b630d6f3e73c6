import { type FileHandle, open, readdir, readFile, rename, rm, stat, truncate } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';

/** A record that is kept until it is marked as delivered. */
export interface LoggedRecord {
  /** Rises from record to record, also over restarts. */
  readonly sequence: number;
  readonly payload: Buffer;
}

export interface SpoolLogLimits {
  /** Bytes of payloads that may wait; a record beyond them is refused. */
  readonly maxBytes: number;
  /** A segment file that is larger is followed by a new one. */
  readonly segmentBytes: number;
}

/** The records that wait have filled the log. */
export class SpoolFull extends Error {}

/** A damage that the start found; nothing of it was ever answered as kept, unless the disk lost it. */
export interface Damage {
  readonly file: string;
  readonly bytes: number;
}

interface Segment {
  readonly file: string;
  /** Sequences of its records that are not delivered. */
  readonly waiting: Set<number>;
}

interface Write {
  readonly frame: Buffer;
  readonly written: (segment: Segment) => void;
  readonly failed: (error: unknown) => void;
}

/** The segment that is written now. */
interface OpenSegment extends Segment {
  readonly handle: FileHandle;
  /** Bytes of it that are synced. */
  size: number;
}

const MAGIC = Buffer.from('spool 1\n');
/** A frame: length and CRC-32 of what follows, 4 bytes each; then its type, its sequence in 6 bytes, and the payload. */
const LENGTH_BYTES = 8;
const HEAD_BYTES = 7;
const RECORD = 1;
const DELIVERED = 2;
/** An event of 1 MiB, sealed and written as text. */
const MAX_PAYLOAD_BYTES = 4 * 1024 * 1024;
const NO_PAYLOAD = Buffer.alloc(0);
const SEGMENT_NAME = /^\d{12}\.log$/;

/**
 * Records on disk in the order of their arrival: `append` resolves once its record is synced to the disk. Records that
 * arrive together share a sync. A segment file is removed when all its records, and those of the segments before it,
 * are delivered. One process writes to a folder at a time.
 */
export class SpoolLog {
  private open: OpenSegment | undefined;
  private waitingBytes = 0;
  private queue: Write[] = [];
  private flushing: Promise<void> | undefined;

  private constructor(
    private readonly folder: string,
    private readonly limits: SpoolLogLimits,
    private readonly segments: Segment[],
    private readonly records: Map<number, Buffer>,
    private readonly next: { sequence: number; segment: number },
    /** Bytes that were cut off or set aside when the log was opened. */
    readonly damages: readonly Damage[],
  ) {
    for (const payload of records.values()) this.waitingBytes += payload.length;
  }

  /** Reads what waits in the folder. A torn last record is cut off: its append never resolved. */
  static async read(folder: string, limits: SpoolLogLimits): Promise<SpoolLog> {
    const files = (await readdir(folder)).filter((name) => SEGMENT_NAME.test(name)).sort();
    const records = new Map<number, Buffer>();
    const segments: Segment[] = [];
    const damages: Damage[] = [];
    const next = { sequence: 1, segment: 1 };
    for (const [index, name] of files.entries()) {
      const file = path.join(folder, name);
      next.segment = Number(name.slice(0, 12)) + 1;
      const bytes = await readFile(file);
      const { frames, end } = parseSegment(bytes);
      if (end < bytes.length) {
        damages.push({ file, bytes: bytes.length - end });
        await cut(file, end, index === files.length - 1);
      }
      const waiting = new Set<number>();
      for (const { type, sequence, payload } of frames) {
        if (type === RECORD) {
          records.set(sequence, payload);
          waiting.add(sequence);
        } else {
          records.delete(sequence);
          for (const segment of segments) segment.waiting.delete(sequence);
          waiting.delete(sequence);
        }
        next.sequence = Math.max(next.sequence, sequence + 1);
      }
      segments.push({ file, waiting });
    }
    const log = new SpoolLog(folder, limits, segments, records, next, damages);
    await log.dropDelivered();
    return log;
  }

  /** The records that wait, oldest first. */
  listWaiting(): LoggedRecord[] {
    return [...this.records]
      .map(([sequence, payload]) => ({ sequence, payload }))
      .sort((a, b) => a.sequence - b.sequence);
  }

  /**
   * Resolves with the record's sequence once it is on the disk.
   * @throws SpoolFull; or the disk's error, after which the record may be there all the same
   */
  async append(payload: Buffer): Promise<number> {
    if (payload.length > MAX_PAYLOAD_BYTES || this.waitingBytes + payload.length > this.limits.maxBytes)
      throw new SpoolFull('the records that wait have filled the spool');
    const sequence = this.next.sequence++;
    this.waitingBytes += payload.length;
    try {
      const segment = await this.write(frameOf(RECORD, sequence, payload));
      segment.waiting.add(sequence);
    } catch (error) {
      this.waitingBytes -= payload.length;
      throw error;
    }
    this.records.set(sequence, payload);
    return sequence;
  }

  /** Notes that a record was delivered. A mark that is lost with the process only repeats the delivery. */
  async markDelivered(sequence: number): Promise<void> {
    const payload = this.records.get(sequence);
    if (payload === undefined) return;
    this.records.delete(sequence);
    this.waitingBytes -= payload.length;
    for (const segment of this.segments) segment.waiting.delete(sequence);
    if (this.records.size > 0) await this.write(frameOf(DELIVERED, sequence, NO_PAYLOAD));
    await this.dropDelivered();
  }

  async close(): Promise<void> {
    await this.flushing;
    await this.closeSegment();
  }

  private write(frame: Buffer): Promise<Segment> {
    return new Promise((written, failed) => {
      this.queue.push({ frame, written, failed });
      this.flushing ??= this.flush().finally(() => {
        this.flushing = undefined;
        // Marks that came meanwhile have left the open segment alone.
        this.dropDelivered().catch(() => undefined);
      });
    });
  }

  /** Writes and syncs what has arrived, and again what arrived meanwhile. */
  private async flush(): Promise<void> {
    // Records that arrive in the same turn of the event loop share the sync.
    await Promise.resolve();
    while (this.queue.length > 0) {
      const batch = this.queue;
      this.queue = [];
      try {
        const segment = await this.segmentForWriting();
        const bytes = Buffer.concat(batch.map(({ frame }) => frame));
        await segment.handle.appendFile(bytes);
        await segment.handle.datasync();
        segment.size += bytes.length;
        for (const { written } of batch) written(segment);
      } catch (error) {
        // The content of a file after a failed write or sync is unknown: nothing more is written behind it.
        await this.closeSegment({ cut: true }).catch(() => undefined);
        for (const { failed } of batch) failed(error);
      }
    }
  }

  private async segmentForWriting(): Promise<OpenSegment> {
    if (this.open !== undefined && this.open.size < this.limits.segmentBytes) return this.open;
    await this.closeSegment();
    const file = path.join(this.folder, `${String(this.next.segment++).padStart(12, '0')}.log`);
    const handle = await open(file, 'ax', 0o600);
    const segment: OpenSegment = { file, handle, size: 0, waiting: new Set() };
    this.open = segment;
    this.segments.push(segment);
    await handle.appendFile(MAGIC);
    await handle.datasync();
    await syncFolder(this.folder);
    segment.size = MAGIC.length;
    return segment;
  }

  private async closeSegment({ cut: isCut = false } = {}): Promise<void> {
    const { open: segment } = this;
    this.open = undefined;
    if (segment === undefined) return;
    if (isCut) await segment.handle.truncate(segment.size).catch(() => undefined);
    await segment.handle.close();
  }

  /** Removes the oldest segments as long as nothing of them waits; marks in later ones are needed until then. */
  private async dropDelivered(): Promise<void> {
    for (let [first] = this.segments; first?.waiting.size === 0; [first] = this.segments) {
      const isOpen = first === this.open;
      if (isOpen && this.flushing !== undefined) return;
      this.segments.shift();
      if (isOpen) await this.closeSegment();
      await rm(first.file, { force: true });
    }
  }
}

interface Frame {
  readonly type: number;
  readonly sequence: number;
  readonly payload: Buffer;
}

/** The whole frames at the beginning of a segment, and where they end. */
function parseSegment(bytes: Buffer): { readonly frames: Frame[]; readonly end: number } {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return { frames: [], end: 0 };
  const frames: Frame[] = [];
  let end = MAGIC.length;
  while (end + LENGTH_BYTES + HEAD_BYTES <= bytes.length) {
    const length = bytes.readUInt32BE(end);
    const after = end + LENGTH_BYTES + length;
    if (length < HEAD_BYTES || length > HEAD_BYTES + MAX_PAYLOAD_BYTES || after > bytes.length) break;
    const content = bytes.subarray(end + LENGTH_BYTES, after);
    if (crc32(content) !== bytes.readUInt32BE(end + 4)) break;
    frames.push({
      type: content.readUInt8(0),
      sequence: content.readUIntBE(1, 6),
      payload: Buffer.from(content.subarray(HEAD_BYTES)),
    });
    end = after;
  }
  return { frames, end };
}

function frameOf(type: number, sequence: number, payload: Buffer): Buffer {
  const content = Buffer.alloc(HEAD_BYTES + payload.length);
  content.writeUInt8(type, 0);
  content.writeUIntBE(sequence, 1, 6);
  payload.copy(content, HEAD_BYTES);
  const frame = Buffer.alloc(LENGTH_BYTES + content.length);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE(crc32(content), 4);
  content.copy(frame, LENGTH_BYTES);
  return frame;
}

/** Cuts a file where its whole frames end. The rest of one that is not the last is kept beside it, for a person to look at. */
async function cut(file: string, end: number, isLast: boolean): Promise<void> {
  if (!isLast) {
    const { size } = await stat(file);
    const handle = await open(file, 'r');
    const rest = Buffer.alloc(size - end);
    await handle.read(rest, 0, rest.length, end);
    await handle.close();
    const aside = await open(`${file}.part`, 'w', 0o600);
    await aside.writeFile(rest);
    await aside.sync();
    await aside.close();
    await rename(`${file}.part`, `${file}.damaged`);
  }
  await truncate(file, end);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
