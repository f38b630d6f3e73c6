import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Tx } from '../../platform/database/database';

/** Things whose number a plan limits. */
export type LimitedThing = 'restaurants' | 'guests';
/** Parts of the product that only some plans include. */
export type PlanFeature = 'POS_SYNC' | 'MARKETING' | 'API';

/** The limits of a network's plan. The subscriptions layer implements it under the token PLAN_GUARD. */
export interface PlanGuard {
  /**
   * Call it after one more was written, in the same transaction. A network without a plan has no limits.
   * @throws ProblemError `plan_limit_reached`
   */
  requireRoom(tx: Tx, networkId: string, thing: LimitedThing): Promise<void>;
  /** Whether one more may be added. */
  hasRoom(tx: Tx, networkId: string, thing: LimitedThing): Promise<boolean>;
  /** @throws ProblemError `plan_limit_reached` where the network's plan does not include the feature */
  requireFeature(tx: Tx, networkId: string, feature: PlanFeature): Promise<void>;
}

export const PLAN_GUARD = Symbol('PLAN_GUARD');

/**
 * Checks a network's plan before something is added. Sales check nothing: a plan never stops a till. The guard is looked up at first use, because
 * its layer depends on this one.
 */
@Injectable()
export class PlanLimits implements PlanGuard {
  constructor(private readonly modules: ModuleRef) {}

  requireRoom(tx: Tx, networkId: string, thing: LimitedThing): Promise<void> {
    return this.guard.requireRoom(tx, networkId, thing);
  }

  hasRoom(tx: Tx, networkId: string, thing: LimitedThing): Promise<boolean> {
    return this.guard.hasRoom(tx, networkId, thing);
  }

  requireFeature(tx: Tx, networkId: string, feature: PlanFeature): Promise<void> {
    return this.guard.requireFeature(tx, networkId, feature);
  }

  private get guard(): PlanGuard {
    return this.modules.get<PlanGuard>(PLAN_GUARD, { strict: false });
  }
}
