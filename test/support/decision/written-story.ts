import { type Act, type Decision, type Refusal, type Settlement } from '../../../src/decision';
import { CampaignHistory } from '../../../src/configuration';
import type { JournalRow, TransferRow } from '../../../src/transactions/ledger/journal/journal-row';
import { journalRowOf, settlementRowOf, transferRowsOf } from '../../../src/transactions/ledger/journal/journal-writer';
import { encodeWarning, type StoredAllowance } from '../../../src/transactions/ledger/journal/stored-json';
import type { ReplaySettings } from '../../../src/transactions/replay/guest-replay.rules';
import type { TillAct, SaleLine } from '../../../src/transactions/ledger/act/till-act';
import { SettingsHistory } from '../../../src/transactions/replay/settings-history.rules';
import { isoDateOf } from '../../../src/platform/clock/calendar';
import { saleAttributesOf } from '../../../src/transactions/ledger/journal/journal-columns';
import { Story } from './story';

const NETWORK = 'network';
export const GUEST = 'guest';
export const VERSION = 3;

export const SETTINGS: ReplaySettings = {
  networkId: NETWORK,
  settings: new SettingsHistory({
    inForce: {
      timeZone: 'UTC',
      dayStart: '04:00',
      receiptScope: 'BUSINESS_DAY',
      captureGraceMinutes: 15,
      restoreGraceDays: 30,
    },
    earlier: [],
  }),
  campaigns: new CampaignHistory([]),
};

/** A guest's life whose rows are written as the till writes them. */
export class WrittenStory extends Story {
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
    return journalRowOf({ ...tillActOf(id, place), ...bodyOf(act) }, decision, {
      type: typeOf(act),
      occurredAt: this.now,
      recordedAt: this.now,
      businessDate: '2026-03-01',
      programVersion: VERSION,
      relatedId: relatedOf(act),
      turn: null,
      identifiedBy: null,
      lines: sale?.lines?.map((line): SaleLine => ({ ...line, name: null, unitPrice: 0 })) ?? null,
      grounds: {
        tierAsOf: sale?.tierAsOf ?? null,
        restoredForDays: null,
        captureGraceMs: null,
        rewards: sale === null || sale.rewards.length === 0 ? null : sale.rewards,
        reward: act.kind === 'REWARD' ? { ...act.offer, quantity: act.quantity, slotId: null } : null,
        allowance: paidByAllowance(decision),
        joined: null,
        part: null,
        partner: act.kind === 'PARTNER' ? act.partner : null,
      },
      details:
        act.kind === 'HOLD'
          ? JSON.stringify({ holdExpiresAt: act.expiresAt })
          : act.kind === 'RESERVE'
            ? JSON.stringify({ holdExpiresAt: act.expiresAt, reserved: true })
            : act.kind === 'REVIEW'
              ? JSON.stringify({ holdExpiresAt: act.expiresAt, reserved: true, reviewed: act.lotIds })
              : act.kind === 'WARNING'
                ? encodeWarning(act)
                : null,
      attributes: saleAttributesOf(sale ?? {}),
      direction: act.kind === 'MANUAL' || act.kind === 'PARTNER' ? act.direction : null,
      reasonCode: act.kind === 'MANUAL' ? act.reasonCode : act.kind === 'AWARD' ? act.activity : null,
    });
  }

  private write(row: JournalRow, decision: Decision): void {
    this.journal.push({ row, transfers: transferRowsOf(NETWORK, GUEST, row.id, decision.transfers) });
  }
}

function paidByAllowance({ transfers }: Decision): StoredAllowance | null {
  const paid = transfers.find(({ debit }) => debit === 'RESTAURANT_OFFLINE_LOSS');
  return paid === undefined ? null : { id: 'allowance', points: paid.amount };
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

/** The body of a manual credit, whose dates and restaurants are in the facts of its row. */
function bodyOf(act: Act): Partial<Pick<TillAct, 'body'>> {
  if (act.kind !== 'MANUAL' || (act.period === undefined && act.limit === undefined)) return {};
  const { direction, points, reasonCode, period, limit } = act;
  const dateOf = (day: number | null) => (day === null ? null : isoDateOf(day));
  const days = period && { beginsOn: dateOf(period.beginsOn), endsOn: dateOf(period.endsOn) };
  return {
    body: {
      kind: 'MANUAL',
      direction,
      points,
      reasonCode,
      comment: null,
      expiryId: null,
      ...(days && { period: days }),
      ...(limit && { limit }),
    },
  };
}

function relatedOf(act: Act): string | null {
  switch (act.kind) {
    case 'SALE':
      return act.hold?.id ?? null;
    case 'REFUND':
    case 'CONFIRM':
      return act.saleId;
    case 'REVOKE':
      return act.awardId;
    case 'RELEASE':
      return act.holdId;
    case 'MANUAL':
      return act.restores?.expiryId ?? act.holdId ?? null;
    default:
      return null;
  }
}

function typeOf({ kind }: Act): JournalRow['type'] {
  if (kind === 'GIVE' || kind === 'RECEIVE' || kind === 'SURRENDER' || kind === 'ABSORB') return 'TRANSFER';
  if (kind === 'CONFIRM') return 'ACTIVATION';
  if (kind === 'REVOKE') return 'REFUND';
  if (kind === 'PARTNER') return 'MANUAL';
  if (kind === 'UNDO_OPENING') return 'OPENING';
  if (kind === 'RESERVE' || kind === 'REVIEW') return 'HOLD';
  return kind === 'REWARD' ? 'REDEMPTION' : kind;
}
