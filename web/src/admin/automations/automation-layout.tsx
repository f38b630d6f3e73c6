import type { AutomationDocument, AutomationStep } from '../../entities/automation/automation.api';
import { USUAL_GUEST_ENTRIES_PER_DAY } from '../../entities/automation/automation.api';
import { GuestConditions } from '../../entities/document/guest-conditions';
import { SpendingPlaces } from '../../entities/program/spending-places';
import { type Layout, useMember } from '../../shared/document/document-context';
import type { DocumentPath } from '../../shared/document/document-store';
import { FIRST_EVENT, FIRST_RULE, FIRST_TRIGGERS } from './automation-first.rules';
import { EventFields } from './event-fields';
import { MessageFields } from './message-fields';
import { Ways } from './ways';

type Entry = AutomationDocument['entry'];

const USUAL_QUIET = { from: '21:00', to: '10:00' };

/** How the kit lays out the rules and the steps of an automation. */
export const AUTOMATION_LAYOUT: Layout = {
  firsts: {
    trigger: FIRST_TRIGGERS,
    condition: FIRST_RULE,
    quietHours: USUAL_QUIET,
    goal: FIRST_EVENT,
    branches: () => ({ condition: FIRST_RULE, next: null }),
    shares: () => ({ sharePpm: 0, next: null }),
  },
  looks: {
    weekdays: { isWide: true },
    afterDays: ({ mode }: Entry) => mode === 'AGAIN' && {},
    perGuestPerDay: ({ mode }: Entry) => mode === 'EVENT' && { given: { usual: USUAL_GUEST_ENTRIES_PER_DAY } },
    amount: ({ kind }: AutomationStep) => (kind === 'WAIT_EVENT' ? { named: 'atMost' } : undefined),
    segment: ({ kind }: AutomationStep) => (kind === 'LIST' ? { named: 'list' } : undefined),
    // The component of the event draws its conditions, and the component of the template draws the message of the step.
    conditions: () => false,
    message: () => false,
  },
  parts: {
    condition: Conditions,
    event: EventFields,
    branches: Ways,
    shares: Ways,
    spendableIn: SpendingPlaces,
    templateId: MessageFields,
  },
  last: [],
  anew: [],
};

function Conditions({ path }: { readonly path: DocumentPath }) {
  const { value, change } = useMember(path);
  return <GuestConditions value={value} onChange={change} />;
}
