import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Networks, Sandboxes } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { uuid } from '../../platform/http/schemas';
import type { Language } from '../../platform/language/language';
import { ProblemError } from '../../platform/problems/problem';
import type { Principal } from '../../security';
import { ExplainQuery } from '../../transactions';
import { parseRate, type DifferenceReason, type ShadowReceiptRow } from '../shadow-receipts';
import type * as dto from './shadow.dto';
import { type GroupFigures, listGroupFigures, RECEIPT_ROWS } from './shadow.sql';
import { sql, when } from '../../platform/database/sql';

// SQL by hand: figures over all compared receipts and balances of a day or a group.

/** Below every id. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

interface DayRow {
  readonly date: string;
  /** Whether the row counts balances of a file, and not receipts. */
  readonly isOfBalances: boolean;
  readonly reason: DifferenceReason | null;
  readonly isAccepted: boolean;
  readonly count: number;
  readonly money: number;
}

/** The last comparison of each guest: by a balance of a file, or by a later receipt with known figures. */
const lastOfGuests = (networkId: string, after: string) => sql`
  SELECT coalesce(b.guest_id, r.guest_id) AS guest_id, r.id, r.gap AS receipt_gap, r.parted_id, b.day, b.gap AS balance_gap,
    b.day IS NOT NULL AND (r.id IS NULL OR r.old_earned IS NULL OR r.occurred_at < b.ends_at) AS by_balance
  FROM (SELECT DISTINCT ON (guest_id) guest_id, id, gap, parted_id, old_earned, occurred_at FROM shadow_receipts
         WHERE network_id = ${networkId} AND guest_id > ${after} ORDER BY guest_id, id DESC) r
  FULL JOIN (SELECT DISTINCT ON (guest_id) guest_id, day, gap, ends_at FROM shadow_balances
         WHERE network_id = ${networkId} AND guest_id > ${after} ORDER BY guest_id, day DESC) b ON b.guest_id = r.guest_id`;

interface ReceiptFigures extends Omit<
  ShadowReceiptRow,
  'receiptNumber' | 'pointOfSaleId' | 'occurredAt' | 'discount' | 'payable'
> {
  readonly number: string;
  readonly occurredAt: Date;
  readonly reason: DifferenceReason | null;
}

interface PartedRow {
  readonly guestId: string;
  readonly gap: number;
  /** Null: the last receipt was not recorded, or no receipt and no balance tells it. */
  readonly balance: number | null;
  readonly oldBalance: number | null;
  readonly lastId: string | null;
  /** The receipt that first parted the balances; null: none lies in the time in which they parted. */
  readonly firstId: string | null;
  /** The last day of a file on which both balances were equal; null: none was, or receipts alone tell. */
  readonly agreedOn: string | null;
  /** The first day of a file on which they differ since then; null: receipts alone tell. */
  readonly differsOn: string | null;
}

const MILLION = 1_000_000;
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const RECEIPTS = 'shadow receipts';
const GUESTS = 'parted guests';

