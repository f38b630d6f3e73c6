import { Injectable } from '@nestjs/common';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { type OnOne, UseCase, wholeNetworkOf } from '../../security';
import { lockNetwork } from '../network-profile/network.sql';
import {
  type ChangeTemplateBody,
  changeableOfTemplate,
  type CreateTemplateBody,
  type TemplateDetail,
} from './message-template.dto';
import { MessageTemplates } from './message-templates';
import { Handles } from '../../platform/http/handlers-of';

export class CreateMessageTemplate extends UseCase<TemplateDetail, { readonly body: CreateTemplateBody }> {}

/** Planned messages keep the text that they were planned with. */
export class ChangeMessageTemplate extends UseCase<TemplateDetail, OnOne<ChangeTemplateBody>> {}

export class ArchiveMessageTemplate extends UseCase<TemplateDetail, { readonly id: string }> {}

@Injectable()
export class MessageTemplatesHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly templates: MessageTemplates,
  ) {}

  @Handles(CreateMessageTemplate)
  createMessageTemplate({ context, input: { body } }: CreateMessageTemplate): Promise<TemplateDetail> {
    const { call, author, principal } = context;
    const networkId = wholeNetworkOf(principal);
    return this.keyed.run(networkId, call, 201, (tx) => this.templates.create(tx, networkId, body, author));
  }

  @Handles(ChangeMessageTemplate)
  changeMessageTemplate({ context, input: { id, body } }: ChangeMessageTemplate): Promise<TemplateDetail> {
    const { call, author, principal } = context;
    const networkId = wholeNetworkOf(principal);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await lockNetwork(tx, networkId);
      await requireUnchanged(call, async () => changeableOfTemplate(await this.templates.get(tx, networkId, id)));
      return this.templates.change(tx, networkId, id, body, author);
    });
  }

  @Handles(ArchiveMessageTemplate)
  archiveMessageTemplate({ context, input: { id } }: ArchiveMessageTemplate): Promise<TemplateDetail> {
    const { call, author, principal } = context;
    const networkId = wholeNetworkOf(principal);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await lockNetwork(tx, networkId);
      return this.templates.archive(tx, networkId, id, author);
    });
  }
}
