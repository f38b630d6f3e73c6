import {
  type Act,
  type CompiledProgram,
  decide,
  type Decision,
  EMPTY_COUNTERS,
  type GuestState,
  newGuest,
  type NoRegret,
  type Refusal,
  settle,
} from '../../decision';
import type { JournalRow, TransferRow } from '../ledger/journal/journal-row';
import type { CampaignHistory } from '../../configuration';
import { decodeFacts, type StoredFacts } from '../ledger/journal/stored-json';
import { actOfRow } from '../till/kinds/kinds';
import { isSettlement, nowOf } from './settled-rows.rules';
import { replayedCampaigns } from './replayed-campaigns.rules';
import { compareDecision, type ReplayDifference } from './compare-decision.rules';
import { GuestHistory, type JournalEntry, type JournalOfGuest, type ProgramLookup } from './guest-history.rules';
import type { DecisionSettings, SettingsHistory } from './settings-history.rules';

/** Settings of the network, besides its programmes, that decisions depend on. */
export interface ReplaySettings {
  readonly networkId: string;
  readonly settings: SettingsHistory;
  readonly campaigns: CampaignHistory;
}

export interface ReplayedGuest {
  readonly id: string;
  /** A guest who was imported with the network's history, and who gets no bonus for a first sale. */
  readonly isImported: boolean;
  /** The local day of the registration, as stored with the guest's figures. */
  readonly joinedDay: number;
}

/** A journal row, compared with its replayed decision. */
export interface ReplayedRow {
  readonly row: JournalRow;
  readonly transfers: readonly TransferRow[];
  /** Null: the row stores a due settlement, or could not be read as an act. */
  readonly act: Act | null;
  /** The guest before the act, as earlier rows lead to it. */
  readonly before: GuestState;
  /** Null: there is no decision, and `differences` says why. */
  readonly decision: Decision | Refusal | null;
  /** Empty: the replayed decision equals the stored one byte for byte. */
  readonly differences: readonly ReplayDifference[];
}

/**
 * Replays the journal of one guest from its rows alone, in the order of the guest's versions. Each row is decided on
 * the replayed state, so that an error in a row is not carried on. Near a change of the network's settings, the
 * settings of both sides are tried; where both give the row, both states are carried on. Pure.
 */
export class GuestReplay {
  private states: readonly [GuestState, ...GuestState[]];
  private readonly history: GuestHistory;
  /** The row being decided, and the settings that decide it. */
  private decided: { readonly row: JournalRow; readonly by: DecisionSettings } | null = null;

  constructor(
    guest: ReplayedGuest,
    private readonly programs: ProgramLookup,
    private readonly settings: ReplaySettings,
  ) {
    const begin = newGuest(null, guest.joinedDay);
    this.states = [guest.isImported ? { ...begin, counters: { ...EMPTY_COUNTERS, firstSale: 'IMPORT' } } : begin];
    this.history = new GuestHistory(programs, (row) => this.decidedBy(row).receiptScope);
  }

  /** The guest after the rows so far, without the birthday, which no row tells. */
  get after(): GuestState {
    return this.states[0];
  }

  /** All states to which the rows so far may have led. There is one, except near a change of settings. */
  get mayBeAfter(): readonly GuestState[] {
    return this.states;
  }

  /** `inherited`: for a merge or its undo, the journals that came with it. */
  next(row: JournalRow, transfers: readonly TransferRow[], inherited: readonly JournalEntry[] = []): ReplayedRow {
    // Changes without a decision (a consent, a segment) raise the version too.
    const tries = this.states.flatMap((state) => {
      const before = { ...state, version: (row.guestVersion ?? 1) - 1 };
      return this.settings.settings.near(row.recordedAt).map((by) => {
        this.decided = { row, by };
        return { by, ...this.replay(row, transfers, before, by) };
      });
    });
    const right = tries.filter(({ differences }) => differences.length === 0);
    const [first, ...others] = right.length > 0 ? right : tries.slice(0, 1);
    if (first === undefined) throw new Error(`the row ${row.id} was not decided`);
    const { by, ...replayed } = first;
    this.states = statesAfter([first, ...others]) ?? this.states;
    this.decided = { row, by };
    this.history.append(row, transfers);
    this.history.inherit(inherited);
    return replayed;
  }

  private decidedBy(row: JournalRow): DecisionSettings {
    return this.decided?.row === row ? this.decided.by : this.settings.settings.at(row.recordedAt);
  }

