import { defineRule } from './define-rule';

/**
 * Decisions of one person alone gave more than one person may (decision 140). The ledger finds it in the act itself and holds the points back, so the
 * rule judges no acts later, and no network switches it off.
 */
export const ONE_PERSON = defineRule({
  key: 'onePerson',
  version: 1,
  subject: 'CASHIER',
  parameters: {},
  reads: { kinds: [], hours: 0 },
  surprise: 'EACH',
  enough: { events: 1, days: 1 },
  isAlwaysOn: true,
  judge: () => [],
});
