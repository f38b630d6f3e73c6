import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { sql } from '../../platform/database/sql';
import { ProblemError, found } from '../../platform/problems/problem';
import { newId } from '../../platform/ids/ids';
import { type AuditAction, Audit, type Author, PERSONAL_DATA, Pii, UseCase } from '../../security';
import { lockGuest } from '../profiles/guest.sql';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { refuseOtherGuests } from '../profiles/guest-access';
import * as dto from './child.dto';
import { Handles } from '../../platform/http/handlers-of';

const COLUMNS = sql`id, name_encrypted, birth_date`;

interface ChildRow {
  readonly id: string;
  readonly nameEncrypted: Buffer | null;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
}

/** The most children of one guest. */
const MAX_CHILDREN = 20;
/** More than `MAX_CHILDREN`, because merges add the children of other guests. */
const MOST_LISTED = 200;

export class AddChild extends UseCase<dto.ChildAnswer, { guestId: string; body: dto.AddChildBody }> {}

export class ChangeChild extends UseCase<dto.ChildAnswer, { guestId: string; id: string; body: dto.ChangeChildBody }> {}

export class RemoveChild extends UseCase<dto.ChildAnswer, { guestId: string; id: string }> {}

/** The children of a guest, with their names encrypted. No decision reads them. */
@Injectable()
export class Children {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly audit: Audit,
    private readonly keyed: KeyedCalls,
  ) {}

  /** @throws ProblemError `not_found` */
  list(networkId: string, guestId: string, asker: Author): Promise<dto.ChildList> {
    return this.database.inNetwork(networkId, async (tx) => {
      await lockPresentGuest(tx, networkId, guestId);
      const rows = await listChildRows(tx, networkId, guestId, MOST_LISTED);
      await this.note(tx, networkId, guestId, asker, 'guest.children_read', {});
      return { items: rows.map((row) => this.answerOf(networkId, row)) };
    });
  }

  /** @throws ProblemError `not_found`, `children_full` */
  @Handles(AddChild)
  addChild({ context, input: { guestId, body } }: AddChild): Promise<dto.ChildAnswer> {
    const { principal, call, networkId, author } = context;
    refuseOtherGuests(principal, guestId);
    return this.keyed.run(networkId, call, 201, async (tx) => {
      await lockPresentGuest(tx, networkId, guestId);
      if ((await listChildRows(tx, networkId, guestId, MAX_CHILDREN)).length >= MAX_CHILDREN)
        throw new ProblemError('children_full', { max: MAX_CHILDREN });
      const row = { id: newId(), nameEncrypted: this.sealed(networkId, body.name), birthDate: body.birthDate };
      await tx.query`INSERT INTO children (network_id, id, guest_id, name_encrypted, birth_date)
          VALUES (${networkId}, ${row.id}, ${guestId}, ${row.nameEncrypted}, ${row.birthDate})`;
      await this.note(tx, networkId, guestId, author, 'guest.child_added', { childId: row.id });
      return this.answerOf(networkId, row);
    });
  }

  /** @throws ProblemError `not_found` */
  @Handles(ChangeChild)
  changeChild({ context, input: { guestId, id, body } }: ChangeChild): Promise<dto.ChildAnswer> {
    const { principal, call, networkId, author } = context;
    refuseOtherGuests(principal, guestId);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const before = await this.get(tx, networkId, guestId, id);
      const row = {
        id,
        nameEncrypted: body.name === undefined ? before.nameEncrypted : this.sealed(networkId, body.name),
        birthDate: body.birthDate ?? before.birthDate,
      };
      await tx.query`
        UPDATE children SET name_encrypted = ${row.nameEncrypted}, birth_date = ${row.birthDate}
         WHERE network_id = ${networkId} AND id = ${row.id}`;
      await this.note(tx, networkId, guestId, author, 'guest.child_changed', { childId: id });
      return this.answerOf(networkId, row);
    });
  }

  /** Deletes the child and returns the deleted data. @throws ProblemError `not_found` */
  @Handles(RemoveChild)
  removeChild({ context, input: { guestId, id } }: RemoveChild): Promise<dto.ChildAnswer> {
    const { principal, call, networkId, author } = context;
    refuseOtherGuests(principal, guestId);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const row = await this.get(tx, networkId, guestId, id);
      await tx.query`DELETE FROM children WHERE network_id = ${networkId} AND id = ${id}`;
      await this.note(tx, networkId, guestId, author, 'guest.child_removed', { childId: id });
      return this.answerOf(networkId, row);
    });
  }

  private async get(tx: Tx, networkId: string, guestId: string, id: string): Promise<ChildRow> {
    await lockPresentGuest(tx, networkId, guestId);
    return found(
      await tx.maybe<ChildRow>`
        SELECT ${COLUMNS} FROM children WHERE network_id = ${networkId} AND guest_id = ${guestId} AND id = ${id} FOR UPDATE`,
    );
  }

  private sealed(networkId: string, name: string | null | undefined): Buffer | null {
    return name === null || name === undefined ? null : this.pii.encrypt(networkId, 'name', name);
  }

  private answerOf(networkId: string, { id, nameEncrypted: name, birthDate }: ChildRow): dto.ChildAnswer {
    return { id, name: name === null ? null : this.pii.decrypt(networkId, 'name', name), birthDate };
  }

  private note(
    tx: Tx,
    networkId: string,
    guestId: string,
    asker: Author,
    action: AuditAction,
    named: { readonly childId?: string },
  ): Promise<void> {
    const subject = { subjectKind: 'guest', subjectId: guestId } as const;
    return this.audit.append(tx, networkId, {
      ...asker,
      action,
      ...subject,
      after: { ...named, child: PERSONAL_DATA },
    });
  }
}

/** Takes the guest's lock, so that two calls can't both add the last allowed child. */
async function lockPresentGuest(tx: Tx, networkId: string, guestId: string): Promise<void> {
  const row = await lockGuest(tx, networkId, guestId);
  if (row?.erased_at !== null) throw new ProblemError('guest_not_found');
}

function listChildRows(tx: Tx, networkId: string, guestId: string, limit: number) {
  return tx.query<ChildRow>`
    SELECT ${COLUMNS} FROM children WHERE network_id = ${networkId} AND guest_id = ${guestId} ORDER BY birth_date, id
     LIMIT ${limit}`;
}
