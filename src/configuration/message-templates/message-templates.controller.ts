import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
import { KeyedContext, type RequestContext, Route, Routes, WholeNetworkId } from '../../security';
import * as dto from './message-template.dto';
import {
  MessageTemplates,
  ArchiveMessageTemplate,
  ChangeMessageTemplate,
  CreateMessageTemplate,
} from './message-templates';
import { Id } from '../../platform/http/id.decorator';

/** Texts of messages with variables, which a network writes once and uses again. */
@Routes('message-templates', 'Messages')
export class MessageTemplatesController {
  constructor(
    private readonly database: Database,
    private readonly templates: MessageTemplates,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET', {
    id: 'listMessageTemplates',
    permission: 'campaigns.read',
    summary: 'List the templates of messages',
    description: 'The newest first; archived ones only with `archived=true`.',
    ok: dto.templatePageSchema,
  })
  list(@WholeNetworkId() networkId: string, @Query({ schema: dto.templateListQuery }) query: dto.TemplateListQuery) {
    return this.templates.list(networkId, query);
  }

  @Route('POST', {
    id: 'createMessageTemplate',
    permission: 'campaigns.manage',
    summary: 'Create a template of messages',
    description:
      'Mistakes of a text are answered with line and character in `errors`: a variable that messages of this source do not ' +
      'have, a tag or filter that is not allowed, what cannot be read. `warning_text_taken`: a network has one text of the ' +
      'warning of points that end. A network has at most 500 templates, archived ones counted.',
    created: dto.templateDetailSchema,
    problems: ['code_taken', 'network_full', 'warning_text_taken'],
  })
  create(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createTemplateSchema }) body: dto.CreateTemplateBody,
  ) {
    return this.commands.execute(new CreateMessageTemplate(context, { body }));
  }

  @Route('GET :id', {
    id: 'getMessageTemplate',
    permission: 'campaigns.read',
    summary: 'Get a template of messages',
    description: 'With its newest 50 versions.',
    ok: dto.templateDetailSchema,
    problems: ['not_found'],
  })
  @Tagged(dto.changeableOfTemplate)
  read(@WholeNetworkId() networkId: string, @Id('id', 'Template') id: string): Promise<dto.TemplateDetail> {
    return this.database.inNetwork(networkId, (tx) => this.templates.get(tx, networkId, id));
  }

  @Route('PATCH :id', {
    id: 'changeMessageTemplate',
    permission: 'campaigns.manage',
    summary: 'Write a new version of a template',
    description:
      'Members that are left out stay as they are. Messages that were sent keep the version that they were written from. ' +
      'An archived template is 404.',
    ok: dto.templateDetailSchema,
    problems: ['not_found'],
  })
  @ChangesTagged(dto.changeableOfTemplate)
  change(
    @KeyedContext() context: RequestContext,
    @Id('id', 'Template') id: string,
    @Body({ schema: dto.changeTemplateSchema }) body: dto.ChangeTemplateBody,
  ) {
    return this.commands.execute(new ChangeMessageTemplate(context, { id, body }));
  }

  @Route('POST :id/archive', {
    id: 'archiveMessageTemplate',
    permission: 'campaigns.manage',
    summary: 'Archive a template of messages',
    description: 'For ever: nothing new is sent by it. The code stays taken.',
    ok: dto.templateDetailSchema,
    problems: ['not_found'],
  })
  archive(@KeyedContext() context: RequestContext, @Id('id', 'Template') id: string) {
    return this.commands.execute(new ArchiveMessageTemplate(context, { id }));
  }
}
