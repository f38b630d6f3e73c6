import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../security';
import { refuseOtherGuests } from '../profiles/guest-access';
import * as dto from './child.dto';
import { Children } from './children';

export class AddChild extends UseCase<dto.ChildAnswer, { readonly guestId: string; readonly body: dto.AddChildBody }> {}

@CommandHandler(AddChild)
export class AddChildHandler implements ICommandHandler<AddChild> {
  constructor(
    private readonly children: Children,
    private readonly keyed: KeyedCalls,
  ) {}

  execute({ context, input: { guestId, body } }: AddChild): Promise<dto.ChildAnswer> {
    const { principal: actor, call, networkId, author } = context;
    refuseOtherGuests(actor, guestId);
    return this.keyed.run(networkId, call, 201, (tx) => this.children.add(tx, networkId, guestId, body, author));
  }
}
