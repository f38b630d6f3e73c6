import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Clock } from '../../platform/clock/clock';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { CurrentLanguage } from '../../platform/http/languages';
import { pageQuery } from '../../platform/http/schemas';
import type { Language } from '../../platform/language/language';
import { ProblemError } from '../../platform/problems/problem';
import {
  CurrentPrincipal,
  KeyedContext,
  networkOf,
  type Principal,
  type RequestContext,
  RequirePermission,
  OnlyReads,
} from '../../security';
import { PRESET_NAMES } from '../program-document/presets';
import { Snapshots } from '../snapshots/snapshots';
import { ChangeDraft } from './change-draft.command';
import { CreateDraft } from './create-draft.command';
import { ProgramEditor } from './program-editor';
import * as dto from './program.dto';
import { presetForNetwork } from './scaled-preset.rules';
import { validateProgram } from './validate-program.rules';

const LIST = 'programs';

/** The network's programs: versions that decided, that decide, and drafts. */
@ApiTags('Programs')
@Controller('programs')
export class ProgramsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly editor: ProgramEditor,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  @Get()
  @RequirePermission('program.read')
  @ApiOkResponse({ standardSchema: dto.programPageSchema })
  async list(@CurrentPrincipal() principal: Principal, @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>) {
    const before = query.cursor === undefined ? undefined : decodeCursor(LIST, query.cursor, z.int());
    const rows = await this.editor.listVersions(networkOf(principal), before, query.limit + 1);
    const { items, nextCursor } = pageFrom(LIST, rows, query.limit, (row) => row.version);
    return { items: items.map(dto.programVersionAnswer), nextCursor };
  }

  /** The presets in the units of the caller's network, unscaled. */
  @Get('presets')
  @RequirePermission('program.read')
  @ApiOkResponse({ standardSchema: dto.presetListSchema })
  async presets(@CurrentPrincipal() principal: Principal) {
    const { profile } = await this.snapshots.current(networkOf(principal));
    return { items: PRESET_NAMES.map((name) => ({ name, document: presetForNetwork(name, profile.currencyDigits) })) };
  }

  /** The program that decides now: what everybody who works with it may read. 404 before the first one. */
  @Get('in-force')
  @RequirePermission('places.read', 'program.read')
  @ApiOkResponse({ standardSchema: dto.programSchema })
  async inForce(@CurrentPrincipal() principal: Principal): Promise<dto.ProgramAnswer> {
    const networkId = networkOf(principal);
    const program = (await this.snapshots.current(networkId)).programInForce(this.clock.now());
    if (program === undefined) throw new ProblemError('not_found');
    return dto.programAnswer(await this.editor.getVersion(networkId, program.version));
  }

  @Post()
  @RequirePermission('program.manage')
  @ApiCreatedResponse({ standardSchema: dto.programSchema })
  create(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createDraftSchema }) body: dto.CreateDraftBody,
  ): Promise<dto.ProgramAnswer> {
    return this.commands.execute(new CreateDraft(context, { body }));
  }

  /** Says what is wrong with a document, changing nothing. */
  @Post('validate')
  @HttpCode(200)
  @OnlyReads()
  @RequirePermission('program.read')
  @ApiOkResponse({ standardSchema: dto.programValiditySchema })
  async validate(
    @CurrentPrincipal() principal: Principal,
    @CurrentLanguage() language: Language,
    @Body({ schema: dto.validateProgramSchema }) body: dto.ValidateProgramBody,
  ): Promise<dto.ProgramValidity> {
    return validateProgram(body.document, language, await this.snapshots.current(networkOf(principal)));
  }

  @Get(':version')
  @RequirePermission('program.read')
  @ApiOkResponse({ standardSchema: dto.programSchema })
  async read(
    @CurrentPrincipal() principal: Principal,
    @Param('version', { schema: dto.versionParameterSchema }) version: number,
  ): Promise<dto.ProgramAnswer> {
    return dto.programAnswer(await this.editor.getVersion(networkOf(principal), version));
  }

  @Put(':version')
  @RequirePermission('program.manage')
  @ApiOkResponse({ standardSchema: dto.programSchema })
  change(
    @KeyedContext() context: RequestContext,
    @Param('version', { schema: dto.versionParameterSchema }) version: number,
    @Body({ schema: dto.changeDraftSchema }) body: dto.ChangeDraftBody,
  ): Promise<dto.ProgramAnswer> {
    return this.commands.execute(new ChangeDraft(context, { version, body }));
  }
}
