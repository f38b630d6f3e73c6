import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { newId } from '../../platform/ids/ids';
import { Audit, type Author, PERSONAL_DATA, Pii } from '../../security';
import { lockGuest } from '../profiles/guest.sql';
import type { AddChildBody, ChangeChildBody, ChildAnswer, ChildList } from './child.dto';
import * as sql from './child.sql';

/** The most children of one guest. */
const MAX_CHILDREN = 20;
/** More than `MAX_CHILDREN`, because merges add the children of other guests. */
const MOST_LISTED = 200;

/** The children of a guest, with their names encrypted. No decision reads them. */
@Injectable()
export class Children {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found` */
  list(networkId: string, guestId: string, asker: Author): Promise<ChildList> {
    return this.database.inNetwork(networkId, async (tx) => {
      await lockPresentGuest(tx, networkId, guestId);
      const rows = await sql.listChildRows(tx, networkId, guestId, MOST_LISTED);
      await this.note(tx, networkId, guestId, asker, 'guest.children_read', {});
      return { items: rows.map((row) => this.answerOf(networkId, row)) };
    });
  }

  /** @throws ProblemError `not_found`, `children_full` */
  async add(tx: Tx, networkId: string, guestId: string, body: AddChildBody, asker: Author): Promise<ChildAnswer> {
    await lockPresentGuest(tx, networkId, guestId);
    if ((await sql.listChildRows(tx, networkId, guestId, MAX_CHILDREN)).length >= MAX_CHILDREN)
      throw new ProblemError('children_full', { max: MAX_CHILDREN });
    const row = { id: newId(), name_encrypted: this.sealed(networkId, body.name), birth_date: body.birthDate };
    await sql.insertChild(tx, networkId, guestId, row);
    await this.note(tx, networkId, guestId, asker, 'guest.child_added', { childId: row.id });
    return this.answerOf(networkId, row);
  }

  /** @throws ProblemError `not_found` */
  async change(
    tx: Tx,
    networkId: string,
    { guestId, id }: ChildKey,
    body: ChangeChildBody,
    asker: Author,
  ): Promise<ChildAnswer> {
    const before = await this.get(tx, networkId, { guestId, id });
    const row = {
      id,
      name_encrypted: body.name === undefined ? before.name_encrypted : this.sealed(networkId, body.name),
      birth_date: body.birthDate ?? before.birth_date,
    };
    await sql.updateChild(tx, networkId, row);
    await this.note(tx, networkId, guestId, asker, 'guest.child_changed', { childId: id });
    return this.answerOf(networkId, row);
  }

  /** Deletes the child and answers with the deleted data. @throws ProblemError `not_found` */
  async remove(tx: Tx, networkId: string, { guestId, id }: ChildKey, asker: Author): Promise<ChildAnswer> {
    const row = await this.get(tx, networkId, { guestId, id });
    await sql.deleteChild(tx, networkId, id);
    await this.note(tx, networkId, guestId, asker, 'guest.child_removed', { childId: id });
    return this.answerOf(networkId, row);
  }

  private async get(tx: Tx, networkId: string, { guestId, id }: ChildKey): Promise<sql.ChildRow> {
    await lockPresentGuest(tx, networkId, guestId);
    const row = await sql.lockChild(tx, networkId, guestId, id);
    if (row === undefined) throw new ProblemError('not_found');
    return row;
  }

  private sealed(networkId: string, name: string | null | undefined): Buffer | null {
    return name === null || name === undefined ? null : this.pii.encrypt(networkId, 'name', name);
  }

  private answerOf(networkId: string, { id, name_encrypted: name, birth_date: birthDate }: sql.ChildRow): ChildAnswer {
    return { id, name: name === null ? null : this.pii.decrypt(networkId, 'name', name), birthDate };
  }

  private note(
    tx: Tx,
    networkId: string,
    guestId: string,
    asker: Author,
    action: string,
    named: { readonly childId?: string },
  ): Promise<void> {
    const subject = { subjectKind: 'guest', subjectId: guestId };
    return this.audit.append(tx, networkId, {
      ...asker,
      action,
      ...subject,
      after: { ...named, child: PERSONAL_DATA },
    });
  }
}

export interface ChildKey {
  readonly guestId: string;
  readonly id: string;
}

/** With the guest's lock, so that the number of children is counted once. */
async function lockPresentGuest(tx: Tx, networkId: string, guestId: string): Promise<void> {
  const row = await lockGuest(tx, networkId, guestId);
  if (row?.erased_at !== null) throw new ProblemError('guest_not_found');
}
