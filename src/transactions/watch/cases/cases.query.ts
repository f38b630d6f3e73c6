import { Injectable } from '@nestjs/common';
import { asAnswer } from '../../../platform/http/as-answer';
import { listPlaceNames, Networks } from '../../../configuration';
import { Database, type Statements } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';
import { type IdSlice, orderOf } from '../../../platform/http/list-query';
import { type NamedThing, nameIn } from '../../../platform/language/spoken';
import { found } from '../../../platform/problems/problem';
import { Approvers, Audit, type Principal, type RequestContext, restaurantsOf } from '../../../security';
import { UNTIL_DECIDED } from '../../../decision';
import { findGiftsOfCase } from '../one-person/sole-gifts.sql';
import { listDays } from '../kept/signals.sql';
import { inReview } from '../review/review-holds.sql';
import { addUp, PEER_DAYS, Peers } from '../signals/peers.rules';
import { ruleOf } from '../signals/rules';
import * as dto from './fraud.dto';
import { type CaseRow, columnsOf, type DecisionRow, findCase, isSeen, type Sight } from './cases.sql';
import { actsForNetwork, isManager, isOwn, namesOfPeople, Subjects } from './subjects';

interface SimilarRow {
  readonly id: string;
  readonly state: dto.CaseState;
  readonly ground: string | null;
  readonly decidedAt: Date | null;
}

interface ActRow {
  readonly id: string;
  readonly at: Date;
  readonly kind: string;
  readonly restaurantId: string | null;
  readonly pointOfSale: string | null;
  /** Names of the till by language. */
  readonly tillNames: NamedThing['names'] | null;
  readonly cashierId: string | null;
  readonly guestId: string | null;
  readonly identifiedBy: string | null;
  readonly payable: number;
  readonly earned: number;
  readonly redeemed: number;
  /** The gift card. Null: the act moves points. */
  readonly giftCardId: string | null;
}

const MOST_SIMILAR = 10;

const MOST_ACTS = 200;

const MOST_SIGNALS = 200;

interface SumRow {
  readonly restaurantId: string | null;
  readonly open: number;
  readonly stake: number;
  readonly confirmed: number;
  readonly dismissed: number;
}