/** The shadow run of a network, and how its receipts compare. */
@Injectable()
export class ShadowQuery {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly sandboxes: Sandboxes,
    private readonly explanations: ExplainQuery,
    private readonly clock: Clock,
  ) {}

  async state(networkId: string): Promise<dto.ShadowState> {
    const shadow = await this.sandboxes.find(networkId, 'SHADOW');
    if (shadow === undefined) return { shadow: null };
    return { shadow: await this.database.inNetwork(networkId, (tx) => this.answerWithin(tx, networkId, shadow)) };
  }

  /** @throws ProblemError `not_found` for a network without a shadow run */
  async get(networkId: string): Promise<NetworkProfile> {
    const shadow = await this.sandboxes.find(networkId, 'SHADOW');
    if (shadow === undefined) throw new ProblemError('not_found');
    return shadow;
  }

  /** The answer within a transaction of the network. */
  async answerWithin(tx: Tx, networkId: string, { id, code, createdAt }: NetworkProfile): Promise<dto.ShadowAnswer> {
    return { id, code, startedAt: createdAt.toISOString(), restaurants: await restaurantsOf(tx, networkId) };
  }

  async days(networkId: string, from: string, to: string): Promise<dto.ShadowDays> {
    return this.inShadow(networkId, async (tx, shadowId) => ({
      days: daysOf(await listDays(tx, shadowId, from, to)),
      guests: await countGuests(tx, shadowId),
    }));
  }

  async groups(networkId: string): Promise<{ groups: dto.ShadowGroupAnswer[] }> {
    const rows = await this.inShadow(networkId, (tx, shadowId) => listGroupFigures(tx, shadowId, null));
    return { groups: rows.map(groupAnswer) };
  }

  async receipts(networkId: string, query: dto.ShadowReceiptsQuery) {
    const before = query.cursor === undefined ? LAST_ID : decodeCursor(RECEIPTS, query.cursor, uuid);
    // Receipts that were compared before this one, the newest first.
    const rows = await this.inShadow(
      networkId,
      (tx, shadowId) =>
        tx.query<ReceiptFigures>`
        ${RECEIPT_ROWS} WHERE r.network_id = ${shadowId} AND r.id < ${before} 
          ${when(query.groupId !== undefined, sql`AND r.group_id = ${query.groupId ?? null}`)}
          ${when(query.guestId !== undefined, sql`AND r.guest_id = ${query.guestId ?? null}`)}
          ${when(query.businessDate !== undefined, sql`AND r.business_date = ${query.businessDate ?? null}::date`)}
         ORDER BY r.id DESC LIMIT ${query.limit + 1}`,
    );
    const page = pageFrom(RECEIPTS, rows, query.limit, (row) => row.id);
    return { ...page, items: page.items.map(receiptAnswer) };
  }

  /** @throws ProblemError `not_found` */
  async explained(
    networkId: string,
    id: string,
    principal: Principal,
    language: Language,
  ): Promise<dto.ExplainedReceipt> {
    const shadow = await this.get(networkId);
    const [row] = await this.database.inNetwork(shadow.id, (tx) => listReceiptsById(tx, shadow.id, [id]));
    if (row === undefined) throw new ProblemError('not_found');
    const receipt = receiptAnswer(row);
    if (row.transactionId === null) return { receipt, sentences: [] };
    // The caller is checked for the network beside which the shadow stands.
    const there = { ...principal, networkId: shadow.id };
    const { trace } = await this.explanations.explain(there, row.transactionId, language);
    return { receipt, sentences: trace.map(({ reason }) => reason) };
  }

  async partedGuests(
    networkId: string,
    { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<dto.PartedGuestPage> {
    const after = cursor === undefined ? FIRST_ID : decodeCursor(GUESTS, cursor, uuid);
    const { pointValue, page, receipts } = await this.inShadow(networkId, async (tx, shadowId) => {
      const rows = pageFrom(GUESTS, await listParted(tx, shadowId, after, limit + 1), limit, ({ guestId }) => guestId);
      const ids = rows.items.flatMap(({ lastId, firstId }) => [lastId ?? [], firstId ?? []].flat());
      const named = await listReceiptsById(tx, shadowId, ids);
      const program = (await this.networks.getSnapshot(shadowId)).programInForce(this.clock.now());
      return {
        page: rows,
        receipts: new Map(named.map((row) => [row.id, row])),
        pointValue: program?.program.document.pointValue ?? 0,
      };
    });
    const receiptOf = (id: string | null): dto.ShadowReceiptAnswer | null => {
      const row = receipts.get(id ?? '');
      return row === undefined ? null : receiptAnswer(row);
    };
    const items = page.items.map(({ lastId, firstId, ...guest }) => {
      const money = Math.trunc((guest.gap * pointValue) / MILLION);
      return { ...guest, money, first: receiptOf(firstId), last: receiptOf(lastId) };
    });
    return { ...page, items };
  }

  private async inShadow<T>(networkId: string, work: (tx: Tx, shadowId: string) => Promise<T>): Promise<T> {
    const { id } = await this.get(networkId);
    return this.database.inNetwork(id, (tx) => work(tx, id));
  }
}

/** The restaurants of a network that are in its shadow. */
async function restaurantsOf(tx: Tx, networkId: string): Promise<dto.ShadowAnswer['restaurants']> {
  const rows = await tx.prisma.restaurant.findMany({
    where: { networkId, shadowSince: { not: null } },
    select: { id: true, shadowSince: true },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ id, shadowSince }) => ({ id, since: shadowSince?.toISOString() ?? '' }));
}

type Day = dto.ShadowDays['days'][number];

function daysOf(rows: readonly DayRow[]): Day[] {
  const days = new Map<string, Day>();
  for (const { date, isOfBalances, reason, isAccepted, count, money } of rows) {
    const day = days.get(date) ?? noneOn(date);
    const part = reason === null ? 'equal' : isAccepted ? 'accepted' : 'differing';
    const counted = { ...day, money: day.money + money };
    if (isOfBalances) days.set(date, { ...counted, balances: { ...day.balances, [part]: day.balances[part] + count } });
    else {
      const reasons = reason === null ? day.reasons : withReason(day.reasons, reason, count);
      days.set(date, { ...counted, [part]: day[part] + count, reasons });
    }
  }
  return [...days.values()];
}

function noneOn(date: string): Day {
  const none = { equal: 0, accepted: 0, differing: 0 };
  return { date, ...none, balances: none, money: 0, reasons: [] };
}

type Reasons = dto.ShadowDays['days'][number]['reasons'];

function withReason(reasons: Reasons, reason: Reasons[number]['reason'], count: number): Reasons {
  const known = reasons.find((one) => one.reason === reason);
  if (known === undefined) return [...reasons, { reason, count }];
  return reasons.map((one) => (one === known ? { reason, count: one.count + count } : one));
}

