import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, Snapshots } from '../../../configuration';
import { type Decision, NEVER, type Refusal } from '../../../decision';
import { Database, type Tx } from '../../../platform/database/database';
import type { Language } from '../../../platform/language/language';
import { ProblemError, found } from '../../../platform/problems/problem';
import { networkOf, type Principal, requireRestaurant } from '../../../security';
import { shownNamesOf } from '../../till/responses/shown-names';
import { traceAnswerOf } from '../../till/responses/transaction-answer';
import { findJournalRows, type JournalRow, listTransfers } from '../../ledger/journal/journal-row';
import { isAttached } from '../../ledger/journal/stored-json';
import { nowOf } from '../../replay/settled-rows.rules';
import { type ReplayedRow, replayGuest } from '../../replay/guest-replay.rules';
import { findAnonymousReceipts, listJournalOf } from '../../replay/journal-of-guests.sql';
import { AnonymousReplay } from '../../replay/anonymous-replay.rules';
import { programsOf, readReplaySettings } from '../../replay/replay-settings';
import type { Explanation } from './explain.dto';
import { explainLines, touchedLots } from './lines.rules';
import { summaryOf } from './summary';

/** Replays a transaction from its rows and says whether the result is the same (product.md, P9). */
@Injectable()
export class ExplainQuery {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
  ) {}

  /** Refuses (404) a transaction that the network does not have or, for a guest, another guest's; (403) one of another restaurant. */
  async explain(principal: Principal, transactionId: string, language: Language): Promise<Explanation> {
    const networkId = networkOf(principal);
    const configuration = await this.snapshots.current(networkId);
    return this.database.snapshotOfNetwork(networkId, async (tx) => {
      const row = found((await findJournalRows(tx, networkId, [transactionId]))[0]);
      if (principal.kind === 'guest' && row.guestId !== principal.id) throw new ProblemError('not_found');
      if (principal.kind === 'user' && row.restaurantId !== null) requireRestaurant(principal, row.restaurantId);
      const replayed =
        row.guestId === null
          ? await this.replayAnonymous(tx, row, configuration)
          : await this.replay(tx, row, configuration);
      return explanationOf(row, replayed, configuration, language, principal.kind === 'guest');
    });
  }

  /** Replays the guest's whole journal up to the row, since earlier rows lead to the state on which it was decided. */
  private async replay(tx: Tx, row: JournalRow, configuration: ConfigurationSnapshot): Promise<ReplayedAct> {
    const journal = await listJournalOf(tx, configuration.profile.id, row.guestId ?? '', row.guestVersion ?? 0);
    const guest = {
      id: row.guestId ?? '',
      isImported: journal[0]?.isImported ?? false,
      joinedDay: journal[0]?.joinedDay ?? 0,
    };
    const settings = await readReplaySettings(tx, configuration);
    const last = replayGuest(guest, programsOf(configuration), settings, journal).at(-1);
    if (last?.row.id !== row.id) throw new Error(`the journal of the guest does not end with ${row.id}`);
    return last;
  }

  private async replayAnonymous(tx: Tx, row: JournalRow, configuration: ConfigurationSnapshot): Promise<ReplayedAct> {
    const replay = new AnonymousReplay(programsOf(configuration), await readReplaySettings(tx, configuration));
    const receiptId = row.relatedId ?? row.id;
    const receipts = await findAnonymousReceipts(tx, configuration.profile.id, [receiptId]);
    const transfers = await listTransfers(tx, configuration.profile.id, [row.id]);
    return { ...replay.replay(row, transfers, receipts.get(receiptId)), act: null, before: null };
  }
}

interface ReplayedAct extends Pick<ReplayedRow, 'act' | 'differences'> {
  readonly decision: Decision | Refusal | null;
  readonly before: ReplayedRow['before'] | null;
}

function explanationOf(
  row: JournalRow,
  { act, before, decision, differences }: ReplayedAct,
  configuration: ConfigurationSnapshot,
  language: Language,
  isForGuest: boolean,
): Explanation {
  const { profile } = configuration;
  const { currency, currencyDigits } = profile;
  const names = shownNamesOf(configuration, language, isForGuest);
  const program = row.programVersion === null ? undefined : configuration.programOfVersion(row.programVersion)?.program;
  return {
    transactionId: row.id,
    type: row.type,
    summary: summaryOf(row, { language, currency, currencyDigits, amount: row.amount, names }),
    programVersion: row.programVersion,
    attachedAt: isAttached(row) ? new Date(row.recordedAt).toISOString() : null,
    identifiedBy: row.identifiedBy,
    decidedAt: new Date(nowOf(row)).toISOString(),
    agrees: differences.length === 0,
    differences: [...differences],
    inputs: { act, guest: before },
    decision: decision === null ? null : decisionAnswerOf(decision),
    lines: explainLines(row, program, language),
    lots: decision?.kind === 'DECIDED' ? touchedLots(decision.transfers, NEVER) : [],
    tierBefore: row.tierBefore,
    tierAfter: row.tier,
    trace: traceAnswerOf(row, { network: profile, language, names }),
  };
}

/** The effects of the act itself. The ledger has the guest's state after it. */
function decisionAnswerOf(decision: Decision | Refusal): Record<string, unknown> {
  if (decision.kind === 'REFUSED') return { ...decision };
  const { amounts, transfers, lines, details, tierBefore, tier, progress, facts, trace } = decision;
  return {
    amounts,
    balance: decision.after.balance,
    tierBefore,
    tier,
    progress,
    transfers,
    lines,
    details,
    facts,
    trace,
  };
}
