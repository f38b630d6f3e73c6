import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Snapshots } from '../../configuration';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { type OnOne, UseCase } from '../../security';
import { refuseOtherGuests } from '../profiles/guest-access';
import { consentList, type ConsentList, type RecordConsentsBody } from './consent.dto';
import { Consents } from './consents';

export class RecordConsents extends UseCase<ConsentList, OnOne<RecordConsentsBody>> {}

@CommandHandler(RecordConsents)
export class RecordConsentsHandler implements ICommandHandler<RecordConsents> {
  constructor(
    private readonly consents: Consents,
    private readonly keyed: KeyedCalls,
    private readonly snapshots: Snapshots,
  ) {}

  async execute({ context, input: { id, body } }: RecordConsents): Promise<ConsentList> {
    const { principal: actor, call, networkId, author, language } = context;
    refuseOtherGuests(actor, id);
    const { profile } = await this.snapshots.current(networkId);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const rows = await this.consents.record(tx, networkId, id, body.consents, author);
      return consentList(await this.consents.withTexts(tx, profile, rows, language));
    });
  }
}
