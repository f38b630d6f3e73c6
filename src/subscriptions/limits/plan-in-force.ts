import { Injectable } from '@nestjs/common';
import { messages } from '../../generated/words/messages';
import type { Statements, Tx } from '../../platform/database/database';
import { type Sql, sql } from '../../platform/database/sql';
import { pageAddress } from '../../platform/http/page-address';
import { FORMATTERS } from '../../platform/language/formatters';
import { ProblemError } from '../../platform/problems/problem';
import { type LimitedThing, ManagerLetters, type PlanFeature, type PlanGuard } from '../../security';
import type { PlanTerms } from '../life/terms';
import { termsOf } from '../plans/plan.dto';
import { listPlanVersions } from '../plans/plan.sql';
import type { State } from '../life/life.rules';

const COUNTED: Readonly<Record<LimitedThing, (networkId: string) => Sql>> = {
  restaurants: (networkId) => sql`restaurants WHERE network_id = ${networkId} AND closed_at IS NULL`,
  guests: (networkId) => sql`guests WHERE network_id = ${networkId} AND merged_into IS NULL AND erased_at IS NULL`,
};

/** So close to a limit registrations wait for one another, so that two at once cannot both take the last place. */
const CLOSE = 50;
/** Usage is counted no further; more is shown as this. */
const MOST_COUNTED = 10_000_000;
/** A sandbox has no plan, and is no way to run a network without one. */
const MOST_IN_SANDBOX = 1_000;

export interface Usage {
  readonly restaurants: number;
  readonly guests: number;
}

/** The plan that a network has now, and what it allows. */
@Injectable()
export class PlanInForce implements PlanGuard {
  constructor(private readonly letters: ManagerLetters) {}

  /** Null: the network has had no plan yet, so nothing is limited. After the end of a plan the terms are those of FREE. */
  async find(tx: Tx, networkId: string): Promise<PlanTerms | null> {
    const newest = await tx.maybe<{ state: State; terms: PlanTerms }>`
      SELECT state, terms FROM subscriptions WHERE network_id = ${networkId}
       ORDER BY (state = 'CANCELLED'), id DESC LIMIT 1`;
    if (newest === undefined) return null;
    if (newest.state !== 'CANCELLED') return newest.terms;
    const free = (await listPlanVersions(tx)).find(({ code }) => code === 'FREE');
    return free === undefined ? null : termsOf(free);
  }

  async requireRoom(tx: Tx, networkId: string, thing: LimitedThing): Promise<void> {
    const terms = await this.find(tx, networkId);
    if (terms === null) return requireRoomInSandbox(tx, networkId, thing);
    const max = terms.limits[thing];
    if (max === null) return;
    let count = await countOf(tx, networkId, thing, max + 1);
    if (count > max - CLOSE) {
      // Makes registrations that are close to the limit wait for each other.
      await tx.query`
        SELECT FROM subscriptions WHERE network_id = ${networkId} AND state <> 'CANCELLED' FOR NO KEY UPDATE`;
      count = await countOf(tx, networkId, thing, max + 1);
    }
    if (count > max) throw new ProblemError('plan_limit_reached', { plan: terms.planCode, limit: thing, max });
    if (count === max && thing === 'guests') await this.tellManagers(tx, networkId, terms.planCode, max);
  }

  async hasRoom(tx: Tx, networkId: string, thing: LimitedThing): Promise<boolean> {
    const terms = await this.find(tx, networkId);
    const max = terms === null ? ((await isSandbox(tx, networkId)) ? MOST_IN_SANDBOX : null) : terms.limits[thing];
    return max === null || (await countOf(tx, networkId, thing, max)) < max;
  }

  /** The last place is taken, so the next guest will be refused. */
  private tellManagers(tx: Tx, networkId: string, plan: string, max: number): Promise<void> {
    return this.letters.send(tx, networkId, null, (language, network) => ({
      subject: messages[language]['planFull.subject'](FORMATTERS, { network }),
      body: messages[language]['planFull.body'](FORMATTERS, {
        network,
        plan,
        max,
        console: pageAddress('/admin/plan'),
      }),
    }));
  }

  async requireFeature(tx: Tx, networkId: string, feature: PlanFeature): Promise<void> {
    const terms = await this.find(tx, networkId);
    if (terms === null || terms.features.includes(feature)) return;
    throw new ProblemError('plan_limit_reached', { plan: terms.planCode, limit: feature });
  }

  async usage(tx: Tx, networkId: string): Promise<Usage> {
    return {
      restaurants: await countOf(tx, networkId, 'restaurants', MOST_COUNTED),
      guests: await countOf(tx, networkId, 'guests', MOST_COUNTED),
    };
  }
}

async function requireRoomInSandbox(tx: Tx, networkId: string, thing: LimitedThing): Promise<void> {
  if (!(await isSandbox(tx, networkId))) return;
  const max = MOST_IN_SANDBOX;
  if ((await countOf(tx, networkId, thing, max + 1)) > max)
    throw new ProblemError('plan_limit_reached', { plan: 'SANDBOX', limit: thing, max });
}

/** The limits that the network is over. */
export function overLimits(limits: PlanTerms['limits'], usage: Usage): LimitedThing[] {
  return (['restaurants', 'guests'] as const).filter((thing) => {
    const max = limits[thing];
    return max !== null && usage[thing] > max;
  });
}

async function isSandbox(tx: Statements, networkId: string): Promise<boolean> {
  return (await tx.maybe`SELECT FROM networks WHERE id = ${networkId} AND sandbox_of IS NOT NULL`) !== undefined;
}

/** Counts the network's things of this kind, and stops counting at `upTo`. */
async function countOf(tx: Statements, networkId: string, thing: LimitedThing, upTo: number): Promise<number> {
  const { count } = await tx.one<{ count: number }>`
    SELECT count(*) FROM (SELECT FROM ${COUNTED[thing](networkId)} LIMIT ${upTo}) counted`;
  return count;
}
