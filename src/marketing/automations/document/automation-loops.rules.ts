/** Steps of automations that may bring their guest in again, told before it happens. */
import type { AutomationDocument, AutomationStep } from './automation-document.schema';
import type { Loop } from './automation.dto';
import { bringingOf, couldFit, type EventFacts, fitsType } from './automation-steps.rules';

/** Triggers that come once in the life of a guest. */
const ONCE_EVER: ReadonlySet<string> = new Set(['JOINED', 'FIRST_SALE', 'NTH_VISIT']);

/** A running automation of the network. */
export interface RunningAutomation {
  readonly id: string;
  readonly document: AutomationDocument;
}

/**
 * The steps of a document that may bring their guest into it again: by an event that they cause, by way of the other automations that such an event
 * lets guests into, or by the receiver of a webhook, who may answer with a call of the API.
 */
export function loopsOf(document: AutomationDocument, others: readonly RunningAutomation[]): Loop[] {
  const { entry, steps, trigger } = document;
  const brings = bringingOf(document);
  if (brings === null || entry.mode === 'ONCE' || ONCE_EVER.has(trigger.kind)) return [];
  return steps.flatMap((step): Loop[] => {
    if (mayBringIn(step, document)) return [{ kind: 'OWN_STEP', step: step.name, automation: null }];
    const first = others.find(
      (other) => mayBringIn(step, other.document) && leadsTo(other, document, others, new Set([other.id])),
    );
    if (first !== undefined)
      return [{ kind: 'OTHER_AUTOMATION', step: step.name, automation: { id: first.id, name: first.document.name } }];
    return step.kind === 'WEBHOOK' && entry.mode === 'EVENT'
      ? [{ kind: 'WEBHOOK', step: step.name, automation: null }]
      : [];
  });
}

/** Whether steps of an automation, or of those that they let guests into, may bring a guest into the document's automation. */
function leadsTo(
  from: RunningAutomation,
  target: AutomationDocument,
  others: readonly RunningAutomation[],
  seen: Set<string>,
): boolean {
  const { steps } = from.document;
  if (steps.some((step) => mayBringIn(step, target))) return true;
  return others.some((other) => {
    if (seen.has(other.id) || !steps.some((step) => mayBringIn(step, other.document))) return false;
    seen.add(other.id);
    return leadsTo(other, target, others, seen);
  });
}

/** Whether an event that the step causes may bring its guest into the document's automation. */
function mayBringIn(step: AutomationStep, document: AutomationDocument): boolean {
  const brings = bringingOf(document);
  const caused = eventOf(step);
  if (brings === null || caused === null || !fitsType(brings.type, caused.type)) return false;
  const { trigger } = document;
  switch (trigger.kind) {
    case 'EVENT':
      return couldFit(trigger.conditions, caused.facts);
    case 'TIER_CHANGED':
      return step.kind === 'POINTS';
    default:
      return brings.test(caused.facts);
  }
}

/** The event that a step causes, with the facts that the document tells of it; null: it causes none. */
function eventOf(step: AutomationStep): { readonly type: string; readonly facts: EventFacts } | null {
  switch (step.kind) {
    case 'POINTS':
      return { type: 'transaction.manual', facts: { ...BY_SYSTEM, reason: 'AUTOMATION', pointsEarned: step.points } };
    case 'REWARD':
      return { type: 'transaction.redemption', facts: { ...BY_SYSTEM, reward: step.reward } };
    case 'CAMPAIGN':
      return { type: 'transaction.join', facts: BY_SYSTEM };
    case 'LIST':
      return { type: step.isIn ? 'segment.entered' : 'segment.left', facts: { segment: step.segment } };
    case 'WEBHOOK':
      return { type: 'automation.called', facts: {} };
    default:
      return null;
  }
}

const BY_SYSTEM = { channel: 'SYSTEM' } as const;
