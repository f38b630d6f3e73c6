import { Networks } from '../../configuration';
import { spokenIn } from '../../platform/language/spoken';
import { Database } from '../../platform/database/database';
import { Context, type RequestContext, Route, Routes } from '../../security';
import * as dto from './partner.dto';
import { MAX_PARTNERS } from './partners';

/** Shows partners to guests. */
@Routes('auth/me/partners', 'Partners')
export class OwnPartnersController {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
  ) {}

  @Route('GET', {
    id: 'listOwnPartners',
    permission: 'guest.self',
    summary: "List the network's partners and their benefits",
    description: 'By name, in the language of `Accept-Language`, else in that of the network.',
    ok: dto.guestPartnersSchema,
  })
  async list(@Context() { networkId, language }: RequestContext): Promise<dto.GuestPartners> {
    const network = await this.networks.getProfile(networkId);
    const rows = await this.database.inNetwork(networkId, (tx) =>
      tx.prisma.partner.findMany({
        where: { networkId, closedAt: null },
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
        take: MAX_PARTNERS,
      }),
    );
    return {
      items: rows.map(dto.partnerAnswer).map(({ code, name, benefits, earnPerDay, burnPerDay }) => ({
        code,
        name,
        benefits: spokenIn(benefits, language, network.locale),
        earns: earnPerDay > 0,
        burns: burnPerDay > 0,
      })),
    };
  }
}
