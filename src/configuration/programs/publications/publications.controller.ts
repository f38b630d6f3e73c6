import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { KeyedContext, type RequestContext, RequirePermission } from '../../../security';
import * as dto from '../program.dto';
import { ApprovePublication } from './approve-publication.command';
import { CancelPublication } from './cancel-publication.command';
import { PublishProgram } from './publish-program.command';
import { RejectPublication } from './reject-publication.command';
import { RollBackProgram } from './roll-back-program.command';

const WAITS = 'It takes something from guests and waits for another manager';

/** How a draft comes into force: published, agreed to by a second manager, cancelled, taken back. */
@ApiTags('Programs')
@Controller('programs')
export class PublicationsController {
  constructor(private readonly commands: CommandBus) {}

  /** 200 with what is published; 202 where it takes something from guests and waits for another manager. */
  @Post(':version/publish')
  @HttpCode(200)
  @RequirePermission('program.manage')
  @ApiOkResponse({ standardSchema: dto.programSchema })
  @ApiAcceptedResponse({ standardSchema: dto.programSchema, description: WAITS })
  publish(
    @KeyedContext() context: RequestContext,
    @Param('version', { schema: dto.versionParameterSchema }) version: number,
    @Body({ schema: dto.publishProgramSchema }) body: dto.PublishProgramBody,
  ): Promise<dto.ProgramAnswer> {
    return this.commands.execute(new PublishProgram(context, { version, body }));
  }

  @Post(':version/approve')
  @HttpCode(200)
  @RequirePermission('approvals.decide')
  @ApiOkResponse({ standardSchema: dto.programSchema })
  approve(
    @KeyedContext() context: RequestContext,
    @Param('version', { schema: dto.versionParameterSchema }) version: number,
    @Body({ schema: dto.approvePublicationSchema }) body: z.infer<typeof dto.approvePublicationSchema>,
  ): Promise<dto.ProgramAnswer> {
    return this.commands.execute(new ApprovePublication(context, { version, body }));
  }

  /** By another manager; or by the manager who asked for it, who takes it back in this way. */
  @Post(':version/reject')
  @HttpCode(200)
  @RequirePermission('approvals.decide')
  @ApiOkResponse({ standardSchema: dto.programSchema })
  reject(
    @KeyedContext() context: RequestContext,
    @Param('version', { schema: dto.versionParameterSchema }) version: number,
    @Body({ schema: dto.rejectPublicationSchema }) body: z.infer<typeof dto.rejectPublicationSchema>,
  ): Promise<dto.ProgramAnswer> {
    return this.commands.execute(new RejectPublication(context, { version, body }));
  }

  /** Takes back a publication before its time. */
  @Post(':version/cancel')
  @HttpCode(200)
  @RequirePermission('program.manage')
  @ApiOkResponse({ standardSchema: dto.programSchema })
  cancel(
    @KeyedContext() context: RequestContext,
    @Param('version', { schema: dto.versionParameterSchema }) version: number,
  ): Promise<dto.ProgramAnswer> {
    return this.commands.execute(new CancelPublication(context, { version }));
  }

  /** Publishes again what an older version says, under a new number; 202 as for a publication. */
  @Post(':version/rollback')
  @HttpCode(200)
  @RequirePermission('program.manage')
  @ApiOkResponse({ standardSchema: dto.programSchema })
  @ApiAcceptedResponse({ standardSchema: dto.programSchema, description: WAITS })
  rollBack(
    @KeyedContext() context: RequestContext,
    @Param('version', { schema: dto.versionParameterSchema }) version: number,
    @Body({ schema: dto.rollBackSchema }) body: z.infer<typeof dto.rollBackSchema>,
  ): Promise<dto.ProgramAnswer> {
    return this.commands.execute(new RollBackProgram(context, { version, body }));
  }
}
