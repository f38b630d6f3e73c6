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
import { parseRate } from '../shadow-receipts';
import type * as dto from './shadow.dto';
import * as sql from './shadow.sql';

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
      days: daysOf(await sql.listDays(tx, shadowId, from, to)),
      guests: await sql.countGuests(tx, shadowId),
    }));
  }

  async groups(networkId: string): Promise<{ groups: dto.ShadowGroupAnswer[] }> {
    const rows = await this.inShadow(networkId, (tx, shadowId) => sql.listGroupFigures(tx, shadowId, null));
    return { groups: rows.map(groupAnswer) };
  }

  async receipts(networkId: string, query: dto.ShadowReceiptsQuery) {
    const before = query.cursor === undefined ? LAST_ID : decodeCursor(RECEIPTS, query.cursor, uuid);
    const rows = await this.inShadow(networkId, (tx, shadowId) =>
      sql.listReceiptFigures(tx, shadowId, query, before, query.limit + 1),
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
    const [row] = await this.database.inNetwork(shadow.id, (tx) => sql.listReceiptsById(tx, shadow.id, [id]));
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
    const after = cursor === undefined ? sql.FIRST_ID : decodeCursor(GUESTS, cursor, uuid);
    const { pointValue, page, receipts } = await this.inShadow(networkId, async (tx, shadowId) => {
      const rows = pageFrom(
        GUESTS,
        await sql.listParted(tx, shadowId, after, limit + 1),
        limit,
        ({ guestId }) => guestId,
      );
      const ids = rows.items.flatMap(({ lastId, firstId }) => [lastId ?? [], firstId ?? []].flat());
      const named = await sql.listReceiptsById(tx, shadowId, ids);
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

function daysOf(rows: readonly sql.DayRow[]): Day[] {
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

export function groupAnswer(row: sql.GroupFigures): dto.ShadowGroupAnswer {
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

function receiptAnswer({
  occurredAt,
  transactionId: _transactionId,
  ...row
}: sql.ReceiptFigures): dto.ShadowReceiptAnswer {
  return { ...row, occurredAt: occurredAt.toISOString() };
}
