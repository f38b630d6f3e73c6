export const CHANGE_KINDS = [
  'MANAGER_RIGHTS',
  'PASSWORD_LINK',
  'SECOND_FACTOR',
  'SETTINGS',
  'API_KEY',
  'API_KEY_ROTATION',
  'CAMPAIGN',
  'AUTOMATION',
  'SIGN_IN_PROVIDER',
  'OWN_ROLE',
  'FRAUD_RULE',
  'GIFT_CARD',
] as const;
export const CHANGE_STATUSES = ['WAITING', 'APPROVED', 'REJECTED', 'WITHDRAWN'] as const;
export type ChangeStatus = (typeof CHANGE_STATUSES)[number];
export type ChangeKind = (typeof CHANGE_KINDS)[number];
