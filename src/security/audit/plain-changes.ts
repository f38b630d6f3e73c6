import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { plainValue } from '../../platform/http/as-answer';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { givenMembers } from '../../platform/http/given-members';
import type { RequestContext } from '../principal/request-context';
import { Audit } from './audit';
import type { AuditChange } from './audit-actions';
import { changesBetween } from './audit-values.rules';

/** A body sets these members to true; the column keeps the time: `closed` and `closedAt`. */
const ENDINGS = ['closed', 'archived'] as const;
type FieldEnding = (typeof ENDINGS)[number];

/** The columns that a body gives, by the same names as its members but for endings. */
type ColumnsOf<Body> = {
  [Member in keyof Body as Member extends FieldEnding ? `${Member}At` : Member]?: Member extends FieldEnding
    ? Date | null
    : Exclude<Body[Member], undefined>;
};

interface PlainChange<Body, Changed> {
  /** The row as it is, by the names of the members. */
  readonly row: { readonly id: string; readonly [member: string]: unknown };
  readonly body: Body;
  /** Reads the members that the `ETag` covers. */
  readonly state: () => object | Promise<object>;
  /** Writes these columns and no others. */
  readonly write: (columns: ColumnsOf<Body>) => Promise<Changed>;
}

/** Changes plain rows: replaces their fields, closes or archives them, and opens them again. */
@Injectable()
export class PlainChanges {
  constructor(
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Changes the members that the body gives, and appends an audit entry with those of them that differ. A repeated ending keeps the time of
   * the first.
   * @throws ProblemError `changed_meanwhile`, and what `write` throws
   */
  async change<Body extends object, Changed>(
    tx: Tx,
    { networkId, call, author }: RequestContext,
    action: AuditChange,
    { row, body, state, write }: PlainChange<Body, Changed>,
  ): Promise<Changed> {
    await requireUnchanged(call, state);
    const given: Record<string, unknown> = givenMembers(body);
    const before: Record<string, unknown> = {};
    const columns: Record<string, unknown> = {};
    for (const [member, value] of Object.entries(given)) {
      const isEnding = (ENDINGS as readonly string[]).includes(member);
      const column = isEnding ? `${member}At` : member;
      before[member] = isEnding ? row[column] !== null : plainValue(row[member]);
      columns[column] = !isEnding ? value : value === true ? (row[column] ?? this.clock.now()) : null;
    }
    const changed = await write(columns as ColumnsOf<Body>);
    await this.audit.appendChange(tx, networkId, author, action, row.id, changesBetween(before, given));
    return changed;
  }
}
