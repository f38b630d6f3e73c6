import type { Tx } from '../../platform/database/database';
import type { RequestContext } from '../../security';

/** Starts automations. The marketing layer implements it under the token AUTOMATION_STARTS. */
export interface AutomationStarts {
  /** Makes a requested start. @throws ProblemError `not_found`, and those of a start */
  applyStart(tx: Tx, context: RequestContext, automationId: string, change: unknown): Promise<void>;
}

export const AUTOMATION_STARTS = Symbol('AUTOMATION_STARTS');
