import type { ZoneCalendar } from '../../platform/clock/calendar';
import type { AutomationDocument, AutomationStep } from './automation-document.schema';
import type { Run } from './automation-run.sql';
import { dueAt, hearsAt, stepOf } from './automation-steps.rules';
import type { RunState } from './automation.dto';

/** A run that comes back for ever ends after so many steps. */
export const MAX_VISITS = 1_000;

/** The step at which a run stands. */
export function currentStep(document: AutomationDocument, { id, step }: Run): AutomationStep {
  const found = step === null ? undefined : stepOf(document, step);
  if (found === undefined) throw new Error(`the run ${id} stands at no step`);
  return found;
}

/** The run comes to a step; null: it has come to its end. */
export function arrive(
  run: Run,
  document: AutomationDocument,
  name: string | null,
  at: Date,
  calendar: ZoneCalendar,
): void {
  const step = name === null ? undefined : stepOf(document, name);
  if (step === undefined) {
    endRun(run, 'DONE');
    return;
  }
  if (run.visit >= MAX_VISITS) {
    endRun(run, 'LEFT', 'TOO_MANY_STEPS');
    return;
  }
  run.step = step.name;
  run.at = at;
  stand(run, document, step, calendar);
}

/** A run that stays where it is goes on by another document. */
export function stand(run: Run, document: AutomationDocument, step: AutomationStep, calendar: ZoneCalendar): void {
  run.dueAt = new Date(dueAt(step, run.at.getTime(), calendar));
  run.hears = hearsAt(document, step);
  run.heard = null;
}

export function endRun(run: Run, state: RunState, reason: string | null = null): void {
  run.state = state;
  run.reason = reason;
  run.hears = null;
  run.heard = null;
}
