import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { UseCase } from '../../security';
import * as dto from './partner.dto';
import { MAX_PARTNERS, Partners } from './partners';
import { countPartners, insertPartner } from './partners.sql';

/** Makes a partner. It can do nothing before it has a key. */
export class CreatePartner extends UseCase<dto.PartnerAnswer, { readonly body: dto.CreatePartnerBody }> {}

@CommandHandler(CreatePartner)
export class CreatePartnerHandler implements ICommandHandler<CreatePartner> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly partners: Partners,
  ) {}

  /** @throws ProblemError `code_taken`, `network_full` */
  execute({ context, input: { body } }: CreatePartner): Promise<dto.PartnerAnswer> {
    const { networkId, call } = context;
    return this.keyed.run(networkId, call, 201, async (tx) => {
      const row = await insertPartner(tx, networkId, { id: newId(), ...body });
      if (row === undefined) throw new ProblemError('code_taken');
      if ((await countPartners(tx, networkId)) > MAX_PARTNERS)
        throw new ProblemError('network_full', { max: MAX_PARTNERS });
      const answer = dto.partnerAnswer(row);
      await this.partners.note(tx, context, 'created', row.id, { after: answer });
      return answer;
    });
  }
}
