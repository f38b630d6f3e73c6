import { Body, Controller, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { newestFirstQuery, pageOfSlice, sliceOf } from '../../platform/http/list-query';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
import { CurrentPrincipal, KeyedContext, networkOf, type Principal, type RequestContext, Route } from '../../security';
import { refuseOtherGuests } from '../profiles/guest-access';
import * as dto from './case.dto';
import { Cases, AddCaseNote, ChangeCase, OpenCase } from './cases';
import { Id } from '../../platform/http/id.decorator';

const LIST = 'cases';

/** Requests of guests to the personal shopper, the concierge and priority support. */
@ApiTags('Cases')
@Controller()
export class CasesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly cases: Cases,
  ) {}

  @Route('GET cases', {
    id: 'listCases',
    permission: 'cases.manage',
    summary: 'List the cases of the network',
    description:
      'Newest first. The filters can be combined. The manager of a group of restaurants has the cases about these alone.',
    ok: dto.casePageSchema,
  })
  list(@CurrentPrincipal() principal: Principal, @Query({ schema: dto.caseListQuery }) query: dto.CaseListQuery) {
    return this.page(principal, null, query);
  }

  @Route('GET cases/:id', {
    id: 'getCase',
    permission: 'cases.manage',
    summary: 'Get a case with its notes',
    ok: dto.caseWithNotesSchema,
    problems: ['not_found'],
  })
  @Tagged(dto.changeableOfCase)
  read(@CurrentPrincipal() principal: Principal, @Id('id', 'Case') id: string): Promise<dto.CaseWithNotesAnswer> {
    return this.cases.get(principal, networkOf(principal), id);
  }

  @Route('PATCH cases/:id', {
    id: 'changeCase',
    permission: 'cases.manage',
    summary: 'Change the state or the employee of a case',
    description:
      'A case that is done can be opened again. With `expectedVersion` the call is 409 `version_conflict` if another caller has changed the case since; without it, only if that happens during the call.',
    ok: dto.caseWithNotesSchema,
    problems: ['version_conflict', 'not_found'],
  })
  @ChangesTagged(dto.changeableOfCase)
  change(
    @KeyedContext() context: RequestContext,
    @Id('id', 'Case') id: string,
    @Body({ schema: dto.changeCaseSchema }) body: dto.ChangeCaseBody,
  ) {
    return this.commands.execute(new ChangeCase(context, { id, body }));
  }

  @Route('POST cases/:id/notes', {
    id: 'addCaseNote',
    permission: 'cases.manage',
    summary: 'Add a note of staff to a case',
    description: "The answer is the case with all its notes. Adding a note leaves the case's `version` as it is.",
    created: dto.caseWithNotesSchema,
    problems: ['not_found'],
  })
  addNote(
    @KeyedContext() context: RequestContext,
    @Id('id', 'Case') id: string,
    @Body({ schema: dto.addNoteSchema }) { text }: z.infer<typeof dto.addNoteSchema>,
  ) {
    return this.commands.execute(new AddCaseNote(context, { id, text }));
  }

  @Route('GET guests/:id/cases', {
    id: 'listGuestCases',
    permission: ['cases.open', 'guest.self'],
    summary: 'List the cases of a guest',
    description:
      'Newest first, without the notes of staff. A guest can read only their own cases, the manager of a group of restaurants those about these.',
    ok: dto.casePageSchema,
    problems: ['guest_not_found'],
  })
  listOfGuest(
    @CurrentPrincipal() principal: Principal,
    @Id('id', 'Guest') guestId: string,
    @Query({ schema: newestFirstQuery }) query: z.infer<typeof newestFirstQuery>,
  ) {
    refuseOtherGuests(principal, guestId);
    return this.page(principal, guestId, query);
  }

  @Route('POST guests/:id/cases', {
    id: 'openCase',
    permission: ['cases.open', 'guest.self'],
    summary: 'Open a case for a guest',
    description:
      "Called by the guest, or by staff for the guest. The guest's tier in the programme in force must have the benefit `kind`. A guest has at most ten cases that are not done: 429 `rate_limited`. The manager of a group of restaurants names one of them, else `restaurant_not_allowed`.",
    created: dto.caseSchema,
    problems: ['benefit_not_in_tier', 'guest_not_found', 'not_found', 'restaurant_not_allowed'],
  })
  open(
    @KeyedContext() context: RequestContext,
    @Id('id', 'Guest') guestId: string,
    @Body({ schema: dto.openCaseSchema }) body: dto.OpenCaseBody,
  ) {
    return this.commands.execute(new OpenCase(context, { guestId, body }));
  }

  private async page(principal: Principal, guestId: string | null, query: dto.CaseListQuery) {
    const rows = await this.cases.list(principal, networkOf(principal), guestId, query, sliceOf(LIST, query));
    return pageOfSlice(LIST, query, rows, ({ id }) => id);
  }
}
