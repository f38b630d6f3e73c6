import { Injectable } from '@nestjs/common';
import { ProgramEditor, PUBLICATION_LEAD_MS, Snapshots } from '../../../configuration';
import { type CompiledProgram, compileProgram, type ProgramDocument, worthOf } from '../../../decision';
import { Clock } from '../../../platform/clock/clock';
import { Database } from '../../../platform/database/database';
import type { Language } from '../../../platform/language/language';
import { ProblemError } from '../../../platform/problems/problem';
import { guestStateOf } from '../../ledger/journal/guest-state';
import { calendarOfNetwork } from '../../till/queue/till-batch';
import { type TillReadRow, transactionTill } from '../../ledger/write/till-statements';
import type { ImpactAnswer, ImpactFileQuery, ImpactGuestsAnswer, ImpactGuestsQuery } from './impact.dto';
import { impactSentences } from './impact-text';
import { type ImpactFigures, ImpactTally, momentsOf } from './impact.rules';
import { countLots, listGuestIds } from './impact.sql';
import { type OutlookSettings, type TierOutlook, tierOutlook } from './tier-outlook.rules';

/** What is decided of them at once, some 15 ms, keeps a till waiting that sells in the same process. */
const CHUNK = 250;
const DAY_MS = 86_400_000;
/** Past the end of every rolling window of a year and the grace after it. */
const LOOKS_DAYS = 430;

interface Comparison extends OutlookSettings {
  readonly against: number;
  readonly before: CompiledProgram;
  readonly after: CompiledProgram;
  readonly currency: string;
}

/** Whom a run is asked about. */
interface ImpactOfRun {
  readonly programVersion: number | null;
  readonly document: ProgramDocument | null;
  /** When it would come into force; null: as planned, else as soon as possible. */
  readonly from: Date | null;
}

interface Watch {
  /** Hears how many guests were looked at. */
  readonly onGuests?: (guests: number) => void;
  readonly signal?: AbortSignal;
}

type Told = Omit<ImpactAnswer, 'version'>;

/** Guests in the order of their ids; `among` null: all of the network. */
interface Whom {
  readonly after: string | null;
  readonly among: readonly string[] | null;
}

const EVERYBODY: Whom = { after: null, among: null };

