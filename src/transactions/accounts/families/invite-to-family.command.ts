import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { randomInt } from 'node:crypto';
import type { Tx } from '../../../platform/database/database';
import { KeyedCalls } from '../../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../../security';
import { FamilyChanges, requireHead } from './family-changes';
import type { InvitationAnswer, InviteDto } from './family.dto';
import { insertInvitation } from './invitations.sql';

/** Without letters and digits that are read as another: no 0, 1, I, L, O, U. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 10;

/** A code with which one guest may join; among guests only the head makes them. */
export class InviteToFamily extends UseCase<
  InvitationAnswer,
  { readonly familyId: string; readonly body: InviteDto }
> {}

@CommandHandler(InviteToFamily)
export class InviteToFamilyHandler implements ICommandHandler<InviteToFamily> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly changes: FamilyChanges,
  ) {}

  /** @throws ProblemError `not_found`, `family_role_unfit` */
  async execute({
    context,
    input: {
      familyId,
      body: { role },
    },
  }: InviteToFamily): Promise<InvitationAnswer> {
    const { principal, networkId, call } = context;
    const code = Array.from({ length: CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
    const work = async (tx: Tx): Promise<InvitationAnswer> => {
      requireHead(principal, await this.changes.lock(tx, networkId, familyId, []));
      const index = this.changes.indexOf(networkId, code);
      const expiresAt = await insertInvitation(tx, networkId, index, { familyId, role });
      await this.changes.appendAudit(tx, context, 'family.invited', familyId, { role });
      return { code, role, expiresAt: expiresAt.toISOString() };
    };
    return this.keyed.run(networkId, call, 201, work, (answer) => ({ ...answer, code: null }));
  }
}
