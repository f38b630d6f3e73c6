import { AUDIT_FIELDS } from '../../generated/words/audit';
import { CODED_FIELDS, COUNTED_FIELDS, MONEY_FIELDS } from './fields';

test.each([...MONEY_FIELDS, ...CODED_FIELDS, ...COUNTED_FIELDS])('%s is a field of the audit', (field) => {
  expect(AUDIT_FIELDS).toContain(field);
});
