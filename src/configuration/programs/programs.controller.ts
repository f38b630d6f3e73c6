import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { ProgramDocument } from '../../decision';
import { Clock } from '../../platform/clock/clock';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { Keyed, type KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import type { Language } from '../../platform/language/language';
import { CurrentLanguage } from '../../platform/http/languages';
import { ProblemError } from '../../platform/problems/problem';
import { pageQuery } from '../../platform/http/schemas';
import {
  CurrentOrigin,
  CurrentPrincipal,
  networkOf,
  type Origin,
  type Principal,
  RequirePermission,
} from '../../security';
import { Snapshots } from '../snapshots/snapshots';
import { PRESET_NAMES } from '../program-document/presets';
import * as dto from './program.dto';
import type { PresetChoice } from './program.sql';
import { ProgramEditor } from './program-editor';
import { presetForNetwork } from './scaled-preset.rules';
import { validateProgram } from './validate-program.rules';

const LIST = 'programs';

/** The network's programs: versions that decided, that decide, and drafts. */
@ApiTags('Programs')
@Controller('programs')
export class ProgramsController {
  constructor(
    private readonly editor: ProgramEditor,
    private readonly keyed: KeyedCalls,
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
  async create(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Body({ schema: dto.createDraftSchema }) body: dto.CreateDraftBody,
  ): Promise<dto.ProgramAnswer> {
    const networkId = networkOf(actor);
    const document = await this.documentOf(networkId, body);
    return this.keyed.run(networkId, call, 201, async (tx) =>
      dto.programAnswer(await this.editor.createDraft(tx, networkId, document, { actor, origin }, presetOf(body))),
    );
  }

  /** Says what is wrong with a document, changing nothing. */
  @Post('validate')
  @HttpCode(200)
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
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @Keyed() call: KeyedCall,
    @Param('version', { schema: dto.versionParameterSchema }) version: number,
    @Body({ schema: dto.changeDraftSchema }) body: dto.ChangeDraftBody,
  ): Promise<dto.ProgramAnswer> {
    const networkId = networkOf(actor);
    return this.keyed.run(networkId, call, 200, async (tx) =>
      dto.programAnswer(await this.editor.changeDraft(tx, networkId, version, body, { actor, origin })),
    );
  }

  private async documentOf(networkId: string, body: dto.CreateDraftBody): Promise<ProgramDocument> {
    if ('document' in body) return body.document;
    if ('fromVersion' in body) return (await this.editor.getVersion(networkId, body.fromVersion)).document;
    const { profile } = await this.snapshots.current(networkId);
    return presetForNetwork(body.preset, profile.currencyDigits, body.scale);
  }
}

function presetOf(body: dto.CreateDraftBody): PresetChoice | null {
  return 'preset' in body ? { name: body.preset, scale: body.scale ?? null } : null;
}
