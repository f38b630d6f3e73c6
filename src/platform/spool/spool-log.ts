import { type FileHandle, open, readdir, readFile, rename, rm, stat, truncate } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';

/** A record, kept until it is marked as delivered. */
export interface LoggedRecord {
  /** Rises from record to record, also across restarts. */
  readonly sequence: number;
  readonly payload: Buffer;
}

export interface SpoolLogLimits {
  /** The most bytes of undelivered payloads; a record beyond them is refused. */
  readonly maxBytes: number;
  /** When a segment file is larger than this, the next record starts a new file. */
  readonly segmentBytes: number;
}

/** Thrown when undelivered records have filled the log. */
export class SpoolFull extends Error {}

/** Damage found when the log was opened. No damaged record was answered as kept, unless the disk lost it later. */
export interface Damage {
  readonly file: string;
  readonly bytes: number;
}

interface Segment {
  readonly file: string;
  /** Sequences of the segment's undelivered records. */
  readonly waiting: Set<number>;
}

interface Write {
  readonly frame: Buffer;
  readonly written: (segment: Segment) => void;
  readonly failed: (error: unknown) => void;
}

/** The segment that is being written. */
interface OpenSegment extends Segment {
  readonly handle: FileHandle;
  /** How many of its bytes are synced. */
  size: number;
}

const MAGIC = Buffer.from('spool 1\n');
/** A frame begins with the length and the CRC-32 of the rest, 4 bytes each. The rest is its type, its sequence in 6 bytes, and the payload. */
const LENGTH_BYTES = 8;
const HEAD_BYTES = 7;
const RECORD = 1;
const DELIVERED = 2;
/** Large enough for a sealed event of 1 MiB written as text. */
const MAX_PAYLOAD_BYTES = 4 * 1024 * 1024;
const NO_PAYLOAD = Buffer.alloc(0);
const SEGMENT_NAME = /^\d{12}\.log$/;

/**
 * Records on disk, in the order of arrival. `append` resolves once its record is synced; records that arrive together share a sync. A segment file
 * is removed when all its records and those of earlier segments are delivered. Only one process may write to a folder.
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
    /** Bytes that were cut off or set aside on opening. */
    readonly damages: readonly Damage[],
  ) {
    for (const payload of records.values()) this.waitingBytes += payload.length;
  }

  /** Opens a folder and reads its undelivered records. A torn last record is cut off: its `append` never resolved. */
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

  /** The undelivered records, oldest first. */
  listWaiting(): LoggedRecord[] {
    return [...this.records]
      .map(([sequence, payload]) => ({ sequence, payload }))
      .sort((a, b) => a.sequence - b.sequence);
  }

  /**
   * Appends a record and resolves with its sequence once it is on the disk.
   * @throws SpoolFull; or the disk's error, in which case the record may be on the disk all the same
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

  /** Marks a record as delivered. If the process ends before the mark is written, the record is delivered again. */
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
        // Marks that arrived meanwhile may have emptied the open segment too.
        this.dropDelivered().catch(() => undefined);
      });
    });
  }

  /** Writes and syncs all records that have arrived, until none is left. */
  private async flush(): Promise<void> {
    // Waits a turn, so that records of the same turn of the event loop share the sync.
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
        // After a failed write or sync the file's content is unknown, so nothing more is appended to it.
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

  /**
   * Removes the oldest segments whose records are all delivered. A later segment stays while an earlier one waits, because it has marks for the
   * earlier one.
   */
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

/** The whole frames at the start of a segment, and the offset where they end. */
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

/** Cuts a file after its last whole frame. For any file but the last, the rest is saved beside it for a person to look at. */
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
