import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import { Context, KeyedContext, type RequestContext, Route, Routes } from '../../../security';
import { ReadFamily } from './families.query';
import * as dto from './family.dto';
import {
  FoundFamily,
  InviteToFamily,
  JoinFamily,
  LeaveFamily,
  PassFamilyHead,
  SetChildAllowance,
} from './families.commands';

/** A guest's own family: the head invites guests, removes members and makes another adult the head; any adult gives children an allowance. */
@Routes('auth/me/family', 'Families', 'guest.self')
export class OwnFamilyController {
  constructor(
    private readonly commands: CommandBus,
    private readonly readFamily: ReadFamily,
  ) {}

  @Route('GET', {
    id: 'getOwnFamily',
    summary: "Get the caller's family",
    ok: dto.familySchema,
    problems: ['not_found'],
  })
  get(@Context() context: RequestContext): Promise<dto.FamilyAnswer> {
    return this.readFamily.getOf(context, context.principal.id);
  }

  @Route('POST', {
    id: 'createOwnFamily',
    summary: 'Found a family with the caller as its head',
    description: 'The programme has to allow families. A guest is a member of one family at most.',
    created: dto.familySchema,
    problems: ['guest_not_found', 'families_closed', 'family_already', 'family_in_flight'],
  })
  found(@KeyedContext() context: RequestContext) {
    return this.commands.execute(new FoundFamily(context, { headId: context.principal.id }));
  }

  @Route('POST invitations', {
    id: 'inviteToOwnFamily',
    summary: "Make an invitation code for the caller's family",
    description: 'For the head alone. The code is shown once, is good for one guest and ends at `expiresAt`.',
    created: dto.invitationSchema,
    problems: ['not_found', 'family_role_unfit'],
  })
  async invite(@KeyedContext() context: RequestContext, @Body({ schema: dto.inviteSchema }) body: dto.InviteDto) {
    return this.commands.execute(
      new InviteToFamily(context, { familyId: await this.readFamily.getOwnId(context), body }),
    );
  }

  @Route('POST join', {
    id: 'joinFamily',
    summary: 'Join a family with the code of an invitation',
    description: 'After five wrong codes within an hour the caller has to wait.',
    created: dto.familySchema,
    problems: [
      'invitation_unknown',
      'not_found',
      'guest_not_found',
      'version_conflict',
      'families_closed',
      'family_already',
      'family_full',
      'family_in_flight',
    ],
  })
  join(@KeyedContext() context: RequestContext, @Body({ schema: dto.joinSchema }) { code }: dto.JoinDto) {
    return this.commands.execute(new JoinFamily(context, { code }));
  }

  @Route('DELETE members/:guestId', {
    id: 'leaveOwnFamily',
    summary: "Leave the caller's family, or take a member out",
    description:
      'Any member can leave; the head can take others out. When the head leaves, the adult who joined first becomes the ' +
      'head; without another adult the family ends. A member with an open hold cannot leave.',
    ok: dto.familySchema,
    problems: ['not_found', 'version_conflict', 'family_role_unfit', 'family_in_flight'],
  })
  async remove(@KeyedContext() context: RequestContext, @Id('guestId') guestId: string) {
    return this.commands.execute(
      new LeaveFamily(context, { familyId: await this.readFamily.getOwnId(context), guestId }),
    );
  }

  @Route('PUT head', {
    id: 'passOwnFamilyHead',
    summary: 'Make another adult the head of the family',
    description: 'For the head alone, who stays a member as an adult.',
    ok: dto.familySchema,
    problems: ['not_found', 'version_conflict', 'family_role_unfit'],
  })
  async passHead(@KeyedContext() context: RequestContext, @Body({ schema: dto.headSchema }) { guestId }: dto.HeadDto) {
    return this.commands.execute(
      new PassFamilyHead(context, { familyId: await this.readFamily.getOwnId(context), guestId }),
    );
  }

  @Route('PUT members/:guestId/allowance', {
    id: 'replaceOwnChildAllowance',
    summary: "Set the allowance of the family's child",
    description:
      'For the head and adults. The caller lends the points that the child does not have. `points` null takes the ' +
      'allowance away; a child without an allowance redeems nothing.',
    ok: dto.familySchema,
    problems: ['not_found', 'version_conflict', 'family_role_unfit'],
  })
  async allow(
    @KeyedContext() context: RequestContext,
    @Id('guestId') guestId: string,
    @Body({ schema: dto.ownAllowanceSchema }) body: dto.OwnAllowanceDto,
  ): Promise<dto.FamilyAnswer> {
    const familyId = await this.readFamily.getOwnId(context);
    return this.commands.execute(
      new SetChildAllowance(context, { familyId, childId: guestId, body: { ...body, giverId: context.principal.id } }),
    );
  }
}
