import type { components } from '../../generated/api';

/** What the calls of the API take and answer, by short names. The types are made from the OpenAPI document. */
type Schemas = components['schemas'];

export type Me = Schemas['Me'];
export type NetworkProfile = NonNullable<Me['network']>;
export type TokenPair = Schemas['TokenPair'];

export type Guest = Schemas['Guest'];
export type FoundGuest = Schemas['FoundGuest'];
export type GuestChange = Schemas['ChangeGuest'];
export type Merge = Schemas['Merge'];
export type MergeInForce = Schemas['MergesInForce']['items'][number];
export type Unmerge = Schemas['Unmerge'];
export type GuestKey = Schemas['LookupGuest'];
export type TierStanding = Schemas['Tier'];
export type GuestBalance = Schemas['GuestBalance'];
export type Family = Schemas['Family'];
export type FamilyAllowance = Schemas['FamilyAllowance'];
export type ListedFamily = Schemas['FamilyPage']['items'][number];
export type Stamps = Schemas['Stamps'];

export type SaleBody = Schemas['SaleAct'];
export type ReceiptBody = Schemas['ReceiptOfNobody'];
export type ManualBody = Schemas['ManualAct'];

export type Transaction = Schemas['Transaction'];
export type TransactionDetail = Schemas['TransactionDetail'];
/** A sale with its lines. */
export type Receipt = Extract<
  TransactionDetail,
  { items: unknown; type: 'SALE' | 'REDEMPTION' | 'MANUAL' | 'AWARD' | 'EXPIRY' | 'TRANSFER' }
>;
export type Refund = Schemas['Refund'];
export type AnyTransaction = Transaction | Refund;
export type AwaitingApproval = Schemas['AwaitingApproval'];
export type ExpectedRefund = Schemas['ExpectedRefund'];
export type GuestWarning = Schemas['GuestWarning'];
export type Explanation = Schemas['Explanation'];
export type RestoreBody = Schemas['RestoreBody'];
export type Quote = Schemas['QuoteAnswer'];
export type Shift = Schemas['Shift'];

export type Approval = Schemas['Approval'];

export type Restaurant = Schemas['Restaurant'];
export type PointOfSale = Schemas['PointOfSale'];
export type TillAllowance = Schemas['TillAllowance'];

export type DayFigures = Schemas['DayFigures'];
export type DailyReport = Schemas['DailyReport'];

export type Reward = Schemas['RedemptionItem'];
export type RewardBody = Schemas['CreateRedemptionItem'];
export type RewardSlot = Schemas['RedemptionSlot'];
export type Redemption = Schemas['Redemption'];
export type CouponBatch = Schemas['CouponBatch'];
export type Coupon = Schemas['Coupon'];
export type CouponBatchBody = Schemas['CreateCouponBatch'];

export type Segment = Schemas['Segment'];
export type SegmentRule = NonNullable<Schemas['CreateSegment']['rule']>;

export type Liability = Schemas['Liability'];
export type LiabilityForecast = Schemas['LiabilityForecast'];
export type LedgerPeriod = Schemas['LedgerPeriod'];

export type GuestTier = Schemas['GuestTier'];
export type TierChange = Schemas['TierChange'];
export type ProgramVersion = Schemas['ProgramVersion'];
export type Program = Schemas['Program'];
export type ProgramDocument = Schemas['ProgramDocument'];
export type ProgramSimulation = Schemas['ProgramSimulation'];
export type ProgramImpact = Schemas['ProgramImpact'];
export type ReportedImpactRun = Schemas['ReportedImpactRun'];
export type ProgramDiff = Schemas['ProgramDiff'];
export type Backtest = Schemas['Backtest'];
export type ReportedBacktest = Schemas['ReportedBacktest'];
export type BacktestReport = Schemas['BacktestReport'];
export type BacktestSide = Schemas['BacktestSide'];
export type BacktestComparison = Schemas['BacktestComparison'];
export type RewardRedemption = Schemas['RedemptionAct'];
