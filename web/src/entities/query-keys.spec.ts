import { hashKey } from '@tanstack/react-query';
import { ask, keyOf } from '../shared/api/calls';
import { requestCountQuery, requestsQuery } from './approval/approval.api';
import {
  campaignEstimateQuery,
  campaignPreviewQuery,
  campaignQuery,
  campaignsOfGuestQuery,
  campaignsQuery,
} from './campaign/campaign.api';
import { couponBatchesQuery, couponQuery } from './coupon/coupon.api';
import {
  balanceQuery,
  guestKeys,
  guestQuery,
  guestCountQuery,
  guestSearchQuery,
  guestsQuery,
  warningsQuery,
} from './guest/guest.api';
import {
  inboxQuery,
  ownCardQuery,
  ownFamilyQuery,
  ownReferralsQuery,
  ownRewardsQuery,
  ownSectionsQuery,
} from './guest-account/guest-account.api';
import { guestTierQuery, tierChangesQuery } from './guest/guest-tier.api';
import { mergePreviewQuery, mergesQuery } from './guest/merge.api';
import { forecastQuery, liabilityQuery, periodsQuery } from './liability/liability.api';
import { backtestQuery, backtestsQuery, comparisonQuery } from './program/backtest.api';
import { askedImpactQuery, impactRunQuery, movedGuestsQuery } from './program/impact.api';
import {
  diffQuery,
  inForceQuery,
  presetsQuery,
  programQuery,
  programsQuery,
  sentencesQuery,
  validityQuery,
} from './program/program.api';
import { guestRedemptionsQuery, openRedemptionsQuery } from './redemption/redemption.api';
import { dailyQuery, loyaltyReportQuery, periodReportQuery, restaurantsReportQuery } from './report/report.api';
import { openTillsQuery } from './restaurant/open-tills.api';
import { pointsOfSaleQuery, restaurantsQuery } from './restaurant/restaurant.api';
import { tillAllowanceQuery } from './restaurant/till-allowance.api';
import { erasureQuery } from './guest/privacy.api';
import { botQuery } from './look/bot.api';
import { domainQuery } from './look/domain.api';
import { checkColoursQuery, lookQuery } from './look/look.api';
import { rewardQuery, rewardSlotsQuery, rewardsQuery } from './reward/reward.api';
import { overlapQuery, rfmQuery } from './segment/rfm.api';
import {
  segmentMemberQuery,
  segmentMembersQuery,
  segmentPreviewQuery,
  segmentQuery,
  segmentsQuery,
} from './segment/segment.api';
import { shiftQuery } from './shift/shift.api';
import { apiKeysQuery } from './staff/api-key.api';
import { allStaffQuery } from './staff/staff.api';
import { staffQuery } from './staff/use-colleague-names';
import { anySaleQuery } from './transaction/first-sale.api';
import { explanationQuery, historyQuery, proofQuery, transactionQuery } from './transaction/transaction.api';

/** The same id for all queries, so that only the other parts of a key can differ. */
const ID = 'x';
const draft = { version: 1, documentHash: ID };
const COLOURS = {
  accent: ID,
  accentInk: ID,
  card: { design: 'PLAIN', from: ID, to: ID, ink: ID },
} as const;
const TABLE = { query: ID, selection: {}, sort: 'name' } as const;

