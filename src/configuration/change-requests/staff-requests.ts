import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import {
  appendFactorRemoved,
  Audit,
  changeRoleSchema,
  changeUserSchema,
  createRoleSchema,
  OwnRoles,
  Staff,
} from '../../security';
import type { ApprovedRequest, MadeChange, MakersOf } from './made-change';

/** Makes approved changes of people and their roles. */
@Injectable()
export class StaffRequests {
  readonly makers: MakersOf<'PASSWORD_LINK' | 'SECOND_FACTOR' | 'MANAGER_RIGHTS' | 'OWN_ROLE'> = {
    PASSWORD_LINK: (tx, approved) => this.giveLink(tx, approved),
    SECOND_FACTOR: async (tx, { context: { networkId, author }, row }) => {
      await appendFactorRemoved(this.audit, tx, networkId, row.subjectId, author);
      return {};
    },
    MANAGER_RIGHTS: async (tx, { context: { networkId, author }, row }) => {
      const asked = changeUserSchema.parse(row.change);
      const { endedSessions } = await this.staff.change(tx, networkId, row.subjectId, asked, author);
      return { endedSessions };
    },
    OWN_ROLE: (tx, approved) => this.setRole(tx, approved),
  };

  constructor(
    private readonly staff: Staff,
    private readonly roles: OwnRoles,
    private readonly audit: Audit,
  ) {}

  private async giveLink(tx: Tx, { context, row, hasPassword }: ApprovedRequest): Promise<MadeChange> {
    const { networkId, author } = context;
    const { subjectId, change } = row;
    if ('invites' in change) await this.staff.change(tx, networkId, subjectId, { disabled: false }, author);
    if (!(await this.staff.canSendLinks(tx, networkId)))
      return { link: await this.staff.linkTo(tx, networkId, { id: subjectId, hasPassword }, author) };
    await this.staff.sendLinkTo(tx, networkId, subjectId, author);
    return {};
  }

  private async setRole(tx: Tx, { context: { networkId, author }, row }: ApprovedRequest): Promise<MadeChange> {
    if (row.subjectId === networkId) {
      await this.roles.create(tx, networkId, createRoleSchema.parse(row.change), author);
      return {};
    }
    const asked = changeRoleSchema.parse(row.change);
    const { endedSessions } = await this.roles.change(tx, networkId, row.subjectId, asked, author);
    return { endedSessions };
  }
}
