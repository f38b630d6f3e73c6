import { Controller, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NetworkId, Route } from '../../../security';
import { versionParameterSchema } from '../drafts/program.dto';
import * as dto from './no-regret.dto';
import { NoRegretChange } from './no-regret.query';

/** The no-regret change of a version: what it has cost, and how long it lasts. */
@ApiTags('Programs')
@Controller('programs')
export class NoRegretController {
  constructor(private readonly change: NoRegretChange) {}

  @Route('GET :version/no-regret', {
    id: 'getNoRegretChange',
    permission: 'program.read',
    summary: 'Get what a no-regret change has cost',
    description:
      'Answers for a published version with `noRegret`. 404 for another version, for a draft, and for the first programme of the ' +
      'network, which replaced none.',
    ok: dto.noRegretChangeSchema,
    problems: ['not_found'],
  })
  read(
    @NetworkId() networkId: string,
    @Param('version', { schema: versionParameterSchema }) version: number,
  ): Promise<dto.NoRegretChangeAnswer> {
    return this.change.find(networkId, version);
  }
}