/** Who gains and loses by a version, over all guests of its network. Reads a few hundred at a time and writes nothing. */
@Injectable()
export class ImpactQuery {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly editor: ProgramEditor,
    private readonly clock: Clock,
  ) {}

  /** The figures of a run, of the document that it was asked with. Throws what `signal` is aborted with. */
  async figuresOf(
    networkId: string,
    { programVersion, document, from }: ImpactOfRun,
    watch: Watch,
  ): Promise<ImpactFigures> {
    if (programVersion === null || document === null) throw new Error('an impact is of a version');
    const { effective_from } = await this.editor.getVersion(networkId, programVersion);
    const comparison = await this.comparisonOf(networkId, { document, effective_from }, from ?? undefined);
    return this.measure(networkId, comparison, watch);
  }

  /** Figures as a person reads them. */
  async tell(networkId: string, figures: ImpactFigures, language: Language): Promise<Told> {
    const { currencyDigits } = (await this.snapshots.current(networkId)).profile;
    const { falls, rises, matrix, ...rest } = figures;
    const sentences = impactSentences(figures, currencyDigits, language);
    return { ...rest, falls: [...falls], rises: [...rises], matrix: [...matrix], sentences };
  }

  /** The same of a document that is no version yet, as soon as possible. */
  async impactOfDocument(
    networkId: string,
    document: ProgramDocument,
    language: Language,
    onGuests: (guests: number) => void,
  ): Promise<Told> {
    const comparison = await this.comparisonOf(networkId, { document, effective_from: null }, undefined);
    return this.tell(networkId, await this.measure(networkId, comparison, { onGuests }), language);
  }

  private async measure(
    networkId: string,
    comparison: Comparison,
    { onGuests, signal }: Watch = {},
  ): Promise<ImpactFigures> {
    const tally = new ImpactTally();
    for await (const chunk of this.chunks(networkId, comparison, EVERYBODY)) {
      for (const { outlook, points } of chunk) tally.add(outlook, points);
      onGuests?.(tally.guests);
      signal?.throwIfAborted();
    }
    const lots = await this.database.inNetwork(networkId, (tx) => countLots(tx, networkId));
    const { before, after, currency } = comparison;
    const open = Number(tally.points);
    const worth = (program: CompiledProgram) => worthOf(open, program.document.pointValue);
    return {
      against: comparison.against,
      at: new Date(comparison.at).toISOString(),
      until: new Date(comparison.until).toISOString(),
      guests: tally.guests,
      falls: tally.falls.map(({ from, to, day, guests }) => ({ from, to, guests, on: dateOf(day) })),
      rises: tally.rises,
      matrix: tally.matrix,
      points: { open, worthBefore: worth(before), worthAfter: worth(after), currency },
      lots: { open: lots.lots, points: lots.points, shortened: 0 },
    };
  }

  /** The guests behind one of the numbers, by id. `after` is the last one of the page before. */
  async guestsOf(
    networkId: string,
    version: number,
    { limit, guestIds, ...which }: Omit<ImpactGuestsQuery, 'cursor'>,
    after: string | null,
  ): Promise<ImpactGuestsAnswer['items']> {
    const comparison = await this.comparisonOfVersion(networkId, version, which);
    const found: ImpactGuestsAnswer['items'] = [];
    for await (const moved of this.movedGuests(networkId, comparison, which, { after, among: guestIds ?? null })) {
      found.push(...moved);
      if (found.length >= limit) return found.slice(0, limit);
    }
    return found;
  }

  /** All of them, a chunk of guests at a time; a chunk may have none. Throws before the first one, as `guestsOf` does. */
  async allGuestsOf(
    networkId: string,
    version: number,
    which: ImpactFileQuery,
  ): Promise<AsyncGenerator<ImpactGuestsAnswer['items']>> {
    const comparison = await this.comparisonOfVersion(networkId, version, which);
    return this.movedGuests(networkId, comparison, which, EVERYBODY);
  }

  private async *movedGuests(
    networkId: string,
    comparison: Comparison,
    { change, from, to, on }: ImpactFileQuery,
    whom: Whom,
  ): AsyncGenerator<ImpactGuestsAnswer['items']> {
    for await (const chunk of this.chunks(networkId, comparison, whom))
      yield chunk.flatMap(({ guestId, outlook }) => {
        const move = moveOf(outlook, change);
        if (move === null) return [];
        const isMeant = isAsked(from, move.from) && isAsked(to, move.to) && isAsked(on, move.on);
        return isMeant ? [{ guestId, ...move }] : [];
      });
  }

  /** While one chunk is looked at the next is read. */
  private async *chunks(networkId: string, comparison: Comparison, { after, among }: Whom) {
    let reading = this.readChunk(networkId, { after, among });
    for (;;) {
      const { guestIds, rows } = await reading;
      const isLast = guestIds.length < CHUNK;
      if (!isLast) reading = this.readChunk(networkId, { after: guestIds.at(-1) ?? null, among });
      // Whoever stops here, or fails, no longer waits for what is being read.
      reading.catch(() => undefined);
      yield rows.flatMap((row, index) => {
        const guestId = guestIds[index];
        if (guestId === undefined || row.version === null) return [];
        const state = guestStateOf({ ...row, version: row.version });
        const { available, pending, held, inReview } = state.balance;
        const outlook = tierOutlook(comparison.before, comparison.after, state, comparison);
        return [{ guestId, outlook, points: available + pending + held + inReview }];
      });
      if (isLast) return;
    }
  }

  private readChunk(networkId: string, whom: Whom): Promise<{ guestIds: string[]; rows: readonly TillReadRow[] }> {
    return this.database.inNetwork(networkId, async (tx) => {
      const guestIds = await listGuestIds(tx, networkId, whom, CHUNK);
      const readings = guestIds.map((guestId) => ({ guestId, needLots: false }));
      return { guestIds, rows: guestIds.length === 0 ? [] : await transactionTill(tx).read(networkId, readings) };
    });
  }

  private async comparisonOfVersion(networkId: string, version: number, { at }: ImpactFileQuery): Promise<Comparison> {
    const row = await this.editor.getVersion(networkId, version);
    return this.comparisonOf(networkId, row, at === undefined ? undefined : new Date(at));
  }

  private async comparisonOf(
    networkId: string,
    row: { readonly document: ProgramDocument; readonly effective_from: Date | null },
    asked: Date | undefined,
  ): Promise<Comparison> {
    const snapshot = await this.snapshots.current(networkId);
    const earliest = this.clock.now().getTime() + PUBLICATION_LEAD_MS;
    const { at, before } = momentsOf(earliest, { planned: row.effective_from, asked: asked ?? null });
    const inForce = snapshot.programInForce(before);
    if (inForce === undefined) throw new ProblemError('no_program');
    return {
      against: inForce.version,
      before: inForce.program,
      after: compileProgram(row.document),
      at,
      until: at + LOOKS_DAYS * DAY_MS,
      calendar: calendarOfNetwork(snapshot),
      currency: snapshot.profile.currency,
    };
  }
}

function moveOf({ falls, rises }: TierOutlook, change: 'FALLS' | 'RISES') {
  if (change === 'RISES') return rises === null ? null : { ...rises, on: null };
  return falls === null ? null : { from: falls.from, to: falls.to, on: dateOf(falls.day) };
}

function isAsked(asked: string | undefined, value: string | null): boolean {
  return asked === undefined || asked === value;
}

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
