import { Controller, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Language } from '../../../platform/language/language';
import { CurrentLanguage } from '../../../platform/http/languages';
import { NetworkId, Route } from '../../../security';
import { versionParameterSchema } from '../drafts/program.dto';
import * as dto from './program-changes.dto';
import { ProgramChanges } from './program-changes.query';

/** A program as sentences, and what a version changes for the guests. */
@ApiTags('Programs')
@Controller('programs')
export class ProgramChangesController {
  constructor(private readonly changes: ProgramChanges) {}

  @Route('GET :version/sentences', {
    id: 'listProgramSentences',
    permission: 'program.read',
    summary: 'Get a version as sentences',
    description:
      "Each thing that the document says, once, in the reader's language (`Accept-Language`), under a key that " +
      'is the same in every version.',
    ok: dto.sentencesSchema,
  })
  sentences(
    @NetworkId() networkId: string,
    @CurrentLanguage() language: Language,
    @Param('version', { schema: versionParameterSchema }) version: number,
  ): Promise<dto.SentencesAnswer> {
    return this.changes.sentences(networkId, version, language);
  }

  @Route('GET :version/diff', {
    id: 'diffProgram',
    permission: 'program.read',
    summary: 'Compare a version with another one',
    description:
      'The differences between the version and `against`, each change with its direction for the guest. When `against` ' +
      'is left out, a draft is compared with the version in force, and a published version with the one that it replaced. A change that cannot be shown to give something counts as taking. Texts are in ' +
      "the reader's language (`Accept-Language`).",
    ok: dto.diffSchema,
  })
  diff(
    @NetworkId() networkId: string,
    @CurrentLanguage() language: Language,
    @Param('version', { schema: versionParameterSchema }) version: number,
    @Query({ schema: dto.diffQuery }) query: z.infer<typeof dto.diffQuery>,
  ): Promise<dto.DiffAnswer> {
    return this.changes.diff(networkId, version, query.against, language);
  }
}
