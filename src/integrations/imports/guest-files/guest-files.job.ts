import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NetworkProfile, Networks } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import type { Tx } from '../../../platform/database/database';
import { csvLine } from '../../../platform/http/csv';
import { ProblemError } from '../../../platform/problems/problem';
import { noteGone } from '../../../platform/retention/retention-report.sql';
import { settings } from '../../../platform/settings/settings';
import { Job, NetworkJob, type PieceOutcome } from '../../../transactions';
import { csvRecords } from '../file/csv-records';
import { decodedText } from '../file/decoded-text';
import { ImportFileError } from '../file/import-file.error';
import { withGunzipped, withText } from '../file/unpacked-text';
import { findSavedMapping } from '../mapping/find-mapping';
import { type FileHead, guessOf, type GuestPiece, ImportGuests, MOST_ROWS, readHead } from '../guests/import-guests';
import { guestMappingSchema } from '../mapping/guest-mapping';
import { UndoGuests } from '../guests/undo-guests';
import { SILENT } from '../rows/progress';
import { rejectText } from '../rows/reject';
import type { FileSteps } from './file-kinds';
import { type GuestFileMapping, PART_BYTES } from './guest-file.dto';
import { GUEST_FILES_JOB, GuestFiles, type Refusals } from './guest-files';
import * as sql from './guest-files.prisma';

/** The most unknown tier names that a dry run keeps. */
const MOST_NAMES = 100;

/** Does the steps of guest files, each from where it stopped, and deletes old files. */
@Job(GUEST_FILES_JOB, { everyMs: 60_000, signs: ['due'], isLong: true, failure: 'a step of a file of guests failed' })
export class GuestFilesJob extends NetworkJob {
  private readonly steps = new Map<sql.FileKind, FileSteps>();

