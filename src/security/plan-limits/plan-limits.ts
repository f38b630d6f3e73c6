import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Tx } from '../../platform/database/database';

/** Things of which a plan allows a number. */
export type LimitedThing = 'restaurants' | 'guests';
/** Parts of the product that not every plan has. */
export type PlanFeature = 'POS_SYNC' | 'MARKETING' | 'API';

/** The plan of a network. Implemented by the subscriptions layer under the token PLAN_GUARD. */
export interface PlanGuard {
  /**
   * To be called after one more was written, in the same transaction. A network without a plan is not limited.
   * @throws ProblemError `plan_limit_reached`
   */
  requireRoom(tx: Tx, networkId: string, thing: LimitedThing): Promise<void>;
  /** Whether one more may be added. */
  hasRoom(tx: Tx, networkId: string, thing: LimitedThing): Promise<boolean>;
  /** @throws ProblemError `plan_limit_reached` where the plan of the network does not have the feature */
  requireFeature(tx: Tx, networkId: string, feature: PlanFeature): Promise<void>;
}

export const PLAN_GUARD = Symbol('PLAN_GUARD');

/**
 * Asks the plan of a network before something new is added. Sales ask nothing: a plan never stops a till.
 * The guard is looked up at its first use, because its layer is made from this one.
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
