import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../platform/http/id.decorator';
import type { z } from 'zod';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
import { CurrentLanguage } from '../../platform/http/languages';
import { pageOfSlice, sliceOf } from '../../platform/http/list-query';
import { severalAnswerSchema } from '../../platform/http/several';
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
import {
  ArchiveCampaign,
  ChangeCampaign,
  ChangeSeveralCampaigns,
  CopyCampaign,
  CreateCampaign,
  SetCampaignState,
} from './campaigns.commands';
import { CampaignEditor } from './campaign-editor';
import * as dto from './campaign.dto';

const LIST = 'campaigns';

/** Campaigns: gifts for a limited time, besides the programme. */
@Routes('campaigns', 'Campaigns')
export class CampaignsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly campaigns: CampaignEditor,
  ) {}

  @Route('GET', {
    id: 'listCampaigns',
    permission: 'campaigns.read',
    summary: 'List the campaigns of the network',
    description:
      'The newest first, each with the newest version of its document and the use of its budgets; archived ones only with `archived=true`. ' +
      '`runsFrom` and `runsTo` compare the bounds of the schedule, not single occurrences.',
    ok: dto.campaignPageSchema,
  })
  async list(@NetworkId() networkId: string, @Query({ schema: dto.campaignListQuery }) query: dto.CampaignListQuery) {
    const { state = null, type = null, runsFrom = null, runsTo = null, archived } = query;
    const filter = { state, type, runsFrom, runsTo, ids: null, archived: archived === 'true' };
    const rows = await this.campaigns.listWithBudgets(networkId, filter, sliceOf(LIST, query));
    return pageOfSlice(LIST, query, rows, ({ row }) => row.id, dto.listedCampaignAnswer);
  }

  @Route('POST', {
    id: 'createCampaign',
    permission: 'campaigns.manage',
    summary: 'Create a campaign',
    description:
      'A draft, which gives nothing before it is started. Mistakes are answered with their places in `errors`: an end ' +
      'before the begin, a budget below what one act gives, names that the network does not have, conditions that never ' +
      'hold. A network has at most 2,000 campaigns, archived ones counted.',
    created: dto.campaignSchema,
    problems: ['code_taken', 'network_full'],
  })
  create(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: dto.createCampaignSchema }) body: dto.CreateCampaignBody,
  ) {
    return this.commands.execute(new CreateCampaign(context, { body }));
  }

  @Route('GET calendar', {
    id: 'getCampaignCalendar',
    permission: 'campaigns.read',
    summary: 'List the occurrences of all campaigns in a time',
    description: 'Includes drafts and leaves out archived campaigns; at most 92 local days and 1,000 occurrences.',
    ok: dto.calendarSchema,
  })
  async calendar(
    @NetworkId() networkId: string,
    @Query({ schema: dto.calendarQuery }) { from, to }: z.infer<typeof dto.calendarQuery>,
  ): Promise<dto.CalendarAnswer> {
    const items = await this.campaigns.calendar(networkId, from, to);
    return {
      items: items.map(({ row, occurrence }) => ({
        campaignId: row.id,
        code: row.code,
        name: row.document.name,
        state: row.state,
        ...dto.occurrenceAnswer(occurrence),
      })),
    };
  }

  @Route('POST preview', {
    id: 'previewCampaign',
    permission: 'campaigns.read',
    summary: 'Check a campaign without saving it',
    description:
      'Always 200, with the mistakes in `errors`, and without mistakes warnings and the next five occurrences. Settings ' +
      'without mistakes are also told as guests would read them, in `message`, a text for `announcement`.',
    ok: dto.campaignPreviewSchema,
  })
  @OnlyReads()
  preview(
    @NetworkId() networkId: string,
    @CurrentLanguage() language: Language,
    @Body({ schema: dto.previewCampaignSchema }) body: z.infer<typeof dto.previewCampaignSchema>,
  ): Promise<dto.CampaignPreviewAnswer> {
    return this.campaigns.preview(networkId, body.document, language);
  }

  @Route('POST several', {
    id: 'changeSeveralCampaigns',
    permission: 'campaigns.manage',
    summary: 'Pause, resume or archive several campaigns',
    description:
      'Each campaign by itself, with the rules of the call about one: a refused one stops no other, so the answer is 200 ' +
      'also where all are refused. A call that broke off is sent again with its key and does nothing twice. RESUME lets ' +
      'one go on by the version that was paused; one with a newer version (`version_conflict`) is started by itself.',
    ok: severalAnswerSchema,
  })
  changeSeveral(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: dto.severalCampaignsSchema }) body: dto.SeveralCampaignsBody,
  ) {
    return this.commands.execute(new ChangeSeveralCampaigns(context, { body }));
  }

  @Route('GET :id', {
    id: 'getCampaign',
    permission: 'campaigns.read',
    summary: 'Get a campaign',
    description: 'With the newest 100 changes of its state, its warnings and its next five occurrences.',
    ok: dto.campaignDetailSchema,
  })
  @Tagged(dto.changeableOfCampaign)
  async read(
    @NetworkId() networkId: string,
    @Id() id: string,
    @CurrentLanguage() language: Language,
  ): Promise<dto.CampaignDetail> {
    return dto.campaignDetail(await this.campaigns.get(networkId, id, language));
  }

  @Route('PATCH :id', {
    id: 'changeCampaign',
    permission: 'campaigns.manage',
    summary: 'Write a new version of a campaign',
    description:
      'The whole document. A campaign that runs goes on by its version; it takes the new one when it is set to RUNNING ' +
      'again. A control group keeps its seed. `campaign_over`: it has ended or is archived; copy it.',
    ok: dto.campaignSchema,
    problems: ['version_conflict', 'campaign_over'],
  })
  @ChangesTagged(dto.changeableOfCampaign)
  change(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.changeCampaignSchema }) body: dto.ChangeCampaignBody,
  ) {
    return this.commands.execute(new ChangeCampaign(context, { id, body }));
  }

  @Route('PUT :id/state', {
    id: 'setCampaignState',
    permission: 'campaigns.manage',
    summary: 'Start, pause, resume or end a campaign',
    description:
      'RUNNING decides by the newest version from `effectiveFrom` of the answer on, within its schedule; PAUSED and ENDED ' +
      'stop it from then on. That is at once, or six seconds later while a write of the network takes long. One that has ended never runs again (`campaign_over`). `campaign_not_running`: a draft can only be started. ' +
      'A state that it has already changes nothing. Where its budgets are worth more than `limits.campaignBudget` of the ' +
      'network, and more than those of the version that ran, the start waits for a second person: 202 with the change ' +
      'request, which holds for this revision alone; an API key is refused (`limit_exceeded`). `plan_limit_reached`: the ' +
      'plan of the network has no campaigns.',
    ok: dto.campaignSchema,
    accepted: changeRequestSchema,
    problems: ['version_conflict', 'campaign_over', 'campaign_not_running', 'limit_exceeded', 'plan_limit_reached'],
  })
  @ChangesTagged(dto.changeableOfStart)
  setState(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.setStateSchema }) body: dto.SetStateBody,
  ) {
    return this.commands.execute(new SetCampaignState(context, { id, body }));
  }

  @Route('POST :id/copy', {
    id: 'copyCampaign',
    permission: 'campaigns.manage',
    summary: 'Copy a campaign as a draft',
    description: 'The copy has a code of its own and a new control group. All names in the document must still exist.',
    created: dto.campaignSchema,
    problems: ['network_full'],
  })
  copy(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new CopyCampaign(context, { id }));
  }

  @Route('POST :id/archive', {
    id: 'archiveCampaign',
    permission: 'campaigns.manage',
    summary: 'Archive a campaign',
    description:
      'Only a draft or one that has ended (`campaign_running`). For ever; what it gave and its results stay.',
    ok: dto.campaignSchema,
    problems: ['campaign_running'],
  })
  archive(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new ArchiveCampaign(context, { id }));
  }
}
