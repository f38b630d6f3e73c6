import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { instant } from '../../platform/http/schemas';
import { CurrentPrincipal, networkOf, type Principal, RequirePermission } from '../../security';
import { findGuestBy } from '../profiles/guest.sql';
import { type ShownCard, ShowCard } from './show-card.query';

const shownCardSchema = z
  .strictObject({ cardNumber: z.string(), cardCode: z.string(), qr: z.string(), expiresAt: instant })
  .meta({ id: 'ShownCard' });

/** A guest's own card: the only place where the live code is shown again. */
@ApiTags('Guests')
@Controller('auth/me/card')
export class MyCardController {
  constructor(
    private readonly database: Database,
    private readonly showCard: ShowCard,
  ) {}

  @Get()
  @RequirePermission('guest.self')
  @ApiOkResponse({ standardSchema: shownCardSchema })
  read(@CurrentPrincipal() principal: Principal): Promise<ShownCard> {
    const networkId = networkOf(principal);
    return this.database.inNetwork(networkId, async (tx) => {
      const guest = await findGuestBy(tx, networkId, 'id', principal.id);
      if (guest?.erased_at !== null) throw new ProblemError('not_found');
      return this.showCard.show(tx, networkId, guest);
    });
  }
}
