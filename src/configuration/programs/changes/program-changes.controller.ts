import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Language } from '../../../platform/language/language';
import { CurrentLanguage } from '../../../platform/http/languages';
import { CurrentPrincipal, networkOf, type Principal, RequirePermission } from '../../../security';
import { versionParameterSchema } from '../program.dto';
import * as dto from './program-changes.dto';
import { ProgramChanges } from './program-changes.query';

/** A program as sentences, and what a version changes for the guests. */
@ApiTags('Programs')
@Controller('programs')
export class ProgramChangesController {
  constructor(private readonly changes: ProgramChanges) {}

  @Get(':version/sentences')
  @RequirePermission('program.read')
  @ApiOkResponse({ standardSchema: dto.sentencesSchema })
  sentences(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @Param('version', { schema: versionParameterSchema }) version: number,
  ): Promise<dto.SentencesAnswer> {
    return this.changes.sentences(networkOf(principal), version, language);
  }

  @Get(':version/diff')
  @RequirePermission('program.read')
  @ApiOkResponse({ standardSchema: dto.diffSchema })
  diff(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @Param('version', { schema: versionParameterSchema }) version: number,
    @Query({ schema: dto.diffQuery }) query: z.infer<typeof dto.diffQuery>,
  ): Promise<dto.DiffAnswer> {
    return this.changes.diff(networkOf(principal), version, query.against, language);
  }
}
