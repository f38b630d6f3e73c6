import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { BodyLimit } from '../../../platform/http/body-limit.decorator';
import { KeyRequiredContext, type RequestContext, Route, Routes } from '../../../security';
import { OFFLINE_BODY_BYTES, offlineAnswerSchema, type OfflineBatchDto, offlineBatchSchema } from './offline-batch.dto';
import { RecordOfflineBatch } from './offline.commands';

/** Receives the acts that a till rang up offline. Each act has its own key, so the call itself may be repeated. */
@Routes('transactions', 'Till')
export class OfflineBatchController {
  constructor(private readonly commands: CommandBus) {}

  @Route('POST batch', {
    id: 'recordOfflineBatch',
    permission: 'till.sale',
    summary: 'Deliver the acts of an offline till',
    description:
      'Up to 1,000 acts and 8 MiB. They are recorded one by one in the order of their counters, and each is answered by ' +
      'itself: a refused act stops no other, so the batch is 200 also where all acts are refused. Each act has its own ' +
      'idempotency key, the one of the online call: an act that got through before is answered as it was. Where an act ' +
      'can only be taken later (429, 503, `request_in_progress`), the acts of its guest after it are not looked at ' +
      '(`earlier_act_waits`); send them all again. While many tills of the network deliver at once, the call itself is 429; ' +
      'wait for `Retry-After` and send it again. Sales, redemptions and points by hand each need the permission of ' +
      'their online call.\n\n' +
      'Where a guest has too few points, the `allowance` pays the rest; acts with an allowance that is not good are ' +
      'refused with `allowance_unknown`, `allowance_of_another_till`, `allowance_expired`, `allowance_used_up` or ' +
      '`device_clock_back`. A device clock that is off by more than 5 minutes at `sentAt` is corrected by the difference.',
    ok: offlineAnswerSchema,
  })
  @BodyLimit(OFFLINE_BODY_BYTES)
  record(@KeyRequiredContext() context: RequestContext, @Body({ schema: offlineBatchSchema }) dto: OfflineBatchDto) {
    return this.commands.execute(new RecordOfflineBatch(context, { batch: dto }));
  }
}