/** Cases as staff read them. */
@Injectable()
export class CasesQuery {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly subjects: Subjects,
    private readonly audit: Audit,
    private readonly approvers: Approvers,
  ) {}

  async summary({ networkId, principal, language }: RequestContext): Promise<dto.FraudSummary> {
    const tx = this.database.readsOf(networkId);
    const sight = sightOf(principal);
    const rows = await tx.query<SumRow>`
      SELECT c.restaurant_id, count(*) FILTER (WHERE c.decided_at IS NULL)::integer AS open,
          coalesce(sum(v.points) FILTER (WHERE c.decided_at IS NULL), 0)::bigint AS stake,
          count(*) FILTER (WHERE c.state = 'CONFIRMED')::integer AS confirmed,
          count(*) FILTER (WHERE c.state = 'DISMISSED')::integer AS dismissed
        FROM fraud_cases c LEFT JOIN (${inReview(networkId)}) v ON v.case_id = c.id
        WHERE c.network_id = ${networkId} AND ${isSeen(sight)} GROUP BY c.restaurant_id ORDER BY 2 DESC, 1`;
    const names = await listPlaceNames(tx, networkId, idsOf(rows), language);
    const sum = (figure: 'open' | 'stake' | 'confirmed' | 'dismissed') =>
      rows.reduce((all, row) => all + row[figure], 0);
    return {
      open: sum('open'),
      stake: sum('stake'),
      confirmed: sum('confirmed'),
      dismissed: sum('dismissed'),
      restaurants: rows.map((row) => ({ ...row, name: nameOf(names, row.restaurantId) })),
    };
  }

  async list(
    { networkId, principal, language }: RequestContext,
    { state, restaurantId, rule }: dto.FraudCaseQuery,
    slice: IdSlice,
  ): Promise<dto.FraudCase[]> {
    const tx = this.database.readsOf(networkId);
    const sight = sightOf(principal);
    const rows = await tx.query<CaseRow>`
      SELECT ${columnsOf(networkId)} FROM fraud_cases c LEFT JOIN (${inReview(networkId)}) v ON v.case_id = c.id
        WHERE c.network_id = ${networkId} AND ${isSeen(sight)} ${when(state !== undefined, sql`AND c.state = ${state ?? null}`)}
          ${when(restaurantId !== undefined, sql`AND c.restaurant_id = ${restaurantId ?? null}`)}
          AND c.id > ${slice.after} AND c.id < ${slice.before}
          ${when(rule !== undefined, sql`AND EXISTS (SELECT FROM fraud_signals s WHERE s.network_id = ${networkId} AND s.case_id = c.id AND s.rule = ${rule ?? null})`)}
        ORDER BY c.id ${orderOf(slice)} LIMIT ${slice.limit}`;
    const names = await listPlaceNames(tx, networkId, idsOf(rows), language);
    const people = await this.subjects.namesOf(networkId, rows.map(subjectOf));
    return rows.map((row) => answerOf(row, people.of(subjectOf(row)), nameOf(names, row.restaurantId)));
  }

  /** @throws ProblemError `not_found` */
  async read(context: RequestContext, id: string): Promise<dto.FraudCaseDetail> {
    const { networkId, author } = context;
    const detail = await this.get(context, id);
    await this.database.inNetwork(networkId, (tx) =>
      this.audit.append(tx, networkId, {
        ...author,
        action: 'fraud_case.read',
        subjectKind: 'fraud_case',
        subjectId: id,
      }),
    );
    return detail;
  }

  /** @throws ProblemError `not_found` */
  async get({ networkId, principal, language }: RequestContext, id: string): Promise<dto.FraudCaseDetail> {
    const tx = this.database.readsOf(networkId);
    const sight = sightOf(principal);
    const row = found(await findCase(tx, networkId, sight, id));
    const [signals, acts, similar, decisions] = await Promise.all([
      tx.query<{
        rule: string;
        version: number;
        at: Date;
        inputs: Readonly<Record<string, number | string>>;
        acts: readonly string[];
      }>`
        SELECT rule, version, occurred_at AS at, inputs, acts::text[] AS acts FROM fraud_signals
         WHERE network_id = ${networkId} AND case_id = ${id} ORDER BY occurred_at DESC, id LIMIT ${MOST_SIGNALS}`,
      listActs(tx, networkId, id),
      listSimilar(tx, networkId, sight, id),
      tx.query<DecisionRow>`
        SELECT decision, ground, measures, decided_by AS by, decided_at AS at FROM fraud_decisions
         WHERE network_id = ${networkId} AND case_id = ${id} ORDER BY id`,
    ]);
    const places = await listPlaceNames(tx, networkId, [...idsOf(acts), ...idsOf([row])], language);
    const people = await namesOfPeople(
      tx,
      networkId,
      [...acts.map(({ cashierId }) => cashierId), ...decisions.map(({ by }) => by), row.subjectId].filter(isThere),
      [...acts.map(({ guestId }) => guestId), row.subjectId].filter(isThere),
    );
    const named = (personId: string | null) => (personId === null ? null : (people.get(personId) ?? null));
    return asAnswer(dto.fraudCaseDetailSchema, {
      ...row,
      subject: { ...subjectOf(row), name: named(row.subjectId) },
      restaurantName: nameOf(places, row.restaurantId),
      signals,
      acts: acts.map(({ tillNames, ...act }) => ({
        ...act,
        pointOfSale:
          act.pointOfSale === null ? null : nameIn({ name: act.pointOfSale, names: tillNames ?? {} }, language),
        restaurant: nameOf(places, act.restaurantId),
        cashier: named(act.cashierId),
        guest: named(act.guestId),
      })),
      peers: await this.peersOf(networkId, row),
      similar,
      review: row.until === null ? null : { points: row.stake, until: endOfReview(row.until) },
      decisions: decisions.map(({ by, measures, ...one }) => ({
        ...one,
        measures: { ...measures, limitDays: measures.limitDays ?? null },
        by: named(by),
      })),
      mayDecide: !isOwn(principal, subjectOf(row)) && (await this.isSecondPerson({ networkId, principal }, id)),
    });
  }

  /** A case without a gift of one person needs none, and the owner of the installation decides no such case. */
  private async isSecondPerson(asking: Pick<RequestContext, 'networkId' | 'principal'>, id: string): Promise<boolean> {
    const gifts = await findGiftsOfCase(this.database.readsOf(asking.networkId), asking.networkId, id);
    if (gifts === undefined) return !actsForNetwork(asking.principal);
    const isOwnGift = gifts.guests.some((guest) => isOwn(asking.principal, { kind: 'GUEST', id: guest }));
    return !isOwnGift && (await this.approvers.judgeFor(asking))(gifts.people) === null;
  }

  /** The figure for the case's first rule that compares people. */
  private async peersOf(networkId: string, { subjectId, rules }: CaseRow): Promise<dto.FraudCaseDetail['peers']> {
    const measure = rules.map(({ key }) => ruleOf(key)?.comparedBy).find(isThere);
    if (measure === undefined) return null;
    const days = await listDays(this.database.readsOf(networkId), networkId, PEER_DAYS);
    const picture = new Peers(addUp(days.flatMap(({ counts }) => counts))).picture(subjectId, measure);
    return { measure, ...picture };
  }
}

