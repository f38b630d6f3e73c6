import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { MaxBots, NetworkBots } from '../../identity';
import { calendarOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { Handles } from '../../platform/http/handlers-of';
import { pageAddress } from '../../platform/http/page-address';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { ChannelContracts, type MessageKind, UseCase } from '../../security';
import type * as dto from './max-bot.dto';

const DAY_MS = 86_400_000;

/** Changes whether the bot believes contacts. */
export class ChangeMaxBot extends UseCase<dto.MaxBotState, dto.ChangeMaxBotBody> {}

/** Records a contract by which messages of one kind may go by MAX. */
export class RecordMaxContract extends UseCase<
  dto.MaxBotState,
  { kind: MessageKind; contract: dto.RecordContractBody }
> {}

/** Ends messages of one kind by MAX. */
export class RemoveMaxContract extends UseCase<dto.MaxBotState, { kind: MessageKind }> {}

/** Settings of a network for MAX. */
@Injectable()
export class MaxSettings {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly bots: NetworkBots,
    private readonly maxBots: MaxBots,
    private readonly contracts: ChannelContracts,
    private readonly clock: Clock,
  ) {}

  async read(networkId: string): Promise<dto.MaxBotState> {
    const { code } = await this.networks.getProfile(networkId);
    const isAvailable = settings.max !== undefined && settings.publicUrl !== undefined;
    return {
      isAvailable,
      bot: await this.bots.find('MAX', networkId),
      details: await this.maxBots.find(networkId),
      miniAppUrl: settings.publicUrl === undefined ? null : pageAddress(`/cabinet/${code}`),
      contracts: await this.database.inNetwork(networkId, (tx) => this.contracts.list(tx, networkId, 'MAX')),
    };
  }

  /** Notes that MAX has just taken the subscription of the bot, so that an earlier loss is over. */
  async noteConnected(networkId: string): Promise<dto.MaxBotState> {
    await this.maxBots.noteWebhook(networkId, null);
    return this.read(networkId);
  }

  /** @throws ProblemError `not_found` without a bot */
  @Handles(ChangeMaxBot)
  async changeMaxBot({ context: { networkId, author }, input }: ChangeMaxBot): Promise<dto.MaxBotState> {
    await this.maxBots.setTrustsContacts(networkId, input.trustsContacts, author);
    return this.read(networkId);
  }

  /** @throws ProblemError `invalid_body` for a day after today */
  @Handles(RecordMaxContract)
  async recordMaxContract({
    context: { networkId, author, principal },
    input: { kind, contract },
  }: RecordMaxContract): Promise<dto.MaxBotState> {
    const {
      timeZone,
      settings: { dayStart },
    } = await this.networks.getProfile(networkId);
    const today = calendarOf(timeZone, dayStart).localDay(this.clock.now().getTime());
    if (Date.parse(contract.signedOn) / DAY_MS > today)
      throw new ProblemError('invalid_body', {}, [{ path: 'signedOn', code: 'not_allowed', message: '' }]);
    const recorded = { kind, ...contract, recordedBy: principal.id };
    await this.database.inNetwork(networkId, (tx) => this.contracts.put(tx, networkId, 'MAX', recorded, author));
    return this.read(networkId);
  }

  @Handles(RemoveMaxContract)
  async removeMaxContract({
    context: { networkId, author },
    input: { kind },
  }: RemoveMaxContract): Promise<dto.MaxBotState> {
    await this.database.inNetwork(networkId, (tx) => this.contracts.remove(tx, networkId, 'MAX', kind, author));
    return this.read(networkId);
  }
}
