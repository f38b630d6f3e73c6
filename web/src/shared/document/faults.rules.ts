import { membersOf } from '../described/member-at';
import type { Member, Members } from '../described/operation';
import type { Mistake } from './document-store';

/** The server's error codes for the faults that the page can find by itself. */
type FaultCode = 'required' | 'wrong_type' | 'too_small' | 'too_big';

export interface Fault extends Mistake {
  readonly code: FaultCode;
  readonly member: Member;
}

/** The faults that the page finds with the API document before a request: missing members, numbers out of bounds, and texts in place of numbers. */
export function faultsOf(members: Members, document: unknown): Fault[] {
  return Object.entries(members).flatMap(([name, member]) =>
    faultsIn(member, (document as Readonly<Record<string, unknown>> | null)?.[name], name),
  );
}

function faultsIn(member: Member, value: unknown, path: string): Fault[] {
  const fault = (code: FaultCode): Fault[] => [{ path, code, member }];
  if (value === null || value === undefined || isBlank(value))
    return member.needed === true && (value !== null || member.orNull !== true) ? fault('required') : [];
  switch (member.type) {
    case 'number':
      if (typeof value !== 'number') return fault('wrong_type');
      if (value < (member.least ?? -Infinity)) return fault('too_small');
      return value > (member.most ?? Infinity) ? fault('too_big') : [];
    case 'list': {
      const items = Array.isArray(value) ? (value as unknown[]) : [];
      if (items.length < (member.least ?? 0)) return fault('required');
      return items.flatMap((item, at) => faultsIn({ ...member.of, needed: true }, item, `${path}[${String(at)}]`));
    }
    case 'group':
    case 'kinds':
      return faultsOf(membersOf(member, value), value).map((one) => ({ ...one, path: `${path}.${one.path}` }));
    default:
      return [];
  }
}

/** Whether a text is empty once it is trimmed. */
function isBlank(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === '';
}
