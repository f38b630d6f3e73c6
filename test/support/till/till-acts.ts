/** Acts, rows and networks for tests of the till without a database; every member can be said otherwise. */
import { CampaignHistory } from '../../../src/configuration/snapshots/campaign-history';
import { ConfigurationSnapshot } from '../../../src/configuration/snapshots/configuration-snapshot';
import { SoleDeciders } from '../../../src/configuration/snapshots/sole-deciders';
import type { NetworkProfile, NetworkSettings, PublishedProgram } from '../../../src/configuration';
import { defaultNetworkSettings } from '../../../src/configuration/network-profile/network-settings.rules';
import { type CampaignDocument, compileProgram, minorUnits, type ProgramDocument } from '../../../src/decision';
import { calendarOf } from '../../../src/platform/clock/calendar';
import type { PreparedAct } from '../../../src/transactions/till/kinds/built-act';
import type { JournalRow } from '../../../src/transactions/ledger/journal/journal-row';
import type { RelatedRows, SaleBody, TillAct, SaleLine } from '../../../src/transactions/ledger/act/till-act';
import type { TillReadRow } from '../../../src/transactions/ledger/write/till-rows';
import { NO_SALE_ATTRIBUTES } from '../../../src/transactions/ledger/journal/journal-columns';
import { programOf } from '../decision/programs';

/** Noon of 1 March 2026 in UTC. */
export const NOW = Date.UTC(2026, 2, 1, 12);
export const MINUTE = 60_000;
export const NETWORK = '01989e3c-0000-7000-8000-00000000000a';
export const GUEST = 'guest';
export const UTC = calendarOf('UTC', '04:00');

export function networkOf(settings: Partial<NetworkSettings> = {}): NetworkProfile {
  return {
    id: NETWORK,
    code: 'network',
    name: 'Network',
    currency: 'RUB',
    currencyDigits: 2,
    timeZone: 'UTC',
    locale: 'en',
    country: 'RU',
    settings: { ...defaultNetworkSettings(2), ...settings },
    rulesVersion: 1,
    createdAt: new Date(0),
    closedAt: null,
    suspendedAt: null,
    movingSince: null,
    signedUpAt: null,
    sandboxOf: null,
    isShadow: false,
  };
}

/** Versions in the order of their effect; the first is in force from the start of 2026 unless said otherwise. */
export function snapshotOf(
  versions: readonly { readonly from: number; readonly document: ProgramDocument }[] = [
    { from: Date.UTC(2026, 0, 1), document: programOf() },
  ],
  settings: Partial<NetworkSettings> = {},
  {
    campaigns = {},
    deciders,
  }: { campaigns?: Readonly<Record<string, CampaignDocument>>; deciders?: SoleDeciders } = {},
): ConfigurationSnapshot {
  const states = Object.entries(campaigns).map(([code, document]) => ({
    code,
    state: 'RUNNING' as const,
    version: 1,
    effectiveFrom: new Date(0),
    document,
  }));
  const published = versions.map(({ from, document }, i): PublishedProgram => ({
    version: i + 1,
    effectiveFrom: new Date(from),
    program: compileProgram(document),
  }));
  return new ConfigurationSnapshot(
    networkOf(settings),
    new Map(),
    new Set(),
    published.reverse(),
    new Map(),
    new Map(),
    new CampaignHistory(states),
    new Map(),
    deciders,
  );
}

/** Employees who alone put sources in force, by source. `openers`: by employee, the colleagues who could lately sign in as that employee. */
export function decidedBy(
  people: Readonly<Record<string, string>>,
  openers: Readonly<Record<string, readonly string[]>> = {},
  confirmed: readonly string[] = [],
): SoleDeciders {
  const decisions = Object.entries(people).map(([source, person]) => ({ source, person }));
  const own = [...new Set(Object.values(people))].map((person) => [person, []] as const);
  return new SoleDeciders(decisions, new Set(confirmed), new Map([...own, ...Object.entries(openers)]));
}

export function saleBody(amount: number, changes: Partial<SaleBody> = {}): SaleBody {
  return {
    kind: 'SALE',
    amount,
    lines: null,
    pointsToRedeem: null,
    holdId: null,
    attributes: NO_SALE_ATTRIBUTES,
    rewards: null,
    ...changes,
  };
}

export function saleLine(total: number, changes: Partial<SaleLine> = {}): SaleLine {
  return {
    sku: null,
    name: null,
    category: null,
    quantityMilli: 1_000,
    unitPrice: total,
    ...changes,
    total: minorUnits(total),
  };
}

export function tillAct(changes: Partial<TillAct> = {}): TillAct {
  return {
    id: 'act',
    networkId: NETWORK,
    guestId: GUEST,
    body: saleBody(10_000),
    actor: { kind: 'user', id: 'cashier' },
    channel: 'TILL',
    requestId: 'request',
    key: null,
    restaurantId: 'restaurant',
    pointOfSaleId: 'till',
    shiftId: 'shift',
    receipt: { number: null, externalOrderId: null, businessDate: null },
    occurredAt: null,
    deviceTime: null,
    networkLimit: null,
    claims: [],
    ...changes,
  };
}

export function preparedAct(changes: Partial<PreparedAct> = {}): PreparedAct {
  return {
    act: tillAct(),
    related: null,
    hold: null,
    receiptHolders: [],
    tierAsOf: null,
    rewards: null,
    refused: null,
    ...changes,
  };
}

/** A sale of 100.00 in the journal, recorded at noon by the first version. */
export function journalRow(changes: Partial<JournalRow> = {}): JournalRow {
  return {
    id: 'row',
    type: 'SALE',
    guestId: GUEST,
    guestVersion: 1,
    restaurantId: 'restaurant',
    pointOfSaleId: 'till',
    shiftId: 'shift',
    actorKind: 'user',
    actorId: 'cashier',
    channel: 'TILL',
    relatedId: null,
    receiptNumber: null,
    externalOrderId: null,
    businessDate: '2026-03-01',
    occurredAt: NOW,
    recordedAt: NOW,
    amount: 10_000,
    discount: 0,
    pointsRedeemed: 0,
    pointsValue: 0,
    payable: 10_000,
    pointsEarned: 100,
    pointsNotTaken: 0,
    available: 100,
    pending: 0,
    held: 0,
    inReview: 0,
    receivable: 0,
    tierBefore: 'BASE',
    tier: 'BASE',
    tierProgress: '[null,null,null,null]',
    programVersion: 1,
    items: null,
    facts: null,
    details: '[20513,null,0,[]]',
    trace: '[]',
    direction: null,
    reasonCode: null,
    requestHash: null,
    requestId: null,
    identifiedBy: null,
    sessionId: null,
    pointsGiven: null,
    ...NO_SALE_ATTRIBUTES,
    ...changes,
  };
}

export function relatedRows(row: JournalRow, ...others: JournalRow[]): RelatedRows {
  return { row, others, transfers: [], expired: 0 };
}

/** A row of `till_read` for a new guest, at noon. */
export function storedGuest(changes: Partial<TillReadRow> = {}): TillReadRow {
  return {
    ordinal: 1,
    now_ms: NOW,
    version: 0,
    blocked: false,
    birthday: null,
    joined_day: null,
    tier: null,
    grace_until: null,
    available: 0,
    pending: 0,
    held: 0,
    in_review: 0,
    receivable: 0,
    overdraft: false,
    spend: 0,
    visits: 0,
    points_earned: 0,
    sales: 0,
    days: [],
    counters: null,
    due_ms: null,
    in_family: false,
    segments: null,
    codes: null,
    identified: null,
    spent: null,
    lots: null,
    ...changes,
  };
}