  private replay(
    row: JournalRow,
    transfers: readonly TransferRow[],
    before: GuestState,
    by: DecisionSettings,
  ): ReplayedRow {
    let act: Act | null = null;
    try {
      const settled = isSettlement(row) ? this.settleAnew(row, before, by) : undefined;
      if (settled === undefined) act = actOfRow(row, this.history, this.programOf(row));
      const decision = settled ?? this.decideAnew(row, before, act as Act, by);
      const differences =
        decision.kind === 'DECIDED'
          ? compareDecision(this.settings.networkId, row, transfers, decision)
          : [{ where: 'decision', stored: 'DECIDED', decided: decision.code }];
      return { row, transfers, act, before, decision, differences };
    } catch (error) {
      // A row that cannot be replayed is a finding about this row and does not end the check.
      const said = error instanceof Error ? error.message : String(error);
      return {
        row,
        transfers,
        act,
        before,
        decision: null,
        differences: [{ where: 'decision', stored: row.type, decided: said }],
      };
    }
  }

  private decideAnew(row: JournalRow, before: GuestState, act: Act, by: DecisionSettings): Decision | Refusal {
    const now = nowOf(row);
    const facts = decodeFacts(row);
    const { program, noRegret } = this.versionsOf(row, facts);
    const inForce = this.programs.inForce(now) ?? null;
    return decide(program, before, act, {
      now,
      recordedAt: row.recordedAt,
      calendar: by.calendar,
      inForce: inForce === program ? null : inForce,
      transactionId: row.id,
      captureGraceMs: facts.captureGraceMs ?? by.captureGraceMs,
      restoredForDays: facts.restoredForDays ?? by.restoredForDays,
      campaigns: replayedCampaigns(this.settings.campaigns, row),
      noRegret,
    });
  }

  /** The version that decides the row; where two did, the newer one, and the earlier beside it. */
  private versionsOf(
    row: JournalRow,
    { noRegret }: StoredFacts,
  ): { readonly program: CompiledProgram; readonly noRegret?: NoRegret } {
    if (noRegret === null) return { program: this.programOf(row) };
    const { now, before, counted, left = Infinity } = noRegret;
    if (row.programVersion !== (counted === 'NOW' ? now : before))
      throw new Error(`the version ${String(row.programVersion)} is not the one that counted`);
    const campaigns = replayedCampaigns(this.settings.campaigns, row);
    return {
      program: this.programOf({ programVersion: now }),
      noRegret: {
        program: this.programOf({ programVersion: before }),
        versions: { now, before },
        left: () => left,
        campaigns,
      },
    };
  }

  /** The first settlement due at the row's instant. Several settlements at one instant are several rows. */
  private settleAnew(row: JournalRow, before: GuestState, { calendar }: DecisionSettings): Decision {
    const [settlement] = settle(this.programOf(row), before, { now: row.occurredAt, calendar });
    if (settlement === undefined) throw new Error('nothing was due');
    if (settlement.type !== row.type) throw new Error(`${settlement.type} was due`);
    if (settlement.at !== row.occurredAt) throw new Error(`it was due at ${new Date(settlement.at).toISOString()}`);
    if (settlement.reasonCode !== row.reasonCode) throw new Error(`it was due for ${String(settlement.reasonCode)}`);
    if (settlement.relatedId !== row.relatedId) throw new Error(`it was due of ${String(settlement.relatedId)}`);
    return settlement.decision;
  }

  private programOf(row: Pick<JournalRow, 'programVersion'>): NonNullable<ReturnType<ProgramLookup['ofVersion']>> {
    const program = row.programVersion === null ? undefined : this.programs.ofVersion(row.programVersion);
    if (program === undefined) throw new Error(`no published programme has the version ${String(row.programVersion)}`);
    return program;
  }
}

/** The states after these decisions, each once. Undefined: nothing was decided. */
function statesAfter(tries: readonly ReplayedRow[]): [GuestState, ...GuestState[]] | undefined {
  const decided = tries.flatMap(({ decision }) => (decision?.kind === 'DECIDED' ? [decision.after] : []));
  const [first, ...others] =
    decided.length < 2 ? decided : new Map(decided.map((state) => [JSON.stringify(state), state])).values();
  return first && [first, ...others];
}

/** Replays a guest's journal from its first row. Rows have to come in the order of their versions. */
export function replayGuest(
  guest: ReplayedGuest,
  programs: ProgramLookup,
  settings: ReplaySettings,
  journal: readonly JournalOfGuest[],
): ReplayedRow[] {
  const replay = new GuestReplay(guest, programs, settings);
  return journal.map(({ row, transfers, inherited }) => replay.next(row, transfers, inherited));
}
