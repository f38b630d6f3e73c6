import { Body, Controller, Param } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { KeyedContext, type RequestContext, Route } from '../../../security';
import * as dto from '../drafts/program.dto';
import { MovePublication } from './publications.commands';

const WAITS = 'It takes something from guests, or the network pays more by it, and it waits for another manager';

/** Publication of drafts: requested, approved by a second manager, cancelled, rolled back. */
@ApiTags('Programs')
@Controller('programs')
export class PublicationsController {
  constructor(private readonly commands: CommandBus) {}

  @Route('POST :version/publish', {
    id: 'publishProgram',
    permission: 'program.manage',
    summary: 'Publish a draft',
    description:
      'A version decides from 6 seconds later on, or from `effectiveFrom` on, and never changes again. The ' +
      'first programme of a network decides from the beginning of time unless `effectiveFrom` says otherwise. ' +
      '202 where it takes something from guests, or takes more money off or makes points worth more, or where ' +
      'what is scheduled after it would then do so: it waits for another manager (`publication.status` is `AWAITING_APPROVAL`). Names of rewards, segments, ' +
      'restaurants and points of sale that the network does not have are 400. `version_conflict`: the version ' +
      'is no draft, its hash is not `expectedHash`, or it waits already.',
    ok: dto.programSchema,
    accepted: { standardSchema: dto.programSchema, description: WAITS },
    problems: ['version_conflict'],
  })
  publish(
    @KeyedContext() context: RequestContext,
    @Param('version', { schema: dto.versionParameterSchema }) version: number,
    @Body({ schema: dto.publishProgramSchema }) body: dto.PublishProgramBody,
  ) {
    return this.commands.execute(new MovePublication(context, { step: 'PUBLISH', version, body }));
  }

  @Route('POST :version/approve', {
    id: 'approveProgramPublication',
    permission: 'changes.decide',
    summary: 'Approve a publication that waits',
    description:
      'By another manager than the person who asked and the last author of the document (`own_act`), with an ' +
      'account that is past its cooling-off time (`approver_too_new`) and opened the account of neither within 30 days, ' +
      'nor they its (`account_opened`); by the owner only where no manager may (`forbidden`). The version is published at the time that was asked for, or as ' +
      'soon as possible where that has passed. `version_conflict`: the document is not the one with ' +
      '`expectedHash`. `impact_not_done`: a run still counts whom this document affects; wait for its end, or cancel it.',
    ok: dto.programSchema,
    problems: [
      'forbidden',
      'own_act',
      'approver_too_new',
      'account_opened',
      'version_conflict',
      'already_decided',
      'impact_not_done',
    ],
  })
  approve(
    @KeyedContext() context: RequestContext,
    @Param('version', { schema: dto.versionParameterSchema }) version: number,
    @Body({ schema: dto.approvePublicationSchema }) body: z.infer<typeof dto.approvePublicationSchema>,
  ) {
    return this.commands.execute(new MovePublication(context, { step: 'APPROVE', version, body }));
  }

  @Route('POST :version/reject', {
    id: 'rejectProgramPublication',
    permission: 'changes.decide',
    summary: 'Reject a publication that waits',
    description:
      'The draft stays and can be changed and published again. By the person who asked for it, the publication ' +
      'is withdrawn.',
    ok: dto.programSchema,
    problems: ['already_decided'],
  })
  reject(
    @KeyedContext() context: RequestContext,
    @Param('version', { schema: dto.versionParameterSchema }) version: number,
    @Body({ schema: dto.rejectPublicationSchema }) body: z.infer<typeof dto.rejectPublicationSchema>,
  ) {
    return this.commands.execute(new MovePublication(context, { step: 'REJECT', version, body }));
  }

  @Route('POST :version/cancel', {
    id: 'cancelProgramPublication',
    permission: 'program.manage',
    summary: 'Cancel a scheduled publication',
    description:
      'Until 6 seconds before `effectiveFrom`, later `already_in_force`. The version becomes `CANCELLED` and ' +
      'never decides. `version_conflict`: the version is a draft or cancelled.',
    ok: dto.programSchema,
    problems: ['already_in_force', 'version_conflict'],
  })
  cancel(
    @KeyedContext() context: RequestContext,
    @Param('version', { schema: dto.versionParameterSchema }) version: number,
  ) {
    return this.commands.execute(new MovePublication(context, { step: 'CANCEL', version }));
  }

  @Route('POST :version/rollback', {
    id: 'rollBackProgram',
    permission: 'program.manage',
    summary: 'Publish an older version again',
    description:
      'The document of the version gets a new number and is published by the rules of `publishProgram`. Within ' +
      '24 hours after the version in force took effect, one manager alone may go back to the version that it ' +
      'replaced, at once (without `effectiveFrom`). 202 where it takes something from guests, or takes more money ' +
      'off or makes points worth more, or where what is scheduled after it would then do so: it waits for another manager (`publication.status` is ' +
      '`AWAITING_APPROVAL`). `version_conflict`: the version was never published, or is in force.',
    ok: dto.programSchema,
    accepted: { standardSchema: dto.programSchema, description: WAITS },
    problems: ['version_conflict', 'network_full'],
  })
  rollBack(
    @KeyedContext() context: RequestContext,
    @Param('version', { schema: dto.versionParameterSchema }) version: number,
    @Body({ schema: dto.rollBackSchema }) body: z.infer<typeof dto.rollBackSchema>,
  ) {
    return this.commands.execute(new MovePublication(context, { step: 'ROLL_BACK', version, body }));
  }
}
