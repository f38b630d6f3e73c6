import { nameIn } from '../../../platform/language/spoken';
import { Injectable } from '@nestjs/common';
import { asAnswer } from '../../../platform/http/as-answer';
import { listPlaceNames, Networks } from '../../../configuration';
import { Database } from '../../../platform/database/database';
import type { IdSlice } from '../../../platform/http/list-query';
import { found } from '../../../platform/problems/problem';
import { Approvers, Audit, type Principal, type RequestContext, restaurantsOf } from '../../../security';
import { UNTIL_DECIDED } from '../../../decision';
import { findGiftsOfCase } from '../one-person/sole-gifts.sql';
import { listDays } from '../kept/signals.sql';
import { addUp, PEER_DAYS, Peers } from '../signals/peers.rules';
import { ruleOf } from '../signals/rules';
import * as dto from './fraud.dto';
import * as sql from './cases.sql';
import { actsForNetwork, isManager, isOwn, namesOfPeople, Subjects } from './subjects';

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
    const rows = await sql.sumCases(tx, networkId, sightOf(principal));
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
    const of = { state: state ?? null, restaurantId: restaurantId ?? null, rule: rule ?? null };
    const rows = await sql.listCases(tx, networkId, sightOf(principal), of, slice);
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
    const row = found(await sql.findCase(tx, networkId, sight, id));
    const [signals, acts, similar, decisions] = await Promise.all([
      sql.listSignalsOfCase(tx, networkId, id),
      sql.listActsOfCase(tx, networkId, id),
      sql.listSimilar(tx, networkId, sight, id),
      sql.listDecisions(tx, networkId, id),
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
  private async peersOf(networkId: string, { subjectId, rules }: sql.CaseRow): Promise<dto.FraudCaseDetail['peers']> {
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
export function sightOf(principal: Principal): sql.Sight {
  const own = principal.kind === 'user' ? [principal.id, principal.guestId].filter(isThere) : [];
  return { restaurantIds: restaurantsOf(principal), hiddenIds: isManager(principal) ? [] : own };
}

function isThere<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

function subjectOf({ subjectKind, subjectId }: Pick<sql.CaseRow, 'subjectKind' | 'subjectId'>) {
  return { kind: subjectKind, id: subjectId };
}

function idsOf(rows: readonly { readonly restaurantId: string | null }[]): string[] {
  return [...new Set(rows.map(({ restaurantId }) => restaurantId).filter(isThere))];
}

function nameOf(names: ReadonlyMap<string, string>, restaurantId: string | null): string | null {
  return restaurantId === null ? null : (names.get(restaurantId) ?? null);
}

function answerOf(row: sql.CaseRow, subject: dto.FraudCase['subject'], restaurantName: string | null): dto.FraudCase {
  return asAnswer(dto.fraudCaseSchema, { ...row, subject, restaurantName });
}
