import type { TraceEntry } from '../../../decision';
import { trace, type TraceArguments } from '../../../generated/words/trace';
import { FORMATTERS } from '../../../platform/language/formatters';
import type { Language } from '../../../platform/language/language';
import type { ShownNames, ShownTask } from './shown-names';

/** Facts about the reader and the act that the sentence of a trace entry needs. */
export type TraceReading = {
  readonly language: Language;
  readonly currency: string;
  readonly currencyDigits: number;
  /** The act's amount before discount, from which a discount's share is counted. */
  readonly amount: number;
  /** The names of rewards, campaigns, tasks, stamp cards, rules and segments. Absent: codes are shown, or none. */
  readonly names?: ShownNames | undefined;
  /** The name of an item on the act's receipt. Null or absent: the item's code is shown. */
  readonly itemName?: ((sku: string) => string | null) | undefined;
};

type Intersection<T> = (T extends unknown ? (each: T) => void : never) extends (all: infer All) => void ? All : never;
type RuleKey = Extract<keyof TraceArguments, `${'rules' | 'subjects'}${'' | 'ForGuests'}.${string}`>;

/**
 * Everything that sentences of rules can name. A member is read from the entry when a sentence asks for it, since
 * copying all arguments would cost twice the sentence. An argument that an old stored entry lacks is 0 or empty.
 */
export class EntryGiven implements Intersection<TraceArguments[RuleKey]> {
  constructor(
    private readonly entry: TraceEntry,
    /** The part of the rule code in the place of `*`: the tier's code, the rule's id or the campaign's name. */
    readonly name: string,
    private readonly reading: TraceReading,
    /** The code of the campaign in the rule code; an empty text where it names none. */
    private readonly campaignCode = '',
  ) {}

  get amount(): number {
    return this.entry.amount;
  }

  /** The amount from which a discount's share is counted: the whole amount, unless some lines get no discount. */
  get discounted(): number {
    const { of } = this.entry.arguments;
    return typeof of === 'number' ? of : this.reading.amount;
  }

  /** The reward's name in quotes, or its code where the name is unknown. */
  get reward(): string {
    const code = this.text('reward');
    return inQuotes(this.reading.names?.reward(code) ?? null, this.reading.language) ?? code;
  }

  get partner(): string {
    return this.text('partner');
  }

  /** Names of lines: types in the reader's language, categories and items as the till names them, an item without a name by its code. */
  get names(): string {
    const types = this.text('types')
      .split(', ')
      .map((type) => trace[this.reading.language].itemType(FORMATTERS, { type }));
    const goods = this.text('goods')
      .split(', ')
      .map((name) => this.reading.itemName?.(name) ?? name);
    return [...types, ...goods].filter((name) => name !== '').join(', ');
  }

  get ratePpm(): number {
    return this.figure('ratePpm');
  }

  get keptUntilDay(): number {
    return this.figure('keptUntilDay');
  }

  get lines(): number {
    return this.figure('lines');
  }

  get spend(): number {
    return this.figure('spend');
  }

  get total(): number {
    return this.figure('total');
  }

  get tax(): number {
    return this.figure('tax');
  }

  get points(): number {
    return this.figure('points');
  }

  get step(): number {
    return this.figure('step');
  }

  /** The amount to pay and the points by the version in force and by the one before. Null: alike, or not possible. */
  get paidNow(): number | null {
    return this.known('paidNow');
  }

  get paidBefore(): number | null {
    return this.known('paidBefore');
  }

  get earnedNow(): number | null {
    return this.known('earnedNow');
  }

  get earnedBefore(): number | null {
    return this.known('earnedBefore');
  }

  get payable(): number {
    return this.figure('payable');
  }

  get cap(): number {
    return this.figure('cap');
  }

  get value(): number {
    return this.figure('value');
  }

  get quantity(): number {
    return this.figure('quantity');
  }

  /** A task that is done counts no further than its target. */
  get collected(): number {
    const collected = this.figure('collected');
    const size = this.known('size');
    return this.entry.effect === 'TASK' && size !== null && size > 0 ? Math.min(collected, size) : collected;
  }

  get size(): number {
    return this.figure('size');
  }

  get left(): number {
    return this.figure('left');
  }

  get cards(): number {
    return this.figure('cards');
  }

  get expired(): number {
    return this.figure('expired');
  }

  get days(): number {
    return this.figure('days');
  }

  get from(): string {
    return this.text('from');
  }

  get tier(): string {
    return this.text('tier');
  }

  /** The unit that a task counts, an empty text where the task is unknown. */
  get unit(): string {
    return this.shownTask?.unit ?? '';
  }

  /** The goods of a task, where its campaign has several tasks. */
  get goods(): string {
    return this.shownTask?.goods as string;
  }

  /** Null: no name of the stamp card is known. */
  get card(): string {
    const id = this.stated('card');
    return (id === null ? null : (this.reading.names?.stampCard(id) ?? null)) as string;
  }

  get campaign(): string {
    return this.campaignNamed(this.text('campaign'));
  }

  get campaigns(): string {
    return this.text('campaigns')
      .split(', ')
      .map((code) => this.campaignNamed(code))
      .join(', ');
  }

  get period(): string {
    return this.text('period');
  }

  get reasonCode(): string {
    return this.text('reasonCode');
  }

  get segment(): string | null {
    const code = this.stated('segment');
    return code === null ? null : namesOfSegments(code, this.reading);
  }

  // Null where an entry lacks the argument; its sentence then has another form.

  get multiplierPpm(): number {
    return this.known('multiplierPpm') as number;
  }

  get untilDay(): number {
    return this.known('untilDay') as number;
  }

  get which(): string {
    return this.stated('which') as string;
  }

  get variant(): string {
    return this.stated('variant') as string;
  }

  private get shownTask(): ShownTask | null {
    const task = this.stated('task');
    const campaign = this.stated('campaign') ?? this.campaignCode;
    return task === null ? null : (this.reading.names?.task(campaign, task) ?? null);
  }

  private campaignNamed(code: string): string {
    return this.reading.names?.campaign(code) ?? code;
  }

  private figure(argument: string): number {
    return this.known(argument) ?? 0;
  }

  private known(argument: string): number | null {
    const value = this.entry.arguments[argument];
    return typeof value === 'number' ? value : null;
  }

  private text(argument: string): string {
    return this.stated(argument) ?? '';
  }

  private stated(argument: string): string | null {
    const value = this.entry.arguments[argument];
    return typeof value === 'string' ? value : null;
  }
}

/** The segments of a list of codes, each by its name in quotes, or by its code where the name is unknown. */
export function namesOfSegments(codes: string, { names, language }: TraceReading): string {
  return codes
    .split(', ')
    .map((code) => inQuotes(names?.segment(code) ?? null, language) ?? code)
    .join(', ');
}

function inQuotes(name: string | null, language: Language): string | null {
  return name === null ? null : trace[language].quoted(FORMATTERS, { name });
}
