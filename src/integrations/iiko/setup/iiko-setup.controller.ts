import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import { Context, KeyedContext, NetworkId, type RequestContext, Route, Routes } from '../../../security';
import * as dto from './iiko-setup.dto';
import { IikoWorkQuery } from './iiko-work.query';
import { ReadDirectory } from './read-directory.command';
import { ReconcileNow } from './reconcile-now.command';
import { RegisterWebhook } from './register-webhook.command';

/** Setting up a connection to iiko, and its work in the background. */
@Routes('integrations/connections/:id', 'Integrations', 'integrations.manage')
export class IikoSetupController {
  constructor(
    private readonly commands: CommandBus,
    private readonly work: IikoWorkQuery,
  ) {}

  @Route('GET work', {
    id: 'getConnectionWork',
    summary: 'Get the background work of a connection',
    description:
      'Only connections to iiko have some. When it was last compared with iiko and with which result, and how the wallets of iikoCard do.',
    ok: dto.workSchema,
  })
  read(@NetworkId() networkId: string, @Id() id: string): Promise<dto.WorkAnswer> {
    return this.work.get(networkId, id);
  }

  @Route('POST reconcile', {
    id: 'reconcileConnection',
    summary: 'Compare what iiko has with what came',
    description:
      'It begins at once in the background. Orders that no webhook brought are recorded at their own time; an order ' +
      'that came before changes nothing. By itself it happens each night and after an outage. 404 also without an API login.',
    ok: dto.workSchema,
  })
  reconcile(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new ReconcileNow(context, { id }));
  }

  @Route('POST directory', {
    id: 'readIikoDirectory',
    summary: 'Read the lists of iiko',
    description:
      'A connection is set up from them: places, payment and order types, menu categories, programmes of iikoCard. A list that iiko does not give stands in `failures`.',
    ok: dto.directorySchema,
  })
  directory(@Context() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new ReadDirectory(context, { id }));
  }

  @Route('POST webhook', {
    id: 'registerIikoWebhook',
    summary: 'Tell iiko to send its webhooks here',
    description:
      'Enters address, secret and statuses for each organisation of the API login in place of what stood there.',
    ok: dto.registeredSchema,
    problems: ['unavailable'],
  })
  register(
    @Context() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.registerWebhookSchema }) body: dto.RegisterWebhookBody,
  ) {
    return this.commands.execute(new RegisterWebhook(context, { id, body }));
  }
}
