import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { ProblemError } from '../../platform/problems/problem';
import { fitsTopics } from './event-pattern.rules';
import { EVENT_TYPES } from './event-types';

/** Finds which events of a network's log match a reader's patterns. */
@Injectable()
export class WantedEvents {
  constructor(private readonly networks: Networks) {}

  /** @throws ProblemError `invalid_query` where a pattern matches no type of event, which is probably a typing mistake */
  async fits(networkId: string, patterns: readonly string[]): Promise<(type: string) => boolean> {
    const { code } = await this.networks.getProfile(networkId);
    const types = Object.keys(EVENT_TYPES);
    if (!patterns.every((pattern) => types.some(fitsTopics([pattern], code))))
      throw new ProblemError('invalid_query', {}, [{ path: 'events', code: 'not_valid', message: '' }]);
    return fitsTopics(patterns, code);
  }
}
