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

export class ChangeChild extends UseCase<
  dto.ChildAnswer,
  { readonly guestId: string; readonly id: string; readonly body: dto.ChangeChildBody }
> {}

@CommandHandler(ChangeChild)
export class ChangeChildHandler implements ICommandHandler<ChangeChild> {
  constructor(
    private readonly children: Children,
    private readonly keyed: KeyedCalls,
  ) {}

  execute({ context, input: { guestId, id, body } }: ChangeChild): Promise<dto.ChildAnswer> {
    const { principal: actor, call, networkId, author } = context;
    refuseOtherGuests(actor, guestId);
    return this.keyed.run(networkId, call, 200, (tx) =>
      this.children.change(tx, networkId, { guestId, id }, body, author),
    );
  }
}

export class RemoveChild extends UseCase<dto.ChildAnswer, { readonly guestId: string; readonly id: string }> {}

@CommandHandler(RemoveChild)
export class RemoveChildHandler implements ICommandHandler<RemoveChild> {
  constructor(
    private readonly children: Children,
    private readonly keyed: KeyedCalls,
  ) {}

  execute({ context, input: { guestId, id } }: RemoveChild): Promise<dto.ChildAnswer> {
    const { principal: actor, call, networkId, author } = context;
    refuseOtherGuests(actor, guestId);
    return this.keyed.run(networkId, call, 200, (tx) => this.children.remove(tx, networkId, { guestId, id }, author));
  }
}
