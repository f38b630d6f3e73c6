import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { z } from 'zod';
import { Id } from '../../platform/http/id.decorator';
import type { Language } from '../../platform/language/language';
import { CurrentLanguage } from '../../platform/http/languages';
import { ProblemError } from '../../platform/problems/problem';
import {
  Context,
  CurrentPrincipal,
  KeyedContext,
  NetworkId,
  type Principal,
  type RequestContext,
  Route,
  Routes,
} from '../../security';
import { AcceptShadowGroup, ReopenShadowGroup } from './shadow-groups.commands';
import { EndShadow } from './end-shadow.command';
import { ShadowRestaurant, SwitchRestaurant } from './shadow-restaurants.commands';
import { StartShadow } from './start-shadow.command';
import { TakeShadowReceipts } from './take-shadow-receipts.command';
import { UseShadowProgram } from './use-shadow-program.command';
import * as dto from './shadow.dto';
import { ShadowQuery } from './shadow.query';

const DAY_MS = 86_400_000;
const MOST_DAYS = 366;

/** The shadow run of the caller's network: receipts of an earlier system are decided without effect, and compared. */
@Routes('shadow', 'Shadow run', 'settings.manage')
export class ShadowController {
  constructor(
    private readonly commands: CommandBus,
    private readonly shadow: ShadowQuery,
  ) {}

  @Route('GET', {
    id: 'getShadow',
    summary: 'Get the shadow run of the network',
    ok: dto.shadowStateSchema,
  })
  read(@NetworkId() networkId: string): Promise<dto.ShadowState> {
    return this.shadow.state(networkId);
  }

