import type { CampaignDocument } from '../../decision';

export type TakingOff = { readonly name: string } & Pick<
  CampaignDocument,
  'when' | 'caps' | 'budgets' | 'onShortBudget' | 'leastToPay'
> & { readonly moneyOff: NonNullable<CampaignDocument['moneyOff']> };

/** A campaign that takes this off for every guest, everywhere and always. */
export function campaignTakingOff({ name, ...parts }: TakingOff): CampaignDocument {
  return {
    schema: 3,
    name: { en: name },
    type: 'MONEY_OFF',
    audience: { segments: [], tiers: [] },
    join: 'ALL',
    where: { restaurantIds: [], channels: [] },
    schedule: { startsAt: '2000-01-01T00:00', endsAt: null, recurrence: null, exceptions: [] },
    offer: null,
    challenge: null,
    group: null,
    priority: 0,
    control: null,
    announcement: null,
    ...parts,
  };
}
