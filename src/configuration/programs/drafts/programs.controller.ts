import { Body, Controller, Param, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ChangesTagged, Tagged } from '../../../platform/http/entity-tag';
import { Clock } from '../../../platform/clock/clock';
import { decodeCursor, pageFrom } from '../../../platform/http/cursor';
import { CurrentLanguage } from '../../../platform/http/languages';
import { pageQuery } from '../../../platform/http/schemas';
import type { Language } from '../../../platform/language/language';
import { found } from '../../../platform/problems/problem';
import { KeyedContext, NetworkId, OnlyReads, type RequestContext, Route } from '../../../security';
import { PRESET_NAMES } from '../../program-document/presets';
import { Snapshots } from '../../snapshots/snapshots';
import { ProgramEditor, ChangeDraft, CreateDraft } from './program-editor';
import * as dto from './program.dto';
import { presetForNetwork } from './scaled-preset.rules';
import { validateProgram } from './validate-program.rules';

const LIST = 'programs';

/** A network's programmes: earlier versions, the one in force, and drafts. */
@ApiTags('Programs')
@Controller('programs')
export class ProgramsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly editor: ProgramEditor,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  @Route('GET', {
    id: 'listPrograms',
    permission: 'program.read',
    summary: 'List the versions of the programme',
    description: 'Published versions, drafts and archived ones, the newest first, without their documents.',
    ok: dto.programPageSchema,
  })
  async list(@NetworkId() networkId: string, @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>) {
    const before = query.cursor === undefined ? undefined : decodeCursor(LIST, query.cursor, z.int());
    const rows = await this.editor.listVersions(networkId, before, query.limit + 1);
    return pageFrom(LIST, rows, query.limit, (row) => row.version, dto.programVersionAnswer);
  }

  @Route('GET presets', {
    id: 'listProgramPresets',
    permission: 'program.read',
    summary: 'List the presets of programmes',
    description:
      "Complete documents in the minor units of the network's currency, unscaled. `createProgramDraft` and " +
      '`createNetwork` take their names.',
    ok: dto.presetListSchema,
  })
  async presets(@NetworkId() networkId: string) {
    const { profile } = await this.snapshots.current(networkId);
    return { items: PRESET_NAMES.map((name) => ({ name, document: presetForNetwork(name, profile.currencyDigits) })) };
  }

  @Route('GET in-force', {
    id: 'getProgramInForce',
    permission: ['places.read', 'program.read'],
    summary: 'Get the programme that decides now',
    description: '404 before the first programme of the network is in force.',
    ok: dto.programSchema,
    problems: ['not_found'],
  })
  async inForce(@NetworkId() networkId: string): Promise<dto.ProgramAnswer> {
    const program = found((await this.snapshots.current(networkId)).programInForce(this.clock.now()));
    return dto.programAnswer(await this.editor.getVersion(networkId, program.version));
  }

  @Route('POST', {
    id: 'createProgramDraft',
    permission: 'program.manage',
    summary: 'Create a draft of the programme',
    description:
      'From a document, a preset, or a version that exists; the body has exactly one of the three forms. The ' +
      'draft gets the next number and decides nothing until it is published. A network has at most 10,000 ' +
      'versions. A `document` that contradicts itself or promises what can never be is 400 with the place of ' +
      'each mistake; a `fromVersion` that does not exist is 404.',
    created: dto.programSchema,
    problems: ['not_found', 'network_full'],
  })
  create(@KeyedContext() context: RequestContext, @Body({ schema: dto.createDraftSchema }) body: dto.CreateDraftBody) {
    return this.commands.execute(new CreateDraft(context, { body }));
  }

  @Route('POST validate', {
    id: 'validateProgram',
    permission: 'program.read',
    summary: 'Check a document without saving it',
    description:
      'Always 200, with the mistakes in `errors`. Beside the form it checks that rewards, segments, restaurants ' +
      'and points of sale named in it exist in the network, as publishing does.',
    ok: dto.programValiditySchema,
  })
  @OnlyReads()
  async validate(
    @NetworkId() networkId: string,
    @CurrentLanguage() language: Language,
    @Body({ schema: dto.validateProgramSchema }) body: dto.ValidateProgramBody,
  ): Promise<dto.ProgramValidity> {
    return validateProgram(body.document, language, await this.snapshots.current(networkId));
  }

  @Route('GET :version', {
    id: 'getProgram',
    permission: 'program.read',
    summary: 'Get a version of the programme',
    description: 'With its whole document and, where its publication was asked for, the outcome.',
    ok: dto.programSchema,
  })
  @Tagged(dto.changeableOfProgram)
  async read(
    @NetworkId() networkId: string,
    @Param('version', { schema: dto.versionParameterSchema }) version: number,
  ): Promise<dto.ProgramAnswer> {
    return dto.programAnswer(await this.editor.getVersion(networkId, version));
  }

  @Route('PUT :version', {
    id: 'replaceProgramDraft',
    permission: 'program.manage',
    summary: 'Replace the document of a draft',
    description:
      'The whole document is replaced. A draft that waits for a second manager cannot be changed (`awaiting_approval`) ' +
      'until it is rejected or taken back. ' +
      '`version_conflict`: the version is no draft, or its hash is not `expectedHash` any more.',
    ok: dto.programSchema,
    problems: ['version_conflict', 'awaiting_approval'],
  })
  @ChangesTagged(dto.changeableOfProgram)
  change(
    @KeyedContext() context: RequestContext,
    @Param('version', { schema: dto.versionParameterSchema }) version: number,
    @Body({ schema: dto.changeDraftSchema }) body: dto.ChangeDraftBody,
  ) {
    return this.commands.execute(new ChangeDraft(context, { version, body }));
  }
}
