import { Injectable } from '@nestjs/common';
import { setFirstNicknames } from 'loyalty-platform/identity';
import { Database } from 'loyalty-platform/platform/database/database';
import { externalIdOf, GUEST } from './demo-parts';

const NICKNAMES = {
  [externalIdOf(GUEST.spender)]: 'Пиццелюб',
  [externalIdOf(GUEST.head)]: 'Маргарита',
  [externalIdOf(GUEST.drinker)]: 'Пять напитков',
  [externalIdOf(GUEST.fullCard)]: 'Сырная душа',
  [externalIdOf(GUEST.collector)]: 'Ночной гость',
} as const;

/** Makes some of the demonstration's guests join the leaderboards. */
@Injectable()
export class DemoLeaderboard {
  constructor(private readonly database: Database) {}

  ensure(networkId: string): Promise<void> {
    return this.database.inNetwork(networkId, (tx) => setFirstNicknames(tx, networkId, NICKNAMES));
  }
}