  constructor(
    private readonly networks: Networks,
    private readonly files: GuestFiles,
    private readonly imports: ImportGuests,
    private readonly undos: UndoGuests,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** Says what is done with files of another kind than guests. */
  register(kind: sql.FileKind, steps: FileSteps): void {
    this.steps.set(kind, steps);
  }

  override async doNext(networkId: string): Promise<PieceOutcome> {
    const row = await this.database.inNetwork(networkId, (tx) => sql.findOpenFile(tx, networkId));
    if (row !== undefined) return (await this.take(networkId, row, this.jobs.signal)) ? 'more' : 'done';
    return this.database.inNetwork(networkId, async (tx) => {
      const old = await sql.findOldFile(tx, networkId, settings.retentionDays.GUEST_FILES);
      if (old === undefined) return 'idle';
      await sql.deleteParts(tx, networkId, old.id, ['FILE', 'ROWS', 'REFUSED']);
      const isOver = old.importId !== null || old.status === 'DISCARDED' || old.status === 'DONE';
      const emptied = { headEncrypted: null, refusalsEncrypted: null };
      await sql.changeFile(tx, networkId, old.id, isOver ? emptied : { ...emptied, status: 'DISCARDED' });
      await noteGone(tx, 'GUEST_FILES', { rows: 1, oldest: old.createdAt });
      return 'more';
    });
  }

  /** Returns false where another process has the file, or the signal stopped this one. */
  private async take(networkId: string, row: sql.GuestFileRow, signal: AbortSignal): Promise<boolean> {
    try {
      switch (row.status) {
        case 'READING':
          return await this.read(networkId, row);
        case 'CHECKING':
        case 'RUNNING':
          return await this.run(networkId, row, signal);
        case 'UNDOING':
          return await this.undo(networkId, row, signal);
        default:
          return false;
      }
    } catch (error) {
      const fault = faultOf(error);
      if (fault === null) throw error;
      // The process that has the file finishes it; a process that wrongly believes so notices at its next piece.
      if (fault === 'import_running') return false;
      const status = row.status === 'CHECKING' ? 'READY' : 'FAILED';
      const finishedAt = row.status === 'CHECKING' ? {} : { finishedAt: this.clock.now() };
      await this.change(networkId, row, { status, fault, ...finishedAt });
      return true;
    }
  }

  private async read(networkId: string, row: sql.GuestFileRow): Promise<boolean> {
    await this.withFile(networkId, row, (file) =>
      withText(file, async (path) => {
        if (path !== file) await this.replace(networkId, row, path);
        const { head, lineCount } = await withGunzipped(path, async (text) => {
          const begin = await readHead(text);
          return { head: begin, lineCount: await countLines(text, begin) };
        });
        const others = this.steps.get(row.kind);
        const mapping =
          others === undefined
            ? await this.database.inNetwork(networkId, (tx) => mappingFor(tx, networkId, head))
            : await others.guess(networkId, row, head);
        const headEncrypted = this.files.sealHead(networkId, head);
        await this.change(networkId, row, { status: 'READY', lineCount, headEncrypted, mapping, fault: null });
      }),
    );
    return true;
  }

  private async run(networkId: string, row: sql.GuestFileRow, signal: AbortSignal): Promise<boolean> {
    const others = this.steps.get(row.kind);
    if (others === undefined) return this.runGuests(networkId, row, signal);
    if (!(await this.withFile(networkId, row, (file) => others.run(networkId, row, file, signal)))) return false;
    if (row.status === 'CHECKING') await this.change(networkId, row, { status: 'CHECKED' });
    else await this.finish(networkId, row, { status: 'DONE' });
    return true;
  }

  private async runGuests(networkId: string, row: sql.GuestFileRow, signal: AbortSignal): Promise<boolean> {
    const profile = await this.networks.getProfile(networkId);
    const dryRun = row.status === 'CHECKING';
    const mapping = guestMappingSchema.parse({ version: 1, kind: 'GUESTS', name: 'guests', ...row.mapping });
    // A stopped dry run starts again from the beginning.
    if (dryRun)
      await this.database.inNetwork(networkId, async (tx) => {
        await sql.deleteParts(tx, networkId, row.id, ['ROWS', 'REFUSED']);
        const figures = { made: 0, merged: 0, rejected: 0, points: 0, uncounted: 0 };
        const none = { ...figures, position: 0, refusalsEncrypted: null };
        await sql.changeFile(tx, networkId, row.id, none);
      });
    const { status } = await this.withFile(networkId, row, (file) =>
      this.imports.run({
        networkId,
        file,
        mapping,
        dryRun,
        rejectsFile: null,
        progress: SILENT,
        signal,
        onPiece: (tx, piece) => this.keep(tx, networkId, row.id, piece, profile),
      }),
    );
    if (status === 'STOPPED') return false;
    if (status === 'ALREADY_IMPORTED' && row.importId === null) throw new ImportFileError('already_imported');
    if (dryRun) await this.change(networkId, row, { status: 'CHECKED' });
    else await this.finish(networkId, row, { status: 'DONE' });
    return true;
  }

  private async undo(networkId: string, row: sql.GuestFileRow, signal: AbortSignal): Promise<boolean> {
    const onPiece = (position: number) => this.change(networkId, row, { position });
    const undone = await this.undos.run(networkId, row.importId ?? '', { onPiece, signal });
    if (undone === null) return false;
    await this.finish(networkId, row, { status: 'UNDONE', kept: undone.kept });
    return true;
  }

  /** Stores a piece's outcome: its figures, and its lines for the two result files. */
  private async keep(
    tx: Tx,
    networkId: string,
    id: string,
    { importId, line, taken, rejects, points, uncounted }: GuestPiece,
    profile: NetworkProfile,
  ): Promise<void> {
    const row = await sql.lockFile(tx, networkId, id);
    if (row === undefined) return;
    const refusals: Refusals = this.files.refusalsOf(networkId, row);
    for (const { code, line: at, detail } of rejects) {
      const known = refusals[code];
      if (known === undefined) refusals[code] = { count: 1, line: at, ...(detail !== undefined && { detail }) };
      else known.count += 1;
      if (code !== 'tier_unknown' || detail === undefined) continue;
      const { details = [] } = refusals[code] ?? {};
      if (!details.includes(detail) && details.length < MOST_NAMES)
        refusals[code] = { count: 1, line: at, ...refusals[code], details: [...details, detail] };
    }
    const made = taken.filter(({ isNew }) => isNew).length;
    const outcomes = [
      ...taken.map((one) => ({ line: one.line, cells: [one.isNew ? 'NEW' : 'MERGED', '', ''] })),
      ...rejects.map((one) => ({ line: one.line, cells: ['REFUSED', one.code, rejectText(one, profile)] })),
    ].toSorted((a, b) => a.line - b.line);
    const rows = outcomes.map((one) => csvLine([one.line, ...one.cells])).join('');
    const refused = rejects.map((one) => csvLine([one.line, one.code, rejectText(one, profile), one.row])).join('');
    for (const [kind, text] of [['ROWS', rows] as const, ['REFUSED', refused] as const])
      if (text !== '')
        await sql.insertPart(tx, networkId, {
          fileId: id,
          kind,
          number: line,
          content: this.files.seal(networkId, text),
        });
    await sql.changeFile(tx, networkId, id, {
      position: line,
      made: row.made + made,
      merged: row.merged + taken.length - made,
      rejected: row.rejected + rejects.length,
      ...(importId === null ? { points: row.points + points, uncounted: row.uncounted + uncounted } : { importId }),
      ...(rejects.length > 0 && { refusalsEncrypted: this.files.seal(networkId, JSON.stringify(refusals)) }),
    });
  }

  /** Replaces a stored spreadsheet by the CSV text that was read from it. */
  private async replace(networkId: string, { id }: sql.GuestFileRow, path: string): Promise<void> {
    await this.database.inNetwork(networkId, async (tx) => {
      await sql.deleteParts(tx, networkId, id, ['FILE']);
      let number = 0;
      for await (const bytes of createReadStream(path, { highWaterMark: PART_BYTES }) as AsyncIterable<Buffer>) {
        const content = this.files.seal(networkId, bytes);
        await sql.insertPart(tx, networkId, { fileId: id, kind: 'FILE', number, content });
        number += 1;
      }
    });
  }

  private async finish(
    networkId: string,
    row: sql.GuestFileRow,
    end: { readonly status: 'DONE' } | { readonly status: 'UNDONE'; readonly kept: number },
  ): Promise<void> {
    await this.database.inNetwork(networkId, async (tx) => {
      await sql.deleteParts(tx, networkId, row.id, ['FILE']);
      await sql.changeFile(tx, networkId, row.id, { ...end, fault: null, finishedAt: this.clock.now() });
    });
  }

  /** Changes the row, unless another process has finished its step meanwhile. */
  private async change(
    networkId: string,
    { id, status }: sql.GuestFileRow,
    change: sql.GuestFileChange,
  ): Promise<void> {
    await this.database.inNetwork(networkId, async (tx) => {
      const now = await sql.lockFile(tx, networkId, id);
      if (now?.status === status) await sql.changeFile(tx, networkId, id, change);
    });
  }

  /** Writes the file into a private folder, which is deleted after the work. */
  private async withFile<Answer>(
    networkId: string,
    { id }: sql.GuestFileRow,
    work: (path: string) => Promise<Answer>,
  ): Promise<Answer> {
    const folder = await mkdtemp(join(tmpdir(), 'guests-'));
    try {
      const path = join(folder, 'guests');
      const file = await open(path, 'wx', 0o600);
      try {
        for (let after = -1; ;) {
          const part = await this.database.inNetwork(networkId, (tx) =>
            sql.findPart(tx, networkId, { fileId: id, kind: 'FILE', after }),
          );
          if (part === undefined) break;
          await file.appendFile(this.files.open(networkId, part.content));
          after = part.number;
        }
      } finally {
        await file.close();
      }
      return await work(path);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function countLines(path: string, { csv }: FileHead): Promise<number> {
  let line = 0;
  for await (const records of csvRecords(decodedText(path, csv.encoding), csv.delimiter)) {
    line = records.at(-1)?.line ?? line;
    if (line > MOST_ROWS) throw new ImportFileError('too_many_rows', String(MOST_ROWS));
  }
  return line;
}

/** The network's last mapping if the file has all its columns, else a guessed one. */
async function mappingFor(tx: Tx, networkId: string, head: FileHead): Promise<GuestFileMapping> {
  const guess = guessOf(head);
  const saved = guestMappingSchema.safeParse(await findSavedMapping(tx, networkId, 'guests')).data;
  const names = Object.values(saved?.columns ?? {});
  if (saved !== undefined && names.length > 0 && names.every((name) => head.header.includes(name))) {
    const { money, dateFormat, tiers, consentKind, roundPointsDown, columns } = saved;
    return { csv: guess.csv, money, dateFormat, tiers, consentKind, roundPointsDown, columns };
  }
  return { ...guess, tiers: {}, consentKind: 'marketing', roundPointsDown: false };
}

/** The code of a fault of the file or of the network's plan limits; null: another error. */
function faultOf(error: unknown): string | null {
  if (error instanceof ImportFileError) return error.code;
  return error instanceof ProblemError && error.code === 'plan_limit_reached' ? error.code : null;
}
