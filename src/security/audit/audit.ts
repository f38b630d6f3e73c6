import { Injectable } from '@nestjs/common';
import type { Statements } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import type { Origin } from '../principal/authenticated-request';
import type { Principal } from '../principal/principal';
import type { AuditAction, AuditChange, AuditSubject, PlatformAction } from './audit-actions';
import { assertNoPersonalData, type AuditValues } from './audit-values.rules';

/** Entries are only written here, and never read. */
type Writes = Pick<Statements, 'query'>;

/** The caller, or the system itself (jobs, commands). */
export type Actor = Principal | 'system';

/** The actor and the origin of an action. */
export interface Author {
  readonly actor: Actor;
  readonly origin: Origin;
}

export interface AuditEntry extends Author {
  /** An id made when the action was done, if the entry is written later: entries are listed by id. */
  readonly id?: string;
  /** The action as `subject.verb` in the past tense: `user.disabled`, `guest.read`. */
  readonly action: AuditAction;
  readonly subjectKind?: AuditSubject;
  readonly subjectId?: string;
  /** Only changed values; `PERSONAL_DATA` replaces personal data. */
  readonly before?: AuditValues;
  readonly after?: AuditValues;
}

/** An entry of the installation's audit. */
export interface PlatformEntry extends AuditEntry {
  readonly action: PlatformAction;
}

/**
 * Records everything that changes something or reads personal data. An entry is appended in the transaction of its action, so neither exists
 * without the other; only entries of look-ups follow their answer (decision 76). Entries have no personal data, so erasing a guest does not change
 * them.
 */
@Injectable()
export class Audit {
  /** Appends to a network's audit; `tx` is one of `Database.inNetwork(networkId, …)`. */
  async append(tx: Writes, networkId: string, entry: AuditEntry): Promise<void> {
    await appendNetworkEntries(tx, networkId, [entry]);
  }

  /** Like `append`, for several entries in one statement. */
  async appendAll(tx: Writes, networkId: string, entries: readonly AuditEntry[]): Promise<void> {
    await appendNetworkEntries(tx, networkId, entries);
  }

  /** Appends a person's change of a subject. The kind of the subject is the first word of the action: `reward` in `reward.created`. */
  async appendChange(
    tx: Writes,
    networkId: string,
    author: Author,
    action: AuditChange,
    subjectId: string,
    values: Pick<AuditEntry, 'before' | 'after'>,
  ): Promise<void> {
    await this.append(tx, networkId, { ...author, action, subjectKind: subjectOf(action), subjectId, ...values });
  }

  /** Like `appendChange`, for an action that does not begin with the kind of its subject. */
  async appendOn(
    tx: Writes,
    networkId: string,
    author: Author,
    action: AuditAction,
    [subjectKind, subjectId]: readonly [AuditSubject, string],
    values: Pick<AuditEntry, 'before' | 'after'> = {},
  ): Promise<void> {
    await this.append(tx, networkId, { ...author, action, subjectKind, subjectId, ...values });
  }

  /**
   * Appends an action on a whole network to the network's audit and the platform's.
   * @param tx a transaction of `Database.inNetwork(networkId, …)`
   */
  async appendToBoth(
    tx: Writes,
    networkId: string,
    entry: Omit<PlatformEntry, 'subjectKind' | 'subjectId'>,
  ): Promise<void> {
    const ofNetwork = { ...entry, subjectKind: 'network', subjectId: networkId } as const;
    await appendNetworkEntries(tx, networkId, [ofNetwork]);
    await appendPlatformEntry(tx, ofNetwork);
  }

  /**
   * Like `appendChange`. A change by the installation's owner is also added to the platform's audit, as an action on the network, so that owners
   * see there what each of them did in all networks.
   */
  async appendOwnedChange(
    tx: Writes,
    networkId: string,
    author: Author,
    action: AuditChange & PlatformAction,
    subjectId: string,
    values: Pick<AuditEntry, 'before' | 'after'>,
  ): Promise<void> {
    await this.appendChange(tx, networkId, author, action, subjectId, values);
    if (author.actor !== 'system' && author.actor.kind === 'user' && author.actor.role === 'owner')
      await appendPlatformEntry(tx, { ...author, action, subjectKind: 'network', subjectId: networkId, ...values });
  }

  /**
   * Appends to the platform's audit only.
   * @param tx a transaction of `Database.asPlatform(…)`, or of the network that is the subject
   */
  async appendToPlatform(tx: Writes, entry: PlatformEntry): Promise<void> {
    await appendPlatformEntry(tx, entry);
  }
}

/** Narrows the type: it is the first word of such an action. */
function subjectOf(action: AuditChange): AuditSubject {
  return action.slice(0, action.indexOf('.')) as AuditSubject;
}

async function appendNetworkEntries(tx: Writes, networkId: string, entries: readonly AuditEntry[]): Promise<void> {
  const rows = entries.map((entry) => [isOnBehalf(entry), ...columnsOf(entry)]);
  await tx.query(
    `INSERT INTO audit_log (network_id, on_behalf, id, actor_kind, actor_id, action, subject_kind, subject_id, before, after, address, request_id, session_id)
     SELECT $1, e.* FROM unnest($2::boolean[], $3::uuid[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::jsonb[], $10::jsonb[],
       $11::text[], $12::text[], $13::uuid[]) e`,
    [networkId, ...Array.from({ length: 12 }, (_, column) => rows.map((row) => row[column]))],
  );
}

function isOnBehalf({ actor }: AuditEntry): boolean {
  return actor !== 'system' && actor.kind === 'user' && actor.onBehalf;
}

async function appendPlatformEntry(tx: Writes, entry: PlatformEntry): Promise<void> {
  await tx.query(
    `INSERT INTO platform_audit_log (id, actor_kind, actor_id, action, subject_kind, subject_id, before, after, address, request_id, session_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    columnsOf(entry),
  );
}

function columnsOf(entry: AuditEntry): unknown[] {
  const { actor, origin } = entry;
  return [
    entry.id ?? newId(),
    actor === 'system' ? 'system' : actor.kind,
    actor === 'system' ? null : actor.id,
    entry.action,
    entry.subjectKind ?? null,
    entry.subjectId ?? null,
    jsonOf(entry.before),
    jsonOf(entry.after),
    origin.address,
    origin.requestId,
    sessionOf(actor),
  ];
}

/** The actor's session; empty during a sign-in, before the session is opened. */
function sessionOf(actor: Actor): string | null {
  if (actor === 'system' || actor.kind === 'key' || actor.sessionId === '') return null;
  return actor.sessionId;
}

function jsonOf(values: AuditValues | undefined): string | null {
  if (values === undefined) return null;
  assertNoPersonalData(values);
  return JSON.stringify(values);
}