/** Null: only a decision ends it. */
function endOfReview(until: Date): string | null {
  return until.getTime() >= UNTIL_DECIDED ? null : until.toISOString();
}

/** The cases that the caller sees. */
export function sightOf(principal: Principal): Sight {
  const own = principal.kind === 'user' ? [principal.id, principal.guestId].filter(isThere) : [];
  return { restaurantIds: restaurantsOf(principal), hiddenIds: isManager(principal) ? [] : own };
}

function isThere<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

function subjectOf({ subjectKind, subjectId }: Pick<CaseRow, 'subjectKind' | 'subjectId'>) {
  return { kind: subjectKind, id: subjectId };
}

function idsOf(rows: readonly { readonly restaurantId: string | null }[]): string[] {
  return [...new Set(rows.map(({ restaurantId }) => restaurantId).filter(isThere))];
}

function nameOf(names: ReadonlyMap<string, string>, restaurantId: string | null): string | null {
  return restaurantId === null ? null : (names.get(restaurantId) ?? null);
}

function answerOf(row: CaseRow, subject: dto.FraudCase['subject'], restaurantName: string | null): dto.FraudCase {
  return asAnswer(dto.fraudCaseSchema, { ...row, subject, restaurantName });
}

/** The newest acts of a case's signals, of points and of gift cards, ordered by time. */
function listActs(tx: Statements, networkId: string, id: string): Promise<ActRow[]> {
  return tx.query<ActRow>`SELECT * FROM (
        SELECT t.id, t.occurred_at AS at, t.type::text AS kind, t.restaurant_id, p.name AS point_of_sale, p.names AS till_names,
          coalesce(CASE t.actor_kind WHEN 'user' THEN t.actor_id END, s.user_id,
            CASE WHEN t.actor_kind = 'guest' AND r.type = 'SALE' AND r.actor_kind = 'user' THEN r.actor_id END) AS cashier_id, t.guest_id,
          t.identified_by::text AS identified_by, t.payable, t.points_earned AS earned, t.points_redeemed AS redeemed, NULL::uuid AS gift_card_id
        FROM (SELECT DISTINCT unnest(acts) AS id FROM fraud_signals WHERE network_id = ${networkId} AND case_id = ${id}) a
        JOIN transactions t ON t.network_id = ${networkId} AND t.id = a.id
        LEFT JOIN points_of_sale p ON p.network_id = ${networkId} AND p.id = t.point_of_sale_id
        LEFT JOIN shifts s ON s.network_id = ${networkId} AND s.id = t.shift_id
        LEFT JOIN transactions r ON r.network_id = ${networkId} AND r.id = t.related_id
        UNION ALL
        SELECT g.id, g.recorded_at, 'GIFT_' || g.kind, g.restaurant_id, p.name, p.names, CASE g.actor_kind WHEN 'user' THEN g.actor_id END,
          c.guest_id, NULL, g.amount, 0, 0, c.id
        FROM (SELECT DISTINCT unnest(acts) AS id FROM fraud_signals WHERE network_id = ${networkId} AND case_id = ${id}) a
        JOIN gift_transactions g ON g.network_id = ${networkId} AND g.id = a.id
        JOIN gift_cards c ON c.network_id = ${networkId} AND c.id = g.card_id
        LEFT JOIN points_of_sale p ON p.network_id = ${networkId} AND p.id = g.point_of_sale_id
        ORDER BY at DESC, id DESC LIMIT ${MOST_ACTS}) newest
      ORDER BY at, id`;
}

/** Decided cases with a signal of one of the rules of this case. */
function listSimilar(tx: Statements, networkId: string, sight: Sight, id: string): Promise<SimilarRow[]> {
  return tx.query<SimilarRow>`
    SELECT c.id, c.state, d.ground, c.decided_at
      FROM fraud_cases c
      LEFT JOIN LATERAL (SELECT e.ground FROM fraud_decisions e WHERE e.network_id = ${networkId} AND e.case_id = c.id
        ORDER BY e.id DESC LIMIT 1) d ON true
      WHERE c.network_id = ${networkId} AND ${isSeen(sight)} AND c.id <> ${id} AND c.decided_at IS NOT NULL
        AND EXISTS (SELECT FROM fraud_signals s JOIN fraud_signals o ON o.network_id = ${networkId} AND o.case_id = ${id} AND o.rule = s.rule
          WHERE s.network_id = ${networkId} AND s.case_id = c.id)
      ORDER BY c.decided_at DESC, c.id LIMIT ${MOST_SIMILAR}`;
}
