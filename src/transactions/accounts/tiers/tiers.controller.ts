import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Snapshots } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import { ProblemError } from '../../../platform/problems/problem';
import { CurrentPrincipal, networkOf, type Principal, RequirePermission } from '../../../security';
import { publishedTiersOf } from './tier-answers.rules';
import { type PublishedTiers, publishedTiersSchema } from './tier.dto';

/** The tiers of the programme in force with what each gives. */
@ApiTags('Tiers')
@ApiBearerAuth()
@Controller('tiers')
export class TiersController {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  /** 404 before the first programme. */
  @Get()
  @RequirePermission('places.read', 'program.read', 'guest.self', 'tier.manage')
  @ApiOkResponse({ standardSchema: publishedTiersSchema })
  async list(@CurrentPrincipal() principal: Principal): Promise<PublishedTiers> {
    const program = (await this.snapshots.current(networkOf(principal))).programInForce(this.clock.now());
    if (program === undefined) throw new ProblemError('not_found');
    return publishedTiersOf(program.program, program.version);
  }
}
