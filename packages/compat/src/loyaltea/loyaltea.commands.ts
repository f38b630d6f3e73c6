import { Injectable } from '@nestjs/common';
import { CampaignEditor, ConfigurationChanges, Snapshots } from 'loyalty-platform/configuration';
import type { Tx } from 'loyalty-platform/platform/database/database';
import { ProblemError } from 'loyalty-platform/platform/problems/problem';
import { UseCase } from 'loyalty-platform/security';
import * as dto from './loyaltea.dto';
import { insertItem, listItemsById, type LoyalteaItem, type LoyalteaKind } from './loyaltea-items.sql';
import { isDeepStrictEqual } from 'node:util';
import type { KeptFulfillment, LoyalteaReward } from './loyaltea.dto';
import { Handles } from 'loyalty-platform/platform/http/handlers-of';

/**
 * Makes a campaign of stored fulfilments and rewards and starts it. Throws `not_found` for an id that the network does not have, `network_full`,
 * and `invalid_body` for an activity that is no longer in the programme.
 */
export class CreateLoyalteaCampaign extends UseCase<dto.LoyalteaCampaign, dto.CreateLoyalteaCampaign> {}

async function bodiesOf<Body>(tx: Tx, networkId: string, kind: LoyalteaKind, ids: readonly string[]): Promise<Body[]> {
  const items = await listItemsById<Body>(tx, networkId, kind, ids);
  if (items.length < ids.length) throw new ProblemError('not_found');
  return items.map(({ body }) => body);
}

/** Replaces the error's paths: the caller knows none of the paths in our document, and by now only an activity can be wrong. */
function refuseAsFulfillments(error: unknown): never {
  if (!(error instanceof ProblemError) || error.code !== 'invalid_body') throw error;
  throw new ProblemError(
    'invalid_body',
    {},
    error.faults.map((fault) => ({ ...fault, path: 'fulfillments' })),
  );
}

interface LoyalteaPart {
  readonly kind: 'REWARD' | 'FULFILLMENT';
  readonly id: string;
  readonly body: LoyalteaReward | KeptFulfillment;
}

/** Stores a reward or a fulfilment, which campaigns refer to by its id. Storing the same one again returns the first. Throws `code_taken`. */
export class CreateLoyalteaPart extends UseCase<LoyalteaItem<LoyalteaReward | KeptFulfillment>, LoyalteaPart> {}

@Injectable()
export class LoyalteaHandlers {
  constructor(
    private readonly changes: ConfigurationChanges,
    private readonly campaigns: CampaignEditor,
    private readonly snapshots: Snapshots,
  ) {}

  @Handles(CreateLoyalteaCampaign)
  createLoyalteaCampaign({ context, input }: CreateLoyalteaCampaign): Promise<dto.LoyalteaCampaign> {
    const { call, networkId, author } = context;
    return this.changes.run(networkId, call, 201, async (tx) => {
      const fulfillments = await bodiesOf<dto.KeptFulfillment>(tx, networkId, 'FULFILLMENT', input.fulfillments);
      const rewards = await bodiesOf<dto.LoyalteaReward>(tx, networkId, 'REWARD', input.rewards);
      const snapshot = await this.snapshots.currentWithin(tx, networkId);
      const document = dto.campaignOf(input.name, fulfillments, rewards, {
        language: snapshot.profile.locale,
        localNow: this.campaigns.localNow(snapshot),
        // These calls know no approval by a second person.
        most: snapshot.profile.settings.limits.campaignBudget,
      });
      const { id } = await this.campaigns.create(tx, networkId, { document }, author).catch(refuseAsFulfillments);
      const started = await this.campaigns.setState(tx, networkId, id, { state: 'RUNNING', reason: null }, author);
      if (started.effectiveFrom === null) throw new Error('a campaign was started and has no state');
      const answer = { campaign_id: id, ...input, counts_from: started.effectiveFrom.toISOString() };
      await insertItem(tx, networkId, 'CAMPAIGN', id, answer);
      return answer;
    });
  }

  @Handles(CreateLoyalteaPart)
  createLoyalteaPart({ context, input: { kind, id, body } }: CreateLoyalteaPart) {
    const { call, networkId } = context;
    return this.changes.run(networkId, call, 201, async (tx) => {
      const inserted = await insertItem<LoyalteaReward | KeptFulfillment>(tx, networkId, kind, id, body);
      if (inserted !== null) return inserted;
      const [known] = await listItemsById<LoyalteaReward | KeptFulfillment>(tx, networkId, kind, [id]);
      if (known === undefined || !isDeepStrictEqual(known.body, body)) throw new ProblemError('code_taken');
      return known;
    });
  }
}
