import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { z } from 'zod';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../security';
import { SegmentLists } from './segment-lists';
import * as dto from './segment.dto';

export class ChangeMembers extends UseCase<
  unknown,
  { readonly id: string; readonly body: z.infer<typeof dto.changeMembersSchema> }
> {}

@CommandHandler(ChangeMembers)
export class ChangeMembersHandler implements ICommandHandler<ChangeMembers> {
  constructor(
    private readonly lists: SegmentLists,
    private readonly keyed: KeyedCalls,
  ) {}

  execute({ context, input: { id, body } }: ChangeMembers): Promise<unknown> {
    const { call, networkId, author } = context;
    return this.keyed.run(networkId, call, 200, (tx) =>
      this.lists.change(tx, networkId, id, body.guestIds, body.isIn, author),
    );
  }
}
