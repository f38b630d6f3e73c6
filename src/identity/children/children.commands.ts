import { Injectable } from '@nestjs/common';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../security';
import { refuseOtherGuests } from '../profiles/guest-access';
import * as dto from './child.dto';
import { Children } from './children';
import { Handles } from '../../platform/http/handlers-of';

export class AddChild extends UseCase<dto.ChildAnswer, { readonly guestId: string; readonly body: dto.AddChildBody }> {}

export class ChangeChild extends UseCase<
  dto.ChildAnswer,
  { readonly guestId: string; readonly id: string; readonly body: dto.ChangeChildBody }
> {}

export class RemoveChild extends UseCase<dto.ChildAnswer, { readonly guestId: string; readonly id: string }> {}

@Injectable()
export class ChildrenHandlers {
  constructor(
    private readonly children: Children,
    private readonly keyed: KeyedCalls,
  ) {}

  @Handles(AddChild)
  addChild({ context, input: { guestId, body } }: AddChild): Promise<dto.ChildAnswer> {
    const { principal: actor, call, networkId, author } = context;
    refuseOtherGuests(actor, guestId);
    return this.keyed.run(networkId, call, 201, (tx) => this.children.add(tx, networkId, guestId, body, author));
  }

  @Handles(ChangeChild)
  changeChild({ context, input: { guestId, id, body } }: ChangeChild): Promise<dto.ChildAnswer> {
    const { principal: actor, call, networkId, author } = context;
    refuseOtherGuests(actor, guestId);
    return this.keyed.run(networkId, call, 200, (tx) =>
      this.children.change(tx, networkId, { guestId, id }, body, author),
    );
  }

  @Handles(RemoveChild)
  removeChild({ context, input: { guestId, id } }: RemoveChild): Promise<dto.ChildAnswer> {
    const { principal: actor, call, networkId, author } = context;
    refuseOtherGuests(actor, guestId);
    return this.keyed.run(networkId, call, 200, (tx) => this.children.remove(tx, networkId, { guestId, id }, author));
  }
}
