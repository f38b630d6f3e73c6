import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Context, KeyedContext, type RequestContext, Route, Routes } from '../../security';
import { refuseOtherGuests } from '../profiles/guest-access';
import {
  type ConsentCoverageAnswer,
  consentCoverageSchema,
  consentList,
  type ConsentList,
  consentListSchema,
  type RecordConsentsBody,
  recordConsentsSchema,
} from './consent.dto';
import { Consents, RecordConsents } from './consents';
import { Id } from '../../platform/http/id.decorator';

/** A guest's consents by kind, with the version of the text. */
@ApiTags('Guests')
@Controller('guests/:id/consents')
export class ConsentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly consents: Consents,
  ) {}

  @Route('GET', {
    id: 'listConsents',
    permission: ['guest.read', 'guest.self'],
    summary: 'List the consents of a guest',
    description:
      'The last statement of each kind of consent, with the text that the guest saw. A guest can read only their own consents.',
    ok: consentListSchema,
    problems: ['guest_not_found'],
  })
  async list(
    @Context() { principal, networkId, language }: RequestContext,
    @Id('id', 'Guest') id: string,
  ): Promise<ConsentList> {
    refuseOtherGuests(principal, id);
    return consentList(await this.consents.listConsents(networkId, id, language));
  }

  @Route('POST', {
    id: 'recordConsents',
    permission: ['guest.register', 'guest.self'],
    summary: 'Record consents that a guest gives or withdraws',
    description:
      'Each statement is added to those before it, which stay stored. The answer has the last statement of each kind.',
    ok: consentListSchema,
    problems: ['guest_not_found'],
  })
  record(
    @KeyedContext() context: RequestContext,
    @Id('id', 'Guest') id: string,
    @Body({ schema: recordConsentsSchema }) body: RecordConsentsBody,
  ) {
    return this.commands.execute(new RecordConsents(context, { id, body }));
  }
}

/** How many guests of the network have the consent that the law asks for. */
@Routes('guests/consent-coverage', 'Guests', 'settings.manage')
export class ConsentCoverageController {
  constructor(private readonly consents: Consents) {}

  @Route('GET', {
    id: 'getConsentCoverage',
    summary: 'Count the guests by their consent to personal data',
    description:
      'The consent that the law of the country asks for: how many guests agreed to a text, how many elsewhere (`consentBasis` of the registration), how many refuse, and of how many no answer is known.',
    ok: consentCoverageSchema,
  })
  async coverage(@Context() { networkId }: RequestContext): Promise<ConsentCoverageAnswer> {
    return { coverage: await this.consents.coverage(networkId) };
  }
}
