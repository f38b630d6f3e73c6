import type { KeyedAct } from '../../shared/api/act-key';
import { actOf, ask, askBy } from '../../shared/api/calls';
import { pageAfter } from '../../shared/api/lists';
import type { Schemas } from '../../shared/api/schemas';

export type Automation = Schemas['Automation'];
export type ListedAutomation = Schemas['ListedAutomation'];
export type AutomationDetail = Schemas['AutomationDetail'];
export type AutomationDocument = Automation['document'];
export type AutomationState = Automation['state'];
export type AutomationStateChange = Schemas['SetAutomationState'];
export type AutomationVersion = AutomationDetail['versions'][number];
export type AutomationStep = AutomationDocument['steps'][number];
export type StepKind = AutomationStep['kind'];
export type Trigger = AutomationDocument['trigger'];
export type EventMatch = NonNullable<AutomationDocument['goal']>;
export type EventCondition = EventMatch['conditions'][number];
export type AutomationMistake = Schemas['AutomationPreview']['errors'][number];
export type AutomationLoop = Schemas['AutomationPreview']['loops'][number];
export type AutomationEstimate = Schemas['AutomationEstimate'];
export type AutomationExample = Schemas['AutomationExamples']['items'][number];
export type AutomationRun = Schemas['AutomationRun'];
export type AutomationRunDetail = Schemas['AutomationRunDetail'];

const AT_ONCE = 50;
/** How often an open automation is read again, because guests enter and move on all the time. */
const LOOK_EVERY_MS = 5_000;

export const AUTOMATION_STATES = ['DRAFT', 'ACTIVE', 'PAUSED', 'ENDED'] as const satisfies AutomationState[];

/** A page of automations, the newest first. `state` null: in all states. */
export function automationsQuery(state: AutomationState | null, archived: boolean, cursor: string | undefined) {
  return ask('/api/automations', {
    ...pageAfter(cursor, AT_ONCE),
    archived: archived ? 'true' : 'false',
    state: state ?? undefined,
  });
}

export function automationQuery(id: string) {
  return ask('/api/automations/{id}', { id }, { refetchInterval: LOOK_EVERY_MS });
}

/** A guest enters an automation of the mode EVENT so often in a day, where its document does not say. */
export const USUAL_GUEST_ENTRIES_PER_DAY = 3;

/** Mistakes of an unsaved automation, and its steps that may bring guests in again. @param document the document as JSON */
export function automationPreviewQuery(automationId: string, document: string, language: string) {
  const body = { automationId, document: JSON.parse(document) as unknown };
  return askBy('/api/automations/preview', {}, body, { by: language });
}

/** How many guests an unsaved automation would have taken in the past; its document must have no mistakes. */
export function automationEstimateQuery(document: AutomationDocument, enabled: boolean) {
  return askBy('/api/automations/estimate', {}, { document }, { enabled });
}

interface WhichRuns {
  readonly step?: string;
  readonly state?: AutomationRun['state'];
}

export function automationRunsQuery(id: string, which: WhichRuns, cursor: string | undefined) {
  return ask('/api/automations/{id}/runs', { id, ...which, ...pageAfter(cursor, AT_ONCE) });
}

export function copyExample({ key, body: name }: KeyedAct<AutomationExample['name']>) {
  return actOf('POST', '/api/automations/examples/{name}/copy', { name })({ key, body: null });
}
