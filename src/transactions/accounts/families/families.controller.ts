import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import { newestFirstQuery, type SortedQuery } from '../../../platform/http/list-query';
import { Context, KeyedContext, type RequestContext, Route, Routes } from '../../../security';
import {
  AddFamilyMember,
  FoundFamily,
  InviteToFamily,
  LeaveFamily,
  PassFamilyHead,
  SetChildAllowance,
} from './families.commands';
import { ReadFamily } from './families.query';
import * as dto from './family.dto';
import { ListFamilies } from './list-families.query';

/** Families as staff found and change them. */
@Routes('/', 'Families', 'families.manage')
export class FamiliesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly readFamily: ReadFamily,
    private readonly listFamilies: ListFamilies,
  ) {}

  @Route('GET families', {
    id: 'listFamilies',
    summary: 'List families',
    description:
      'Families that have not ended, newest first; for the manager of a group of restaurants those with a member who ' +
      'registered or bought there. The reading of names is noted in the audit.',
    ok: dto.familyPageSchema,
  })
  list(@Context() context: RequestContext, @Query({ schema: newestFirstQuery }) query: SortedQuery) {
    return this.listFamilies.list(context.principal, context.origin, query);
  }

  @Route('POST families', {
    id: 'createFamily',
    summary: 'Found a family with a guest as its head',
    description:
      'The programme has to allow families. A guest is a member of one family at most. A cashier sends the live QR or ' +
      "code of the guest's card.",
    created: dto.familySchema,
    problems: [
      'forbidden',
      'own_account',
      'guest_not_found',
      'families_closed',
      'family_already',
      'family_in_flight',
      'confirmation_required',
      'confirmation_failed',
    ],
  })
  found(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.foundFamilySchema }) { headId, confirmation }: dto.FoundFamilyDto,
  ) {
    return this.commands.execute(new FoundFamily(context, { headId, confirmation }));
  }

  @Route('GET families/:id', {
    id: 'getFamily',
    summary: 'Get a family with its members',
    description: 'The reading is noted in the audit.',
    ok: dto.familySchema,
    problems: ['not_found'],
  })
  get(@Context() context: RequestContext, @Id() id: string): Promise<dto.FamilyAnswer> {
    return this.readFamily.get(context, id);
  }

  @Route('GET guests/:id/family', {
    id: 'getFamilyOfGuest',
    summary: 'Get the family of a guest',
    description: 'The reading is noted in the audit. A guest without a family: 404.',
    ok: dto.familySchema,
    problems: ['not_found'],
  })
  getOf(@Context() context: RequestContext, @Id() guestId: string): Promise<dto.FamilyAnswer> {
    return this.readFamily.getOf(context, guestId);
  }

  @Route('POST families/:id/members', {
    id: 'addFamilyMember',
    summary: 'Add a guest to a family',
    description: 'A cashier sends the live QR or code of the card of the guest who joins.',
    created: dto.familySchema,
    problems: [
      'forbidden',
      'own_account',
      'not_found',
      'guest_not_found',
      'version_conflict',
      'families_closed',
      'family_already',
      'family_full',
      'family_in_flight',
      'points_handed_over_exceeded',
      'confirmation_required',
      'confirmation_failed',
    ],
  })
  add(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.addMemberSchema }) body: dto.AddMemberDto,
  ) {
    return this.commands.execute(new AddFamilyMember(context, { familyId: id, body }));
  }

  @Route('POST families/:id/invitations', {
    id: 'inviteToFamily',
    summary: 'Make an invitation code for a family',
    description: 'The code is shown once, is good for one guest and ends at `expiresAt`.',
    created: dto.invitationSchema,
    problems: ['not_found', 'version_conflict', 'points_handed_over_exceeded'],
  })
  invite(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.inviteSchema }) body: dto.InviteDto,
  ) {
    return this.commands.execute(new InviteToFamily(context, { familyId: id, body }));
  }

  @Route('DELETE families/:id/members/:guestId', {
    id: 'removeFamilyMember',
    summary: 'Take a member out of a family',
    description:
      'When the head goes, the adult who joined first becomes the head; without another adult the family ends. A member ' +
      'with an open hold cannot be taken out.',
    ok: dto.familySchema,
    problems: ['forbidden', 'own_account', 'not_found', 'version_conflict', 'family_in_flight'],
  })
  remove(@KeyedContext() context: RequestContext, @Id() id: string, @Id('guestId') guestId: string) {
    return this.commands.execute(new LeaveFamily(context, { familyId: id, guestId }));
  }

  @Route('PUT families/:id/head', {
    id: 'passFamilyHead',
    summary: 'Make another adult the head of a family',
    description: 'The head before stays a member as an adult.',
    ok: dto.familySchema,
    problems: ['forbidden', 'own_account', 'not_found', 'version_conflict', 'family_role_unfit'],
  })
  passHead(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.headSchema }) { guestId }: dto.HeadDto,
  ) {
    return this.commands.execute(new PassFamilyHead(context, { familyId: id, guestId }));
  }

  @Route('PUT families/:id/members/:guestId/allowance', {
    id: 'replaceChildAllowance',
    summary: "Set the allowance of a family's child",
    description:
      'The giver lends the points that the child does not have. `points` null takes the allowance away; a child without ' +
      "an allowance redeems nothing. A cashier sends the live QR or code of the giver's card to give one.",
    ok: dto.familySchema,
    problems: [
      'forbidden',
      'own_account',
      'not_found',
      'version_conflict',
      'family_role_unfit',
      'confirmation_required',
      'confirmation_failed',
    ],
  })
  allow(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Id('guestId') guestId: string,
    @Body({ schema: dto.allowanceSchema }) body: dto.AllowanceDto,
  ) {
    return this.commands.execute(new SetChildAllowance(context, { familyId: id, childId: guestId, body }));
  }
}
