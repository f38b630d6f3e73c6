import { PLATFORM_ACTIONS } from '../../../../src/security/audit/audit-actions';
import { ACTIONS } from './actions';

test('the page knows each action that the audit of the installation has, and no other', () => {
  expect([...ACTIONS].sort()).toEqual([...PLATFORM_ACTIONS].sort());
});