const QUERIES: readonly { readonly queryKey: readonly unknown[] }[] = [
  campaignsQuery('DRAFT', false, ID),
  campaignQuery(ID),
  ask('/api/campaigns/{id}/stats', { id: ID }),
  campaignPreviewQuery('{}', ID),
  ask('/api/campaigns/calendar', { from: ID, to: ID }),
  campaignsOfGuestQuery(ID),
  campaignEstimateQuery(ID),
  couponBatchesQuery(ID),
  couponQuery(ID),
  guestQuery(ID),
  balanceQuery(ID),
  warningsQuery(ID),
  guestsQuery(TABLE, ID),
  guestCountQuery(TABLE),
  guestSearchQuery(ID),
  erasureQuery(ID),
  guestTierQuery(ID),
  tierChangesQuery(ID, ID),
  mergesQuery(ID),
  mergePreviewQuery(ID, ID),
  liabilityQuery,
  forecastQuery(1, ID),
  periodsQuery,
  backtestsQuery,
  backtestQuery(ID),
  comparisonQuery(ID, ID),
  askedImpactQuery(draft, 1),
  impactRunQuery(ID, ID),
  movedGuestsQuery(draft, { change: 'FALLS' }, { cursor: ID, searched: ID }),
  programsQuery(ID),
  presetsQuery,
  programQuery(1),
  inForceQuery,
  sentencesQuery(1, ID),
  diffQuery(draft, ID),
  validityQuery(ID),
  openRedemptionsQuery,
  guestRedemptionsQuery(ID),
  openTillsQuery,
  restaurantsQuery,
  pointsOfSaleQuery,
  tillAllowanceQuery({ id: ID, restaurantId: ID }),
  rewardsQuery(true),
  rewardQuery(ID),
  rewardSlotsQuery(ID, 1),
  segmentsQuery(true),
  segmentQuery(ID),
  segmentPreviewQuery(ID),
  shiftQuery(ID),
  segmentMembersQuery({ id: ID, guests: 1 }, { query: ID, sort: 'name' }, ID),
  segmentMemberQuery({ id: ID, guests: 1 }, ID),
  rfmQuery,
  overlapQuery(ID, ID),
  lookQuery(ID, ID),
  checkColoursQuery(COLOURS),
  domainQuery,
  botQuery,
  anySaleQuery,
  apiKeysQuery,
  staffQuery,
  allStaffQuery,
  requestsQuery('WAITING', ID, ID),
  requestsQuery('DECIDED', ID, ID),
  requestCountQuery,
  periodReportQuery({ period: 'TODAY' }),
  restaurantsReportQuery({ period: 'TODAY' }),
  loyaltyReportQuery({ period: 'TODAY' }),
  dailyQuery(ID, ID, ID),
  transactionQuery(ID),
  explanationQuery(ID, ID),
  historyQuery(ID),
  proofQuery(ID),
];

const isWithin = (queryKey: readonly unknown[], prefix: readonly unknown[]) =>
  hashKey(queryKey.slice(0, prefix.length)) === hashKey(prefix);

test('no two queries keep their answers under one key', () => {
  const keys = QUERIES.map(({ queryKey }) => hashKey(queryKey));
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

test('what changes for a guest asks anew for all that a page shows of them', () => {
  const ofGuest = [
    balanceQuery,
    warningsQuery,
    guestTierQuery,
    mergesQuery,
    historyQuery,
    guestRedemptionsQuery,
    campaignsOfGuestQuery,
  ];
  for (const query of ofGuest) expect(isWithin(query(ID).queryKey, guestKeys.one(ID))).toBe(true);
  expect(isWithin(guestKeys.one(ID), guestKeys.each)).toBe(true);
});

test('what is asked anew by a path reaches all that was read below it, and nothing beside it', () => {
  expect(isWithin(diffQuery(draft, ID).queryKey, keyOf('/api/programs/{version}/diff', { version: 1 }))).toBe(true);
  expect(isWithin(diffQuery(draft, ID).queryKey, keyOf('/api/programs/{version}', { version: 2 }))).toBe(false);
  expect(isWithin(programsQuery(ID).queryKey, keyOf('/api/programs'))).toBe(true);
  expect(isWithin(rewardSlotsQuery(ID, 50).queryKey, keyOf('/api/redemption-items/{id}/slots', { id: ID }))).toBe(true);
  expect(isWithin(lookQuery(ID, ID).queryKey, keyOf('/api/looks/{network}'))).toBe(true);
});

test('what one guest reads of their own is kept apart from what another reads', () => {
  for (const query of [
    ownCardQuery,
    ownRewardsQuery,
    ownReferralsQuery,
    ownFamilyQuery,
    ownSectionsQuery,
    inboxQuery,
  ]) {
    expect(isWithin(query(ID, ID).queryKey, guestKeys.one(ID))).toBe(true);
    expect(isWithin(query(ID, ID).queryKey, guestKeys.one('y'))).toBe(false);
  }
});
