import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase, wholeNetworkOf } from '../../security';
import { lockNetwork } from '../network-profile/network.sql';
import {
  type ChangeTemplateBody,
  changeableOfTemplate,
  type CreateTemplateBody,
  type TemplateDetail,
} from './message-template.dto';
import { MessageTemplates } from './message-templates';

export class CreateMessageTemplate extends UseCase<TemplateDetail, { readonly body: CreateTemplateBody }> {}

@CommandHandler(CreateMessageTemplate)
export class CreateMessageTemplateHandler implements ICommandHandler<CreateMessageTemplate> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly templates: MessageTemplates,
  ) {}

  execute({ context, input: { body } }: CreateMessageTemplate): Promise<TemplateDetail> {
    const { call, author, principal } = context;
    const networkId = wholeNetworkOf(principal);
    return this.keyed.run(networkId, call, 201, (tx) => this.templates.create(tx, networkId, body, author));
  }
}

/** Messages that are planned already keep their text. */
export class ChangeMessageTemplate extends UseCase<
  TemplateDetail,
  { readonly id: string; readonly body: ChangeTemplateBody }
> {}

@CommandHandler(ChangeMessageTemplate)
export class ChangeMessageTemplateHandler implements ICommandHandler<ChangeMessageTemplate> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly templates: MessageTemplates,
  ) {}

  execute({ context, input: { id, body } }: ChangeMessageTemplate): Promise<TemplateDetail> {
    const { call, author, principal } = context;
    const networkId = wholeNetworkOf(principal);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await lockNetwork(tx, networkId);
      await requireUnchanged(call, async () => changeableOfTemplate(await this.templates.get(tx, networkId, id)));
      return this.templates.change(tx, networkId, id, body, author);
    });
  }
}

export class ArchiveMessageTemplate extends UseCase<TemplateDetail, { readonly id: string }> {}

@CommandHandler(ArchiveMessageTemplate)
export class ArchiveMessageTemplateHandler implements ICommandHandler<ArchiveMessageTemplate> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly templates: MessageTemplates,
  ) {}

  execute({ context, input: { id } }: ArchiveMessageTemplate): Promise<TemplateDetail> {
    const { call, author, principal } = context;
    const networkId = wholeNetworkOf(principal);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await lockNetwork(tx, networkId);
      return this.templates.archive(tx, networkId, id, author);
    });
  }
}