  @Route('POST', {
    id: 'startShadow',
    summary: 'Begin a shadow run',
    description:
      'Copies what managers decided into a network beside this one, as `createSandbox` does. The tills of the restaurants refuse ' +
      '(`restaurant_in_shadow`) until they are switched over. Its receipts come by `takeShadowReceipts`, or by the command ' +
      '`import receipts` with the code of the shadow. At most 20 a day begin: 429 `rate_limited`. In a sandbox: 403 `forbidden`.',
    created: dto.shadowSchema,
    problems: ['shadow_exists'],
  })
  start(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.startShadowSchema }) body: dto.StartShadowBody,
  ): Promise<dto.ShadowAnswer> {
    return this.commands.execute(new StartShadow(context, { body }));
  }

  @Route('POST end', {
    id: 'endShadow',
    summary: 'End the shadow run',
    description: 'Its restaurants sell by the network from now on. The comparison goes with it.',
    ok: dto.shadowStateSchema,
  })
  end(@KeyedContext() context: RequestContext): Promise<dto.ShadowState> {
    return this.commands.execute(new EndShadow(context));
  }

  @Route('POST restaurants/:id/enter', {
    id: 'shadowRestaurant',
    summary: 'Put a restaurant into the shadow, or back',
    description:
      'Its tills refuse from now on. Sales that were recorded there stay. Balances that came with the switch are taken back by `undoGuestFile`.',
    ok: dto.shadowSchema,
  })
  enter(@KeyedContext() context: RequestContext, @Id() id: string): Promise<dto.ShadowAnswer> {
    return this.commands.execute(new ShadowRestaurant(context, { id }));
  }

  @Route('POST restaurants/:id/switch', {
    id: 'switchRestaurant',
    summary: 'Switch a restaurant over to this network',
    description:
      'Its tills sell from now on, and it is closed in the shadow. Balances of the earlier system come by the import of guests before ' +
      '(`createGuestFile`), which asks a second manager where the points are many: the file has to be `DONE`.',
    ok: dto.shadowSchema,
    problems: ['import_state'],
  })
  switch(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.switchRestaurantSchema }) body: dto.SwitchRestaurantBody,
  ): Promise<dto.ShadowAnswer> {
    return this.commands.execute(new SwitchRestaurant(context, { id, body }));
  }

  @Route('PUT program', {
    id: 'setShadowProgram',
    summary: 'Have the shadow decide by another version of the programme',
    description:
      'Also by a draft, which is so tried on receipts before it is published. It counts for receipts that come from now on.',
    ok: dto.shadowSchema,
  })
  program(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.shadowProgramSchema }) body: dto.ShadowProgramBody,
  ): Promise<dto.ShadowAnswer> {
    return this.commands.execute(new UseShadowProgram(context, { body }));
  }

  @Route('POST receipts', {
    id: 'takeShadowReceipts',
    permission: ['settings.manage', 'import.use'],
    summary: 'Decide receipts in the shadow and compare them',
    description:
      'Guests get nothing. A receipt is known by till, business date and number: one that comes again keeps its result, and gets ' +
      'what the earlier system gave where that was missing. Points that the guest spent there are spent in the shadow too; where our ' +
      'programme refuses them, the receipt is recorded without them. Guests are kept by a digest.',
    ok: dto.takenReceiptsSchema,
  })
  take(
    @Context() context: RequestContext,
    @Body({ schema: dto.takeReceiptsSchema }) body: dto.TakeReceiptsBody,
  ): Promise<dto.TakenReceipts> {
    return this.commands.execute(new TakeShadowReceipts(context, { body }));
  }

  @Route('GET days', {
    id: 'listShadowDays',
    summary: 'Compare the days of the shadow run',
    ok: dto.shadowDaysSchema,
  })
  days(
    @NetworkId() networkId: string,
    @Query({ schema: dto.shadowDaysQuery }) { from, to }: z.output<typeof dto.shadowDaysQuery>,
  ): Promise<dto.ShadowDays> {
    if (Date.parse(to) - Date.parse(from) >= MOST_DAYS * DAY_MS)
      throw new ProblemError('invalid_query', {}, [{ path: 'to', code: 'not_valid', message: '' }]);
    return this.shadow.days(networkId, from, to);
  }

  @Route('GET groups', {
    id: 'listShadowGroups',
    summary: 'List the reasons why receipts differ',
    ok: dto.shadowGroupsSchema,
  })
  groups(@NetworkId() networkId: string) {
    return this.shadow.groups(networkId);
  }

  @Route('POST groups/:id/accept', {
    id: 'acceptShadowGroup',
    summary: 'Accept why receipts differ',
    description: 'For receipts of the group that come later too.',
    ok: dto.shadowGroupSchema,
  })
  accept(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.acceptGroupSchema }) body: dto.AcceptGroupBody,
  ): Promise<dto.ShadowGroupAnswer> {
    return this.commands.execute(new AcceptShadowGroup(context, { id, body }));
  }

  @Route('POST groups/:id/reopen', {
    id: 'reopenShadowGroup',
    summary: 'Take back that a difference was accepted',
    ok: dto.shadowGroupSchema,
  })
  reopen(@KeyedContext() context: RequestContext, @Id() id: string): Promise<dto.ShadowGroupAnswer> {
    return this.commands.execute(new ReopenShadowGroup(context, { id }));
  }

  @Route('GET receipts', {
    id: 'listShadowReceipts',
    summary: 'List compared receipts',
    description: 'The one that was compared last comes first.',
    ok: dto.shadowReceiptPageSchema,
  })
  receipts(
    @NetworkId() networkId: string,
    @Query({ schema: dto.shadowReceiptsQuery }) query: z.output<typeof dto.shadowReceiptsQuery>,
  ) {
    return this.shadow.receipts(networkId, query);
  }

  @Route('GET receipts/:id', {
    id: 'getShadowReceipt',
    summary: 'Get a compared receipt with the explanation of our decision',
    ok: dto.explainedReceiptSchema,
  })
  receipt(
    @NetworkId() networkId: string,
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @Id() id: string,
  ): Promise<dto.ExplainedReceipt> {
    return this.shadow.explained(networkId, id, principal, language);
  }

  @Route('GET guests', {
    id: 'listPartedGuests',
    summary: 'List guests whose balance differs from the earlier system',
    ok: dto.partedGuestPageSchema,
  })
  guests(
    @NetworkId() networkId: string,
    @Query({ schema: dto.pageQueryOfGuests }) query: z.output<typeof dto.pageQueryOfGuests>,
  ): Promise<dto.PartedGuestPage> {
    return this.shadow.partedGuests(networkId, query);
  }
}
