import { Injectable } from '@nestjs/common';
import { Database, type Statements } from '../../../platform/database/database';
import type { Principal } from '../../../security';
import type { SignalSubject } from '../signals/facts';

interface NamedSubject {
  readonly kind: SignalSubject['kind'];
  readonly id: string;
  readonly name: string | null;
}

/** Names of the people in cases, and which members of staff may see a case. */
@Injectable()
export class Subjects {
  constructor(private readonly database: Database) {}

  async namesOf(
    networkId: string,
    subjects: readonly SignalSubject[],
  ): Promise<{ of(subject: SignalSubject): NamedSubject }> {
    const tx = this.database.readsOf(networkId);
    const idsOf = (kind: SignalSubject['kind']) => subjects.filter((one) => one.kind === kind).map(({ id }) => id);
    const names = await namesOfPeople(tx, networkId, idsOf('CASHIER'), idsOf('GUEST'));
    return { of: ({ kind, id }) => ({ kind, id, name: names.get(id) ?? null }) };
  }

  /** Only a manager may see a case about that same person. */
  isShown(principal: Principal, subject: SignalSubject): boolean {
    return isManager(principal) || !isOwn(principal, subject);
  }
}

/** Whether the case is about the caller, or about the caller's guest account. */
export function isOwn(principal: Principal, { kind, id }: SignalSubject): boolean {
  if (principal.kind !== 'user') return false;
  return kind === 'CASHIER' ? principal.id === id : principal.guestId === id;
}

/** Whether the owner of the installation acts for the network. */
export function actsForNetwork(principal: Principal): boolean {
  return principal.kind === 'user' && principal.onBehalf;
}

export function isManager(principal: Principal): boolean {
  return principal.kind === 'user' && principal.role !== 'cashier' && principal.ownRole === undefined;
}

/** Names of staff and guests by id. People without a name are missing. */
export async function namesOfPeople(
  tx: Statements,
  networkId: string,
  userIds: readonly string[],
  guestIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ id: string; name: string | null }>`
    SELECT u.id, u.name FROM users u WHERE u.network_id = ${networkId} AND u.id = ANY (${userIds}::uuid[])
     UNION ALL SELECT g.id, g.name FROM guests g WHERE g.network_id = ${networkId} AND g.id = ANY (${guestIds}::uuid[])`;
  return new Map(rows.flatMap(({ id, name }) => (name === null || name === '' ? [] : [[id, name] as const])));
}
