import { Body, Param, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../platform/http/id.decorator';
import type { z } from 'zod';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
import { CurrentLanguage } from '../../platform/http/languages';
import { pageOfSlice, sliceOf } from '../../platform/http/list-query';
import { uuid } from '../../platform/http/schemas';
import type { Language } from '../../platform/language/language';
import {
  changeRequestSchema,
  KeyedContext,
  KeyRequiredContext,
  NetworkId,
  OnlyReads,
  type RequestContext,
  Route,
  Routes,
} from '../../security';
import { changeableOfAutomation, changeableOfStart } from './document/automation-answers';
import { AutomationEstimates } from './automation-estimates.query';
import { AutomationRuns } from './runs/automation-runs.query';
import { AutomationsQuery } from './automations.query';
import { ArchiveAutomation } from './archive-automation.command';
import {
  ChangeAutomation,
  CopyAutomation,
  CopyAutomationExample,
  CreateAutomation,
} from './automation-drafts.commands';
import { SetAutomationState } from './set-automation-state.command';
import * as dto from './document/automation.dto';

const LIST = 'automations';
const RUNS = 'automation-runs';

/** Automations, which take guests through steps after an event. */
@Routes('automations', 'Automations')
export class AutomationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly automations: AutomationsQuery,
    private readonly runs: AutomationRuns,
    private readonly estimates: AutomationEstimates,
  ) {}

  @Route('GET', {
    id: 'listAutomations',
    permission: 'campaigns.read',
    summary: 'List the automations of the network',
    description: 'The newest first; archived ones only with `archived=true`.',
    ok: dto.automationPageSchema,
  })
  async list(
    @NetworkId() networkId: string,
    @Query({ schema: dto.automationListQuery }) query: dto.AutomationListQuery,
  ) {
    const { state = null, archived } = query;
    const filter = { state, archived: archived === 'true' };
    const rows = await this.automations.list(networkId, filter, sliceOf(LIST, query));
    return pageOfSlice(LIST, query, rows, (row) => row.id);
  }

  @Route('POST', {
    id: 'createAutomation',
    permission: 'campaigns.manage',
    summary: 'Create an automation',
    description:
      'A draft, which does nothing before it is started. Mistakes are answered with their places in `errors`: a step that is ' +
      'not there, a way back without a wait, a name that the network does not have, a message without its language. A ' +
      'network has at most 200 automations that are not archived (`network_full`).',
    created: dto.automationSchema,
    problems: ['network_full'],
  })
  create(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: dto.createAutomationSchema }) body: dto.CreateAutomationBody,
  ) {
    return this.commands.execute(new CreateAutomation(context, { body }));
  }

  @Route('GET examples', {
    id: 'listAutomationExamples',
    permission: 'campaigns.read',
    summary: 'List ready examples of automations',
    ok: dto.automationExamplesSchema,
  })
  examples(@NetworkId() networkId: string): Promise<z.infer<typeof dto.automationExamplesSchema>> {
    return this.automations.examples(networkId);
  }

  @Route('POST examples/:name/copy', {
    id: 'copyAutomationExample',
    permission: 'campaigns.manage',
    summary: 'Copy an example as a draft',
    created: dto.automationSchema,
    problems: ['network_full'],
  })
  copyExample(
    @KeyedContext() context: RequestContext,
    @Param('name', { schema: dto.exampleName }) name: dto.ExampleName,
  ) {
    return this.commands.execute(new CopyAutomationExample(context, { name }));
  }

  @Route('POST preview', {
    id: 'previewAutomation',
    permission: 'campaigns.read',
    summary: 'Check an automation without saving it',
    description:
      'Always 200, with the mistakes in `errors` and the steps that may bring their guest into the automation again in `loops`.',
    ok: dto.automationPreviewSchema,
  })
  @OnlyReads()
  preview(
    @NetworkId() networkId: string,
    @CurrentLanguage() language: Language,
    @Body({ schema: dto.previewAutomationSchema }) body: dto.PreviewAutomationBody,
  ): Promise<dto.AutomationPreview> {
    return this.automations.preview(networkId, body, language);
  }

  @Route('POST estimate', {
    id: 'estimateAutomation',
    permission: 'campaigns.read',
    summary: 'Estimate an automation from the past',
    description:
      'How many guests would have entered on each of the last 28 local days and which ways they would take, from at most ' +
      '20,000 events and a sample of at most 500 guests as they are now. Nothing is written.',
    ok: dto.automationEstimateSchema,
  })
  @OnlyReads()
  estimate(
    @NetworkId() networkId: string,
    @Body({ schema: dto.estimateAutomationSchema }) body: z.infer<typeof dto.estimateAutomationSchema>,
  ): Promise<dto.AutomationEstimate> {
    return this.estimates.estimate(networkId, body.document);
  }

  @Route('GET :id', {
    id: 'getAutomation',
    permission: 'campaigns.read',
    summary: 'Get an automation',
    description: 'With its versions, and how many guests are at each step of them, went through it, and left there.',
    ok: dto.automationDetailSchema,
  })
  @Tagged(changeableOfAutomation)
  read(@NetworkId() networkId: string, @Id() id: string): Promise<dto.AutomationDetail> {
    return this.automations.get(networkId, id);
  }

  @Route('PATCH :id', {
    id: 'changeAutomation',
    permission: 'campaigns.manage',
    summary: 'Write a new version of an automation',
    description:
      'The whole document. One that runs goes on by its version; it takes the new one when it is set to ACTIVE again. ' +
      '`automation_over`: it has ended or is archived; copy it.',
    ok: dto.automationSchema,
    problems: ['version_conflict', 'automation_over'],
  })
  @ChangesTagged(changeableOfAutomation)
  change(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.changeAutomationSchema }) body: dto.ChangeAutomationBody,
  ) {
    return this.commands.execute(new ChangeAutomation(context, { id, body }));
  }

  @Route('PUT :id/state', {
    id: 'setAutomationState',
    permission: 'campaigns.manage',
    summary: 'Start, pause, resume or end an automation',
    description:
      'A pause holds guests where they are; what came due meanwhile is done after it. Where a start lets guests in at once, it ' +
      'is refused with their number (`automation_takes_guests`, `guests`) until `confirmedGuests` allows it. Where its gifts ' +
      'may be worth more than `limits.campaignBudget` of the network, the start waits for a second person: 202 with the ' +
      'change request; an API key is refused (`limit_exceeded`). `automation_over`: it has ended. ' +
      '`automation_not_running`: a draft can only be started.',
    ok: dto.automationSchema,
    accepted: changeRequestSchema,
    problems: [
      'version_conflict',
      'automation_over',
      'automation_not_running',
      'automation_takes_guests',
      'limit_exceeded',
      'plan_limit_reached',
    ],
  })
  @ChangesTagged(changeableOfStart)
  setState(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.setAutomationStateSchema }) body: dto.SetAutomationStateBody,
  ) {
    return this.commands.execute(new SetAutomationState(context, { id, body }));
  }

  @Route('POST :id/copy', {
    id: 'copyAutomation',
    permission: 'campaigns.manage',
    summary: 'Copy an automation as a draft',
    created: dto.automationSchema,
    problems: ['network_full'],
  })
  copy(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new CopyAutomation(context, { id }));
  }

  @Route('POST :id/archive', {
    id: 'archiveAutomation',
    permission: 'campaigns.manage',
    summary: 'Archive an automation',
    description: 'Only a draft or one that has ended (`automation_running`). For ever; the ways of its guests stay.',
    ok: dto.automationSchema,
    problems: ['automation_running'],
  })
  archive(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new ArchiveAutomation(context, { id }));
  }

  @Route('GET :id/runs', {
    id: 'listAutomationRuns',
    permission: 'campaigns.read',
    summary: 'List the runs of an automation',
    description: 'The newest first.',
    ok: dto.runPageSchema,
  })
  async listRuns(
    @NetworkId() networkId: string,
    @Id() id: string,
    @Query({ schema: dto.runListQuery }) query: dto.RunListQuery,
  ) {
    const before = query.cursor === undefined ? null : decodeCursor(RUNS, query.cursor, uuid);
    const rows = await this.runs.list(networkId, id, query, before);
    return pageFrom(RUNS, rows, query.limit, (row) => row.id);
  }

  @Route('GET :id/runs/:runId', {
    id: 'getAutomationRun',
    permission: 'campaigns.read',
    summary: 'Get the way of one guest',
    ok: dto.runDetailSchema,
  })
  readRun(@NetworkId() networkId: string, @Id() id: string, @Id('runId') runId: string): Promise<dto.RunDetail> {
    return this.runs.get(networkId, id, runId);
  }
}

/** Runs of one guest through all automations. */
@Routes('guests', 'Automations')
export class GuestAutomationsController {
  constructor(private readonly runs: AutomationRuns) {}

  @Route('GET :id/automations', {
    id: 'listAutomationsOfGuest',
    permission: 'campaigns.read',
    summary: 'List the runs of a guest',
    description: 'Through all automations, the newest first.',
    ok: dto.automationsOfGuestSchema,
    problems: ['guest_not_found'],
  })
  ofGuest(@NetworkId() networkId: string, @Id() id: string): Promise<dto.AutomationsOfGuest> {
    return this.runs.listOfGuest(networkId, id);
  }
}
