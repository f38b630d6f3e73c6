import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import {
  CurrentOrigin,
  CurrentPrincipal,
  KeyedContext,
  networkOf,
  type Origin,
  type Principal,
  type RequestContext,
  Route,
} from '../../security';
import { refuseOtherGuests } from '../profiles/guest-access';
import * as dto from './child.dto';
import { Children, AddChild, ChangeChild, RemoveChild } from './children';
import { Id } from '../../platform/http/id.decorator';

/** A guest's children, as the parent enters them. */
@ApiTags('Guests')
@Controller('guests/:id/children')
export class ChildrenController {
  constructor(
    private readonly commands: CommandBus,
    private readonly children: Children,
  ) {}

  @Route('GET', {
    id: 'listChildren',
    permission: ['guest.read', 'guest.self'],
    summary: 'List the children of a guest',
    description: 'The read is recorded in the audit. A guest can read only their own children.',
    ok: dto.childListSchema,
    problems: ['guest_not_found'],
  })
  list(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Id('id', 'Guest') guestId: string,
  ): Promise<dto.ChildList> {
    refuseOtherGuests(actor, guestId);
    return this.children.list(networkOf(actor), guestId, { actor, origin });
  }

  @Route('POST', {
    id: 'addChild',
    permission: ['guest.register', 'guest.self'],
    summary: 'Add a child to a guest',
    description: 'A guest has at most 20 children.',
    created: dto.childSchema,
    problems: ['children_full', 'guest_not_found'],
  })
  add(
    @KeyedContext() context: RequestContext,
    @Id('id', 'Guest') guestId: string,
    @Body({ schema: dto.addChildSchema }) body: dto.AddChildBody,
  ) {
    return this.commands.execute(new AddChild(context, { guestId, body }));
  }

  @Route('PATCH :childId', {
    id: 'changeChild',
    permission: ['guest.register', 'guest.self'],
    summary: 'Change a child of a guest',
    ok: dto.childSchema,
    problems: ['guest_not_found', 'not_found'],
  })
  change(
    @KeyedContext() context: RequestContext,
    @Id('id', 'Guest') guestId: string,
    @Id('childId', 'Child') id: string,
    @Body({ schema: dto.changeChildSchema }) body: dto.ChangeChildBody,
  ) {
    return this.commands.execute(new ChangeChild(context, { guestId, id, body }));
  }

  @Route('DELETE :childId', {
    id: 'removeChild',
    permission: ['guest.register', 'guest.self'],
    summary: 'Remove a child of a guest',
    description: 'Deletes the data for good. The answer is the child as it was.',
    ok: dto.childSchema,
    problems: ['guest_not_found', 'not_found'],
  })
  remove(
    @KeyedContext() context: RequestContext,
    @Id('id', 'Guest') guestId: string,
    @Id('childId', 'Child') id: string,
  ) {
    return this.commands.execute(new RemoveChild(context, { guestId, id }));
  }
}
