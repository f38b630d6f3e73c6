import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../security';
import * as dto from './partner.dto';
import { Partners } from './partners';
import { updatePartner } from './partners.sql';

/** Members that are left out stay as they are. A closed partner may be opened again. */
export class ChangePartner extends UseCase<
  dto.PartnerAnswer,
  { readonly id: string; readonly body: dto.ChangePartnerBody }
> {}

@CommandHandler(ChangePartner)
export class ChangePartnerHandler implements ICommandHandler<ChangePartner> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly partners: Partners,
  ) {}

  /** @throws ProblemError `not_found`, `changed_meanwhile` */
  execute({ context, input: { id, body } }: ChangePartner): Promise<dto.PartnerAnswer> {
    const { networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const row = await this.partners.lock(tx, networkId, id);
      const before = dto.partnerAnswer(row);
      await requireUnchanged(call, () => dto.taggedPartner(before));
      const { name, benefits, earnPerDay, burnPerDay, closed } = { ...before, ...body };
      const members = { ...row, name, benefits, earnPerDay, burnPerDay };
      const after = dto.partnerAnswer(await updatePartner(tx, networkId, members, closed));
      await this.partners.note(tx, context, 'changed', id, { before, after });
      return after;
    });
  }
}
