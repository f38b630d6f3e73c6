import { AUDIT_ACTIONS } from '../../generated/words/audit';

export type ActionGroup = keyof typeof AUDIT_ACTIONS;
export type KnownAction = { [Group in ActionGroup]: `${Group}.${(typeof AUDIT_ACTIONS)[Group][number]}` }[ActionGroup];

export const ACTION_SUBJECTS = Object.keys(AUDIT_ACTIONS) as ActionGroup[];

export const KNOWN_ACTIONS: readonly KnownAction[] = ACTION_SUBJECTS.flatMap((group) =>
  AUDIT_ACTIONS[group].map((verb) => `${group}.${verb}` as KnownAction),
);
