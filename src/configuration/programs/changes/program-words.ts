import type { ItemType, RestrictedGoods } from '../../../decision';
import { program, type ProgramArguments } from '../../../generated/words/program';
import type { Formatters } from '../../../generated/words/words';
import { formattersFor } from '../../../platform/language/formatters';
import type { WholeLanguage } from '../../../platform/language/language';
import { spokenIn } from '../../../platform/language/spoken';

/** The reader of a programme's sentences, and the data needed besides its statements. */
export interface ProgramReading {
  readonly language: WholeLanguage;
  readonly currency: string;
  readonly currencyDigits: number;
  /** Names of restaurants and tills, by id. */
  readonly places: ReadonlyMap<string, string>;
  /** Names of stamp cards by language, by id. */
  readonly cards: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

type ProgramTextKey = keyof ProgramArguments;
type Intersection<T> = (T extends unknown ? (each: T) => void : never) extends (all: infer All) => void ? All : never;

/** Texts of programs in the reader's language. */
export class ProgramWords {
  readonly formatters: Formatters;

  constructor(readonly reading: ProgramReading) {
    this.formatters = formattersFor(reading.currency, reading.currencyDigits);
  }

  /** The text of a key; for a union of keys, `given` has the arguments of all. */
  say<K extends ProgramTextKey>(key: K, given: Intersection<ProgramArguments[K]>): string {
    const text = program[this.reading.language][key] as (f: Formatters, a: typeof given) => string;
    return text(this.formatters, given);
  }

  /** The name of a restaurant or till; without a name, its id. */
  place(id: string): string {
    return this.reading.places.get(id) ?? id;
  }

  /** The name of a stamp card; without a name, its id. */
  card(id: string): string {
    const name = this.reading.cards.get(id);
    return name === undefined ? id : this.spoken(name);
  }

  itemTypes(types: readonly ItemType[]): string[] {
    return types.map((type) => this.say(`itemTypes.${type}`, {}));
  }

  goods({ categories, skus, types }: RestrictedGoods): string {
    const named = [
      ...this.itemTypes(types),
      ...categories.map((name) => this.say('goods.category', { name })),
      ...skus.map((name) => this.say('goods.item', { name })),
    ];
    return named.length === 0 ? this.say('goods.any', {}) : named.join(', ');
  }

  /** A text in the reader's language, else in any. */
  spoken(text: Readonly<Record<string, string>>): string {
    const { language } = this.reading;
    return spokenIn(text, language, language) ?? '';
  }
}
