import type { Tx } from '../../platform/database/database';
import type { RequestContext } from '../../security';

/** The starts of automations. Implemented by the layer of marketing under the token AUTOMATION_STARTS. */
export interface AutomationStarts {
  /** Starts an automation as it was asked for. @throws ProblemError `not_found`, and what a start throws */
  applyStart(tx: Tx, context: RequestContext, automationId: string, change: unknown): Promise<void>;
}

export const AUTOMATION_STARTS = Symbol('AUTOMATION_STARTS');
