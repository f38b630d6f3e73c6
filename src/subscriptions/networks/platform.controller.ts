import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { OfAllHomes } from '../../platform/homes/of-all-homes';
import { Id } from '../../platform/http/id.decorator';
import type { z } from 'zod';
import { complaintOf } from '../../platform/doctor/finding';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { CurrentLanguage } from '../../platform/http/languages';
import { pageQuery, uuid } from '../../platform/http/schemas';
import type { Language } from '../../platform/language/language';
import {
  Context,
  CurrentPrincipal,
  type Principal,
  refuseOtherNetworks,
  type RequestContext,
  Route,
  Routes,
} from '../../security';
import { InstallationHealth } from './installation-health';
import { NetworkHealth } from './network-health.query';
import { healthOfCells, summaryOfCells } from './platform-of-cells';
import { MovePlatformJob, PlatformJobs } from './platform-jobs';
import { Retention } from './retention.query';
import * as dto from './platform.dto';

const LIST = 'platform networks';

/** The installation as its owner sees it. While acting for a network the owner sees that one alone. */
@Routes('platform', 'Platform', 'networks.manage')
export class PlatformController {
  constructor(
    private readonly health: NetworkHealth,
    private readonly installation: InstallationHealth,
    private readonly retention: Retention,
    private readonly jobs: PlatformJobs,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET networks', {
    id: 'listPlatformNetworks',
    summary: 'List all networks with their health',
    description:
      'In the order in which they were opened. Figures come from what is kept of each business date, some seconds after a sale.',
    ok: dto.platformNetworkPageSchema,
  })
  @OfAllHomes('PAGES')
  async list(
    @CurrentPrincipal() { networkId }: Principal,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ) {
    const after = query.cursor === undefined ? undefined : decodeCursor(LIST, query.cursor, uuid);
    if (networkId !== null) {
      const { days: _days, ...network } = await this.health.get(networkId);
      return { items: [network], nextCursor: null };
    }
    const networks = await this.health.list(after, query.limit + 1);
    return pageFrom(LIST, networks, query.limit, ({ id }) => id);
  }

  @Route('GET networks/:id', {
    id: 'getPlatformNetwork',
    summary: 'Get a network with its health and last days',
    ok: dto.platformNetworkDetailsSchema,
  })
  get(@CurrentPrincipal() principal: Principal, @Id() id: string): Promise<dto.PlatformNetworkDetails> {
    refuseOtherNetworks(principal, id);
    return this.health.get(id);
  }

  @Route('GET summary', {
    id: 'getPlatformSummary',
    summary: 'Get figures of the whole installation',
    description: 'Networks, sales and the parts of the server; counted anew twice a minute at most.',
    ok: dto.platformSummarySchema,
  })
  @OfAllHomes(summaryOfCells)
  summary(@CurrentPrincipal() { networkId }: Principal): Promise<dto.PlatformSummary> {
    return this.health.summary(networkId);
  }

  @Route('GET retention', {
    id: 'getPlatformRetention',
    summary: 'Get how long data is kept, and what went',
    description: 'Days are settings of the installation. The report counts rows of all networks together.',
    ok: dto.platformRetentionSchema,
  })
  keeps(): Promise<dto.PlatformRetention> {
    return this.retention.read();
  }

  @Route('GET jobs', {
    id: 'listPlatformJobs',
    summary: 'List the jobs of the queue',
    description:
      'The newest 50 of each state in each queue, those that failed first. The owner who acts for a network sees the jobs of that one alone.',
    ok: dto.platformJobsSchema,
  })
  async listJobs(@CurrentPrincipal() { networkId }: Principal) {
    return { items: await this.jobs.list(networkId), nextCursor: null };
  }

  @Route('PUT jobs/:id', {
    id: 'movePlatformJob',
    summary: 'Have a job run now, or later',
    description:
      'A job that failed is tried anew. One that is put off is not run before, whatever asks for it. `version_conflict`: it runs by now.',
    empty: true,
    problems: ['version_conflict'],
  })
  async moveJob(
    @Context() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.moveJobSchema }) { inMinutes }: z.infer<typeof dto.moveJobSchema>,
  ): Promise<void> {
    await this.commands.execute(new MovePlatformJob(context, { id, inMinutes }));
  }

  @Route('GET health', {
    id: 'getPlatformHealth',
    summary: 'Examine the installation as the doctor does',
    description:
      'Names each fault of settings, machine, database and networks with what to do, in the language of `Accept-Language`. Examined anew once a minute at most. The owner who acts for a network sees the faults of that one alone.',
    ok: dto.platformHealthSchema,
  })
  @OfAllHomes(healthOfCells)
  async examine(
    @CurrentPrincipal() { networkId }: Principal,
    @CurrentLanguage() language: Language,
  ): Promise<dto.PlatformHealth> {
    const { findings, examinedAt } = await this.installation.examine(networkId);
    return {
      complaints: findings.map((finding) => complaintOf(finding, language)),
      examinedAt: examinedAt.toISOString(),
    };
  }
}
