/** The person behind a source that nobody knows. Its gifts share one bound, so that a new kind of source is guarded before anybody names it. */
export const UNKNOWN_PERSON = '00000000-0000-0000-0000-000000000000';

/** Kinds of sources of gifts. A source is one of them with the name of what was put in force, for example `PROGRAM 5`. */
type SourceKind =
  | 'PROGRAM'
  | 'CAMPAIGN'
  | 'AUTOMATION'
  | 'WHEEL'
  | 'FEEDBACK'
  | 'KEY'
  | 'GIFT_CARDS'
  | 'REWARD'
  | 'COUPONS'
  | 'BY_HAND';
export type SourceName = SourceKind | `${SourceKind} ${string}`;

/** The thing by which an act gives, and the person who put it in force. Null: the person is not known. */
export interface GiftSource {
  readonly name: SourceName;
  readonly decidedBy: string | null;
}

/** The source of an act that two people let through. */
export const TWO_PEOPLE: GiftSource = { name: 'BY_HAND two people', decidedBy: null };

/** A source with the one person who decided it. */
export interface SoleDecision {
  readonly source: SourceName;
  readonly person: string;
}

/**
 * The people who alone put sources of points and money in force. A source is decided by one person unless another confirmed it; what the system or an owner of
 * the installation put in force has no such person.
 */
export class SoleDeciders {
  private readonly people: ReadonlyMap<string, string>;
  /** False: no programme, campaign or connection of the network was decided by one person. */
  readonly hasAny: boolean;

  constructor(
    decisions: readonly { readonly source: string; readonly person: string }[] = [],
    private readonly confirmed: ReadonlySet<string> = new Set(),
    /** The people of the network, each with those who could lately sign in as them. */
    private readonly openers: ReadonlyMap<string, readonly string[]> = new Map(),
  ) {
    const own = decisions.filter(({ person }) => openers.has(person));
    this.people = new Map(own.map(({ source, person }) => [source, person]));
    this.hasAny = own.length > 0;
  }

  ofProgram(version: number): SoleDecision | undefined {
    return this.known(`PROGRAM ${String(version)}`);
  }

  ofCampaign(code: string, version: number): SoleDecision | undefined {
    return this.known(`CAMPAIGN ${code} ${String(version)}`);
  }

  ofReward(id: string, version: number): SoleDecision | undefined {
    return this.known(`REWARD ${id} ${String(version)}`);
  }

  /** The sole decider of a source that its act names. Undefined: two people decided it, or somebody outside of the network. */
  of({ name, decidedBy }: GiftSource): SoleDecision | undefined {
    if (name === TWO_PEOPLE.name || this.confirmed.has(name)) return undefined;
    if (decidedBy === null) return { source: name, person: UNKNOWN_PERSON };
    return this.openers.has(decidedBy) ? { source: name, person: decidedBy } : undefined;
  }

  /** The people whose bound a gift of this person uses: the person, and everybody who could lately sign in as the person. */
  chargedWith(person: string): readonly string[] {
    const openers = this.openers.get(person) ?? NOBODY;
    return openers.length === 0 ? [person] : [person, ...openers];
  }

  private known(source: SourceName): SoleDecision | undefined {
    if (!this.hasAny) return undefined;
    const person = this.people.get(source);
    return person === undefined ? undefined : { source, person };
  }
}

const NOBODY: readonly string[] = [];
