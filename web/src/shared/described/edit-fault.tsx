import { type ComponentType, createContext } from 'react';
import type { Edit } from '../api/use-edit';
import { FailureNotice } from '../ui/problem-notice';

/** Names of a resource's members with their values in words. */
export type ShownMembers = Readonly<Record<string, string>>;

export interface EditFaultProps {
  readonly edit: Pick<Edit<object, never, unknown>, 'base' | 'save' | 'read' | 'goOnFrom'>;
  /** The id of the resource, by which the audit knows it. */
  readonly subjectId: string;
  readonly show: (value: object) => ShownMembers;
  readonly marked: readonly string[];
}

/** Explains why a resource could not be saved, above all that a colleague has changed it. The console provides it, because it reads the audit. */
export const EditFault = createContext<ComponentType<EditFaultProps>>(({ edit, marked }) => (
  <FailureNotice error={edit.save.error} marked={marked} />
));
