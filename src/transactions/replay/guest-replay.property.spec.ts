import fc from 'fast-check';
import { calendarAt } from '../../../test/support/decision/acts';
import { documents, steps } from '../../../test/support/decision/arbitraries';
import { live } from '../../../test/support/decision/live';
import { runs } from '../../../test/support/decision/runs';
import { Story } from '../../../test/support/decision/story';
import {
  type Act,
  compileProgram,
  type Decision,
  type ProgramDocument,
  type Refusal,
  type Settlement,
} from '../../decision';
import type { JournalRow, TransferRow } from '../ledger/journal-row';
import { journalRowOf, settlementRowOf, transferRowsOf } from '../ledger/journal-writer';
import { encodeWarning, type SaleLine } from '../ledger/stored-json';
import type { TillAct } from '../till/till-act';
import { replayGuest, type ReplaySettings } from './guest-replay.rules';

const NETWORK = 'network';
const GUEST = 'guest';
const VERSION = 3;

/** A guest's life that is written down as the till writes it. */
class WrittenStory extends Story {
  readonly journal: { row: JournalRow; transfers: TransferRow[] }[] = [];

  override settle(): Settlement[] {
    const settlements = super.settle();
    const frame = { recordedAt: this.now, businessDate: '2026-03-01', programVersion: VERSION };
    const ids = this.rows.slice(this.rows.length - settlements.length).map((row) => row.id);
    settlements.forEach((settlement, index) => {
      this.write({ ...settlementRowOf(GUEST, settlement, frame), id: ids[index] ?? '' }, settlement.decision);
    });
    return settlements;
  }

  override play(act: Act, named?: string): Decision | Refusal {
    const decision = super.play(act, named);
    const last = this.rows.at(-1);
    if (decision.kind === 'DECIDED' && last !== undefined) this.write(this.rowOf(act, decision, last.id), decision);
    return decision;
  }

  private rowOf(act: Act, decision: Decision, id: string): JournalRow {
    const sale = act.kind === 'HOLD' ? act.sale : act.kind === 'SALE' ? act : null;
    const place = 'restaurantId' in act ? act.restaurantId : (sale?.restaurantId ?? null);
    return journalRowOf(tillActOf(id, place), decision, {
      type: act.kind,
      occurredAt: this.now,
      recordedAt: this.now,
      businessDate: '2026-03-01',
      programVersion: VERSION,
      relatedId: relatedOf(act),
      lines: sale?.lines?.map((line): SaleLine => ({ ...line, name: null, unitPrice: 0 })) ?? null,
      grounds: { tierAsOf: sale?.tierAsOf ?? null, restoredForDays: null, captureGraceMs: null },
      details:
        act.kind === 'HOLD'
          ? JSON.stringify({ holdExpiresAt: act.expiresAt })
          : act.kind === 'WARNING'
            ? encodeWarning(act)
            : null,
      paymentMethod: sale?.paymentMethod ?? null,
      direction: act.kind === 'MANUAL' ? act.direction : null,
      reasonCode: act.kind === 'MANUAL' ? act.reasonCode : act.kind === 'AWARD' ? act.activity : null,
    });
  }

  private write(row: JournalRow, decision: Decision): void {
    this.journal.push({ row, transfers: transferRowsOf(NETWORK, GUEST, row.id, decision.transfers) });
  }
}

function tillActOf(id: string, restaurantId: string | null): TillAct {
  return {
    id,
    networkId: NETWORK,
    guestId: GUEST,
    body: { kind: 'RELEASE', holdId: '' },
    actor: { kind: 'user', id: 'user' },
    channel: 'TILL',
    requestId: null,
    key: null,
    restaurantId,
    pointOfSaleId: 'till-1',
    shiftId: null,
    receipt: { number: null, externalOrderId: null, businessDate: null },
    occurredAt: null,
    deviceTime: null,
    networkLimit: null,
    claims: [],
  };
}

function relatedOf(act: Act): string | null {
  switch (act.kind) {
    case 'SALE':
      return act.hold?.id ?? null;
    case 'REFUND':
      return act.saleId;
    case 'RELEASE':
      return act.holdId;
    case 'MANUAL':
      return act.restores?.expiryId ?? null;
    default:
      return null;
  }
}

const SETTINGS: ReplaySettings = {
  networkId: NETWORK,
  calendar: calendarAt(),
  receiptScope: 'BUSINESS_DAY',
  captureGraceMs: 900_000,
  restoredForDays: 30,
};

/** The journal as it comes back from the database. */
const replay = (document: ProgramDocument, journal: WrittenStory['journal']) => {
  const program = compileProgram(document);
  const programs = {
    ofVersion: (version: number) => (version === VERSION ? program : undefined),
    inForce: () => program,
  };
  return replayGuest({ id: GUEST, isImported: false, joinedDay: 0 }, programs, SETTINGS, structuredClone(journal));
};

describe('the replay of a journal', () => {
  it('gives every row of every life again, to the byte, and leaves the guest that the life left', () => {
    fc.assert(
      fc.property(documents, steps, (document, life) => {
        const story = new WrittenStory(document);
        for (const step of life) live(story, step);
        const replayed = replay(document, story.journal);
        expect(
          replayed.flatMap(({ row, differences }) =>
            differences.map((difference) => ({ type: row.type, ...difference })),
          ),
        ).toEqual([]);
        const last = replayed.at(-1)?.decision;
        if (last?.kind === 'DECIDED') expect(last.after).toEqual(story.guest);
      }),
      runs(300),
    );
  });

  it('names a row whose figures were changed', () => {
    const figures = [
      'amount',
      'discount',
      'pointsEarned',
      'pointsRedeemed',
      'payable',
      'available',
      'receivable',
      'trace',
      'tier',
    ] as const;
    fc.assert(
      fc.property(documents, steps, fc.nat(), fc.constantFrom(...figures), (document, life, at, figure) => {
        const story = new WrittenStory(document);
        for (const step of life) live(story, step);
        const wrong = story.journal[at % Math.max(1, story.journal.length)];
        fc.pre(wrong !== undefined);
        // The order of a redemption is an input that may change nothing: that it was changed, its seal tells.
        fc.pre(figure !== 'amount' || wrong.row.type !== 'REDEMPTION');
        const value = wrong.row[figure];
        const changed = typeof value === 'number' ? value + 1 : 'changed';
        const journal = story.journal.map((entry) =>
          entry === wrong ? { ...entry, row: { ...entry.row, [figure]: changed } } : entry,
        );
        const found = replay(document, journal).filter(({ differences }) => differences.length > 0);
        expect(found.map(({ row }) => row.id)).toContain(wrong.row.id);
      }),
      runs(300),
    );
  });

  it('names a row that lost a transfer', () => {
    fc.assert(
      fc.property(documents, steps, (document, life) => {
        const story = new WrittenStory(document);
        for (const step of life) live(story, step);
        const wrong = story.journal.find(({ transfers }) => transfers.length > 0);
        fc.pre(wrong !== undefined);
        const journal = story.journal.map((entry) =>
          entry === wrong ? { ...entry, transfers: entry.transfers.slice(1) } : entry,
        );
        expect(replay(document, journal).find(({ row }) => row.id === wrong.row.id)?.differences).toContainEqual(
          expect.objectContaining({ where: 'transfers' }),
        );
      }),
      runs(100),
    );
  });
});