export function groupAnswer(row: GroupFigures): dto.ShadowGroupAnswer {
  const { id, reason, detail, receipts, balances, guests, money, createdAt, acceptedAt, acceptedBy, note } = row;
  const rate = reason === 'RATE' ? parseRate(detail) : null;
  return {
    id,
    reason,
    detail: rate === null ? detail : '',
    rate: rate === null ? null : { base: rate.base, step: rate.step, points: detail.split(' ')[2] ?? '' },
    receipts,
    balances,
    guests,
    money,
    createdAt: createdAt.toISOString(),
    acceptedAt: acceptedAt?.toISOString() ?? null,
    acceptedBy,
    note,
  };
}

function receiptAnswer({ occurredAt, transactionId: _transactionId, ...row }: ReceiptFigures): dto.ShadowReceiptAnswer {
  return { ...row, occurredAt: occurredAt.toISOString() };
}

/** How many receipts and balances of files each day has for each reason of a difference. */
function listDays(tx: Tx, networkId: string, from: string, to: string) {
  return tx.query<DayRow>`SELECT c.date::text, c.is_of_balances, g.reason, g.accepted_at IS NOT NULL AS is_accepted,
            count(*)::integer AS count, sum(c.money)::bigint AS money
       FROM (SELECT business_date AS date, false AS is_of_balances, group_id, money FROM shadow_receipts
              WHERE network_id = ${networkId} AND business_date BETWEEN ${from} AND ${to}
             UNION ALL
             SELECT day, true, group_id, money FROM shadow_balances
              WHERE network_id = ${networkId} AND day BETWEEN ${from} AND ${to} AND guest_id IS NOT NULL) c
       LEFT JOIN shadow_groups g ON g.network_id = ${networkId} AND g.id = c.group_id
      GROUP BY c.date, c.is_of_balances, g.reason, g.accepted_at IS NOT NULL
      ORDER BY c.date, count DESC`;
}

/** Guests that were compared, and those whose balance differs after the last comparison. */
function countGuests(tx: Tx, networkId: string): Promise<{ compared: number; parted: number; unknown: number }> {
  return tx.one<{ compared: number; parted: number; unknown: number }>`
    SELECT count(*)::integer AS compared,
           (count(*) FILTER (WHERE CASE WHEN by_balance THEN balance_gap ELSE receipt_gap END <> 0))::integer AS parted,
           (SELECT count(DISTINCT external_id)::integer FROM shadow_balances
             WHERE network_id = ${networkId} AND guest_id IS NULL) AS "unknown!"
      FROM (${lastOfGuests(networkId, FIRST_ID)}) last`;
}

function listReceiptsById(tx: Tx, networkId: string, ids: readonly string[]): Promise<ReceiptFigures[]> {
  return tx.query<ReceiptFigures>`${RECEIPT_ROWS} WHERE r.network_id = ${networkId} AND r.id = ANY(${ids}::uuid[])`;
}

/** A page of the guests with different balances in the two systems, in the order of their ids, after the given guest. */
function listParted(tx: Tx, networkId: string, after: string, limit: number): Promise<PartedRow[]> {
  return tx.query<PartedRow>`
    SELECT p.guest_id AS "guest_id!", p.gap AS "gap!", p.id AS last_id, w.agreed_on::text AS agreed_on,
      w.differs_on::text AS differs_on,
            CASE WHEN p.by_balance THEN b.balance ELSE r.balance END AS balance,
            CASE WHEN p.by_balance THEN b.old_balance ELSE r.old_balance END AS old_balance,
            CASE WHEN p.by_balance THEN (
              SELECT f.id FROM shadow_receipts f
               WHERE f.network_id = ${networkId} AND f.guest_id = p.guest_id AND f.occurred_at < w.until
                 AND (w.since IS NULL OR f.occurred_at >= w.since)
               ORDER BY f.occurred_at, f.id LIMIT 1) ELSE p.parted_id END AS first_id
       FROM (SELECT guest_id, id, parted_id, day, by_balance, CASE WHEN by_balance THEN balance_gap ELSE receipt_gap END AS gap
               FROM (${lastOfGuests(networkId, after)}) last
              WHERE CASE WHEN by_balance THEN balance_gap ELSE receipt_gap END <> 0 ORDER BY guest_id LIMIT ${limit}) p
       LEFT JOIN shadow_receipts r ON r.network_id = ${networkId} AND r.id = p.id
       LEFT JOIN shadow_balances b ON b.network_id = ${networkId} AND b.guest_id = p.guest_id AND b.day = p.day AND p.by_balance
       LEFT JOIN LATERAL (
         SELECT agreed.day AS agreed_on, agreed.ends_at AS since, parted.day AS differs_on, parted.ends_at AS until
           FROM (SELECT 1) one
           LEFT JOIN LATERAL (SELECT day, ends_at FROM shadow_balances
              WHERE network_id = ${networkId} AND guest_id = p.guest_id AND gap = 0 ORDER BY day DESC LIMIT 1) agreed ON true
           LEFT JOIN LATERAL (SELECT day, ends_at FROM shadow_balances
              WHERE network_id = ${networkId} AND guest_id = p.guest_id AND (agreed.day IS NULL OR day > agreed.day)
              ORDER BY day LIMIT 1) parted ON true) w ON p.by_balance
      ORDER BY p.guest_id`;
}
