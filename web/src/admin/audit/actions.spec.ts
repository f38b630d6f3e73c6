import { AUDIT_ACTIONS, AUDIT_SUBJECTS } from '../../../../src/security/audit/audit-actions';
import { AUDIT_FIELDS } from '../../../../src/security/audit/audit-fields';
import { ACTION_GROUPS, SUBJECT_KINDS } from './actions';
import { CODED_FIELDS, COUNTED_FIELDS, FIELDS, MONEY_FIELDS } from './fields';

const textsOf = (groups: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(groups)
    .flatMap(([group, verbs]) => verbs.map((verb) => `${group}.${verb}`))
    .sort();

test('the page knows each action, kind of thing and field that the server writes, and no other', () => {
  expect(textsOf(ACTION_GROUPS)).toEqual(textsOf(AUDIT_ACTIONS));
  expect([...SUBJECT_KINDS].sort()).toEqual([...AUDIT_SUBJECTS].sort());
  expect([...FIELDS].sort()).toEqual([...AUDIT_FIELDS].sort());
  for (const field of [...MONEY_FIELDS, ...CODED_FIELDS, ...COUNTED_FIELDS]) expect(AUDIT_FIELDS).toContain(field);
});
