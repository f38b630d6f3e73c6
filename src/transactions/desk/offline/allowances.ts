import { Injectable } from '@nestjs/common';
import { asAnswer } from '../../../platform/http/as-answer';
import { type ConfigurationSnapshot, Snapshots } from '../../../configuration';
import { Database, type Statements, type Tx } from '../../../platform/database/database';
import { sql } from '../../../platform/database/sql';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../../platform/problems/problem';
import {
  type AuditValues,
  Audit,
  networkOf,
  type Principal,
  qrKeys,
  type RequestContext,
  requireRestaurant,
} from '../../../security';
import { readNow } from '../../till/family/transfer-parties.sql';
import { type AllowanceAnswer, allowanceSchema, type AskTokenDto, type TokenAnswer } from './allowance.dto';
import { makeToken, parseToken, type SignedAllowance } from './allowance-token.rules';

/** The till that a request's path names. */
export interface TillPlace {
  readonly restaurantId: string;
  readonly pointOfSaleId: string;
}

export interface AllowanceRow {
  readonly id: string;
  readonly points: number;
  readonly used: number;
  readonly grantedAt: Date;
  readonly until: Date;
}

export const ALLOWANCE_COLUMNS = sql`id, points, used, granted_at, valid_until AS until`;

const HOUR_MS = 3_600_000;

/**
 * Points that guests may spend at an offline till beyond their balances; the allowance limits the network's loss. An
 * allowance never changes: a new one replaces it, and no more tokens are signed for the old one.
 */
@Injectable()
export class Allowances {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async get(principal: Principal, place: TillPlace): Promise<AllowanceAnswer> {
    const networkId = networkOf(principal);
    await this.requirePlace(principal, place);
    const row = await this.database.inNetwork(networkId, (tx) => findAllowance(tx, networkId, place.pointOfSaleId));
    return answerOf(place, row);
  }

  /** The token that a device keeps for its time offline, valid for as long as its acts may arrive late. @throws ProblemError as `GiveAllowance` */
  async tokenFor(principal: Principal, place: TillPlace, { deviceId }: AskTokenDto): Promise<TokenAnswer> {
    const networkId = networkOf(principal);
    const { pointOfSaleId } = place;
    const snapshot = await this.requirePlace(principal, place);
    requireOpen(snapshot, place);
    const { settings } = snapshot.profile;
    return this.database.inNetwork(networkId, async (tx) => {
      const row = await findAllowance(tx, networkId, pointOfSaleId);
      if (row === undefined || row.used === row.points) return { token: null, points: 0, until: null };
      const from = await readNow(tx);
      const until = Math.min(row.until.getTime(), from + settings.offlineWindowHours * HOUR_MS);
      const points = row.points - row.used;
      const signed = { id: row.id, networkId, pointOfSaleId, deviceId, points, from, until };
      return { token: makeToken(qrKeys().newest, signed), points, until: new Date(until).toISOString() };
    });
  }

  /** The content of a token that a key of this installation signed. Undefined: no key did. */
  parse(token: string): SignedAllowance | undefined {
    return parseToken(qrKeys(), token);
  }

  /** Ends the till's allowance and replaces it by the one that `begin` makes; once for the call's key. */
  change(
    { networkId, author, call }: RequestContext,
    place: TillPlace,
    begin: (tx: Tx, networkId: string) => Promise<AllowanceRow | undefined>,
  ): Promise<AllowanceAnswer> {
    const { pointOfSaleId } = place;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await tx.query`
        SELECT FROM points_of_sale WHERE network_id = ${networkId} AND id = ${pointOfSaleId} FOR NO KEY UPDATE`;
      // No more tokens are signed for an ended allowance. Tokens that were signed stay valid.
      const before = await tx.maybe<AllowanceRow>`
        UPDATE till_allowances SET ended_at = ledger_now()
         WHERE network_id = ${networkId} AND point_of_sale_id = ${pointOfSaleId} AND ended_at IS NULL
        RETURNING ${ALLOWANCE_COLUMNS}`;
      const row = await begin(tx, networkId);
      await this.audit.append(tx, networkId, {
        ...author,
        subjectKind: 'point_of_sale',
        subjectId: pointOfSaleId,
        action: row === undefined ? 'point_of_sale.allowance_ended' : 'point_of_sale.allowance_given',
        ...(before === undefined ? {} : { before: noted(before) }),
        ...(row === undefined ? {} : { after: noted(row) }),
      });
      return answerOf(place, row);
    });
  }

  /** @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async requirePlace(principal: Principal, place: TillPlace): Promise<ConfigurationSnapshot> {
    const snapshot = await this.snapshots.current(networkOf(principal));
    if (snapshot.place(place.pointOfSaleId)?.restaurantId !== place.restaurantId) throw new ProblemError('not_found');
    requireRestaurant(principal, place.restaurantId);
    return snapshot;
  }
}

/** @throws ProblemError `point_of_sale_closed` */
export function requireOpen(snapshot: ConfigurationSnapshot, { pointOfSaleId }: TillPlace): void {
  if (snapshot.place(pointOfSaleId)?.closed === true) throw new ProblemError('point_of_sale_closed');
}

function noted({ id, points, used, until }: AllowanceRow): AuditValues {
  return { allowanceId: id, points, used, until: until.toISOString() };
}

function answerOf({ pointOfSaleId }: TillPlace, row: AllowanceRow | undefined): AllowanceAnswer {
  if (row === undefined) return { pointOfSaleId, points: 0, used: 0, left: 0, grantedAt: null, until: null };
  return asAnswer(allowanceSchema, { ...row, pointOfSaleId, left: row.points - row.used });
}

/** The allowance of a till that is in force: the latest one, unless it was ended. */
function findAllowance(tx: Statements, networkId: string, pointOfSaleId: string): Promise<AllowanceRow | undefined> {
  return tx.maybe<AllowanceRow>`
    SELECT ${ALLOWANCE_COLUMNS} FROM till_allowances
     WHERE network_id = ${networkId} AND point_of_sale_id = ${pointOfSaleId} AND ended_at IS NULL AND valid_until > ledger_now()`;
}
