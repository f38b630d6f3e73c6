import { type ActOf, invariant, joinedCampaigns } from '../../../decision';
import { refusing } from '../../ledger/act/refusing';
import type { JoinBody } from '../../ledger/act/till-act';
import { decodeFacts } from '../../ledger/journal/stored-json';
import { emptyFrame } from './built-act';
import { type KindOfAct, programAt } from './kind';

/** Reason of the refusal `campaign_not_open`: joining or leaving changes nothing. The command answers that as done. */
export const MEMBERSHIP_UNCHANGED = 'UNCHANGED';

/** A guest joins a campaign, or leaves it. */
export const join: KindOfAct<JoinBody, ActOf['JOIN']> = {
  row: 'JOIN',
  build(_prepared, { campaign, joins }, context) {
    const program = programAt(context);
    if ('refused' in program) return program;
    // Under the guest's lock two equal calls write one row. A replay of older rows does not check this.
    if (joinedCampaigns(context.guest).has(campaign) === joins)
      return refusing('campaign_not_open', { reason: MEMBERSHIP_UNCHANGED });
    return {
      act: { kind: 'JOIN', campaign, joins, occurredAt: context.occurredAt, segments: null },
      program: program.program,
      frame: emptyFrame('JOIN', program),
    };
  },
  needsLots: () => false,
  fromRow(row) {
    invariant(row.details !== null, `the JOIN ${row.id} names a campaign`);
    const { campaign, joins } = JSON.parse(row.details) as StoredJoin;
    return { kind: 'JOIN', campaign, joins, occurredAt: row.occurredAt, segments: decodeFacts(row).segments };
  },
  details: ({ campaign, joins }) => JSON.stringify({ campaign, joins } satisfies StoredJoin),
};

type StoredJoin = Pick<JoinBody, 'campaign' | 'joins'>;
