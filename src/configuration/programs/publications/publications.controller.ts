import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Tx } from '../../../platform/database/database';
import { Keyed, type KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import {
  type Author,
  CurrentOrigin,
  CurrentPrincipal,
  networkOf,
  type Origin,
  type Principal,
  RequirePermission,
} from '../../../security';
import { ConfigurationChanges } from '../../snapshots/configuration-changes';
import * as dto from '../program.dto';
import type { ProgramRow } from '../program.sql';
import { Publications } from './publications';

const WAITS = 'It takes something from guests and waits for another manager';

/** How a draft comes into force: published, agreed to by a second manager, cancelled, taken back. */
@ApiTags('Programs')
@Controller('programs')
export class PublicationsController {
  constructor(
    private readonly publications: Publications,
    private readonly changes: ConfigurationChanges,
  ) {}

  /** 200 with what is published; 202 where it takes something from guests and waits for another manager. */
  @Post(':version/publish')
  @HttpCode(200)
  @RequirePermission('program.manage')
  @ApiOkResponse({ standardSchema: dto.programSchema })
  @ApiAcceptedResponse({ standardSchema: dto.programSchema, description: WAITS })
  publish(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('version', { schema: dto.versionParameterSchema }) version: number,
    @Body({ schema: dto.publishProgramSchema }) body: dto.PublishProgramBody,
  ): Promise<dto.ProgramAnswer> {
    const publication = { effectiveFrom: timeOf(body.effectiveFrom), expectedHash: body.expectedHash };
    return this.answer({ actor, origin }, call, (tx, networkId, author) =>
      this.publications.publish(tx, networkId, version, publication, author),
    );
  }

  @Post(':version/approve')
  @HttpCode(200)
  @RequirePermission('approvals.decide')
  @ApiOkResponse({ standardSchema: dto.programSchema })
  approve(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('version', { schema: dto.versionParameterSchema }) version: number,
    @Body({ schema: dto.approvePublicationSchema }) body: z.infer<typeof dto.approvePublicationSchema>,
  ): Promise<dto.ProgramAnswer> {
    return this.answer({ actor, origin }, call, (tx, networkId, author) =>
      this.publications.approve(tx, networkId, version, body.expectedHash, author),
    );
  }

  /** By another manager, or by whoever asked for it, who so takes it back. */
  @Post(':version/reject')
  @HttpCode(200)
  @RequirePermission('approvals.decide')
  @ApiOkResponse({ standardSchema: dto.programSchema })
  reject(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('version', { schema: dto.versionParameterSchema }) version: number,
    @Body({ schema: dto.rejectPublicationSchema }) body: z.infer<typeof dto.rejectPublicationSchema>,
  ): Promise<dto.ProgramAnswer> {
    return this.answer({ actor, origin }, call, (tx, networkId, author) =>
      this.publications.reject(tx, networkId, version, body.reason, author),
    );
  }

  /** Takes back a publication before its time. */
  @Post(':version/cancel')
  @HttpCode(200)
  @RequirePermission('program.manage')
  @ApiOkResponse({ standardSchema: dto.programSchema })
  cancel(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('version', { schema: dto.versionParameterSchema }) version: number,
  ): Promise<dto.ProgramAnswer> {
    return this.answer({ actor, origin }, call, (tx, networkId, author) =>
      this.publications.cancel(tx, networkId, version, author),
    );
  }

  /** Publishes again what an older version says, under a new number; 202 as for a publication. */
  @Post(':version/rollback')
  @HttpCode(200)
  @RequirePermission('program.manage')
  @ApiOkResponse({ standardSchema: dto.programSchema })
  @ApiAcceptedResponse({ standardSchema: dto.programSchema, description: WAITS })
  rollBack(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('version', { schema: dto.versionParameterSchema }) version: number,
    @Body({ schema: dto.rollBackSchema }) body: z.infer<typeof dto.rollBackSchema>,
  ): Promise<dto.ProgramAnswer> {
    return this.answer({ actor, origin }, call, (tx, networkId, author) =>
      this.publications.rollBack(tx, networkId, version, timeOf(body.effectiveFrom), author),
    );
  }

  private async answer(
    author: Author & { readonly actor: Principal },
    call: KeyedCall,
    work: (tx: Tx, networkId: string, author: Author) => Promise<ProgramRow>,
  ): Promise<dto.ProgramAnswer> {
    const networkId = networkOf(author.actor);
    const answer = await this.changes.run(networkId, call, statusOf, async (tx) =>
      dto.programAnswer(await work(tx, networkId, author)),
    );
    call.answered(statusOf(answer));
    return answer;
  }
}

function statusOf({ publication }: dto.ProgramAnswer): number {
  return publication?.status === 'AWAITING_APPROVAL' ? 202 : 200;
}

function timeOf(instant: string | undefined): Date | undefined {
  return instant === undefined ? undefined : new Date(instant);
}
