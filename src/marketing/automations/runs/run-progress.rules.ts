import type { ConfigurationSnapshot } from '../../../configuration';
import { calendarOf, type ZoneCalendar } from '../../../platform/clock/calendar';
import type { AutomationDocument, AutomationStep } from '../document/automation-document.schema';
import type { AutomationRun } from './automation-run.sql';
import { dueAt, hearsAt, stepOf } from '../document/automation-steps.rules';
import type { RunState } from '../document/automation.dto';

/** A run ends after so many steps, so that one which keeps coming back to a step ends, too. */
const MAX_VISITS = 1_000;

export function calendarOfSnapshot({ profile: { timeZone, settings } }: ConfigurationSnapshot): ZoneCalendar {
  return calendarOf(timeZone, settings.dayStart);
}

/** The beginning of the local day of a moment. */
export function dayStartOf(calendar: ZoneCalendar, at: Date): Date {
  return new Date(calendar.startOfDay(calendar.localDay(at.getTime())));
}

/** The step of its document at which a run stands. Throws where the run stands at none. */
export function currentStep(document: AutomationDocument, { id, step }: AutomationRun): AutomationStep {
  const found = step === null ? undefined : stepOf(document, step);
  if (found === undefined) throw new Error(`the run ${id} stands at no step`);
  return found;
}

/** Moves a run to the step of this name; null ends the run. */
export function arrive(
  run: AutomationRun,
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

/** Sets when a run that stands at a step goes on, and the events that the run listens to, as the document says. */
export function stand(
  run: AutomationRun,
  document: AutomationDocument,
  step: AutomationStep,
  calendar: ZoneCalendar,
): void {
  run.dueAt = new Date(dueAt(step, run.at.getTime(), calendar));
  run.hears = hearsAt(document, step);
  run.heard = null;
}

export function endRun(run: AutomationRun, state: RunState, reason: string | null = null): void {
  run.state = state;
  run.reason = reason;
  run.hears = null;
  run.heard = null;
}
