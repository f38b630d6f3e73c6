import type { CampaignHistory } from '../../configuration';
import type { BudgetLeft, RunningCampaigns } from '../../decision';
import type { JournalRow } from '../ledger/journal/journal-row';
import { decodeFacts } from '../ledger/journal/stored-json';
import { asksCampaigns } from '../till/kinds/act-traits';
import { drawOf } from '../../configuration/pure';

/** Budgets that are never short. */
export const PLENTY: BudgetLeft = { POINTS: Infinity, MONEY: Infinity, USES: Infinity, isHeldElsewhere: false };

/** The campaigns at the act of a row, with budgets and control group as the row's facts say. */
export function replayedCampaigns(history: CampaignHistory, row: JournalRow): RunningCampaigns | undefined {
  if (row.channel === 'IMPORT' || !asksCampaigns(row.type)) return undefined;
  const inOrder = history.of(row);
  if (inOrder.length === 0) return undefined;
  const { isHeldOut = false, short } = decodeFacts(row).campaigns ?? {};
  return {
    inOrder,
    draw: drawOf(row.guestId ?? ''),
    isHeldOut: () => isHeldOut,
    // The bound of one person fell short too where the row says so.
    isBounded: ({ code }) => short?.[code]?.money !== undefined,
    left: (code) => {
      const known = short?.[code];
      if (known === undefined) return PLENTY;
      const { points, money, isHeldElsewhere } = known;
      return { ...PLENTY, ...(money === undefined ? { POINTS: points } : { MONEY: money }), isHeldElsewhere };
    },
  };
}
