import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { pageOfSlice, sliceOf } from '../../../platform/http/list-query';
import { Context, KeyedContext, type RequestContext, Route, Routes } from '../../../security';
import { DecideCase } from './decide-case.command';
import { LiftLimit } from './lift-limit.command';
import * as dto from './fraud.dto';
import { CasesQuery } from './cases.query';
import { Id } from '../../../platform/http/id.decorator';

const LIST = 'fraud cases';

/** Cases of fraud watch, with their signals and the managers' decisions. */
@Routes('fraud', 'Fraud watch')
export class FraudCasesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly cases: CasesQuery,
  ) {}

  @Route('GET summary', {
    id: 'getFraudSummary',
    permission: 'fraud.read',
    summary: 'Read how many cases there are',
    description: 'For the restaurants of the caller, without cases about the caller.',
    ok: dto.fraudSummarySchema,
  })
  summary(@Context() context: RequestContext): Promise<dto.FraudSummary> {
    return this.cases.summary(context);
  }

  @Route('GET cases', {
    id: 'listFraudCases',
    permission: 'fraud.read',
    summary: 'List the cases of the network',
    description: 'Newest first, without cases about the caller who is no manager.',
    ok: dto.fraudCasePage,
  })
  async list(@Context() context: RequestContext, @Query({ schema: dto.fraudCaseQuery }) query: dto.FraudCaseQuery) {
    const rows = await this.cases.list(context, query, sliceOf(LIST, query));
    return pageOfSlice(LIST, query, rows, ({ id }) => id);
  }

  @Route('GET cases/:id', {
    id: 'getFraudCase',
    permission: 'fraud.read',
    summary: 'Read a case with its signals and acts',
    description: 'The reading is noted in the audit. A case about the caller who is no manager is not found.',
    ok: dto.fraudCaseDetailSchema,
    problems: ['not_found'],
  })
  read(@Context() context: RequestContext, @Id('id', 'Case') id: string): Promise<dto.FraudCaseDetail> {
    return this.cases.read(context, id);
  }

  @Route('POST cases/:id/decision', {
    id: 'decideFraudCase',
    // The owner has the second one alone, for what waits for a second person in a network without one.
    permission: ['fraud.decide', 'approvals.decide'],
    summary: 'Decide a case',
    description:
      'CONFIRM may take the points in review back, block the guest and limit the person for some days. DISMISS frees the points at once, and the same rules open no new case about ' +
      'this person for 90 days. ASK sends a message to the guest of a case about a guest; the case is decided later. A case about the caller is refused (403). ' +
      'A case by `onePerson` is decided by another manager than the people in it; the owner of the installation decides no other kind, and this one where the network lacks two managers who may.',
    ok: dto.fraudCaseDetailSchema,
    problems: ['not_found', 'already_decided', 'own_fraud_case', 'own_act', 'account_opened', 'approver_too_new'],
  })
  decide(
    @KeyedContext() context: RequestContext,
    @Id('id', 'Case') id: string,
    @Body({ schema: dto.decideFraudCaseSchema }) body: dto.DecideFraudCase,
  ): Promise<dto.FraudCaseDetail> {
    return this.commands.execute(new DecideCase(context, { id, body }));
  }

  @Route('DELETE cases/:id/limit', {
    id: 'liftFraudLimit',
    permission: 'fraud.decide',
    summary: 'End the limit of a person',
    description:
      'The limit that the decision on this case set ends now in place of at its day. Limits of other cases stay.',
    ok: dto.fraudCaseDetailSchema,
    problems: ['not_found', 'own_fraud_case'],
  })
  liftLimit(@KeyedContext() context: RequestContext, @Id('id', 'Case') id: string): Promise<dto.FraudCaseDetail> {
    return this.commands.execute(new LiftLimit(context, { id }));
  }
}
