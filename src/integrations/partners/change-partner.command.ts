import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { type ChangeRequestAnswer, ChangeRequests, UseCase } from '../../security';
import * as dto from './partner.dto';
import { Partners } from './partners';

type Answer = dto.PartnerAnswer | ChangeRequestAnswer;

/**
 * Members that are left out stay as they are. A closed partner may be opened again. More points that it may give in a day
 * wait for a second person (202), like its keys; the other members hold at once.
 */
export class ChangePartner extends UseCase<Answer, { readonly id: string; readonly body: dto.ChangePartnerBody }> {}

@CommandHandler(ChangePartner)
export class ChangePartnerHandler implements ICommandHandler<ChangePartner> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly partners: Partners,
    private readonly requests: ChangeRequests,
  ) {}

  /** @throws ProblemError `not_found`, `changed_meanwhile` */
  async execute({ context, input: { id, body } }: ChangePartner): Promise<Answer> {
    const { networkId, call } = context;
    const answer = await this.keyed.run<Answer>(networkId, call, statusOf, async (tx) => {
      const row = await this.partners.lock(tx, networkId, id);
      await requireUnchanged(call, () => dto.taggedPartner(dto.partnerAnswer(row)));
      const { earnPerDay = row.earnPerDay } = body;
      if (earnPerDay <= row.earnPerDay) return this.partners.change(tx, context, row, body);
      await this.partners.change(tx, context, row, { ...body, earnPerDay: row.earnPerDay });
      return this.requests.ask(tx, context, { kind: 'SETTINGS', subjectId: id, change: { earnPerDay } });
    });
    call.answered(statusOf(answer));
    return answer;
  }
}

function statusOf(answer: Answer): number {
  return 'kind' in answer ? 202 : 200;
}
