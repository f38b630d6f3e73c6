import { type ConfigurationSnapshot, type NetworkProfile, ruleName } from '../../../configuration';
import { FALLBACK, type Language } from '../../../platform/language/language';
import { nameIn, spokenIn } from '../../../platform/language/spoken';

/** A task of a campaign as people speak of it: what it counts, and of which goods where the campaign has several tasks. */
export interface ShownTask {
  /** The measure of a task of purchases; TIMES for an activity. */
  readonly unit: string;
  readonly goods: string | null;
}

/** Current names, in the reader's language, for codes in recorded sentences. Null: unknown. */
export interface ShownNames {
  /** The name of a reward, even of one that is no longer offered. */
  readonly reward: (code: string) => string | null;
  /** The name of a campaign, in its newest version that ran. */
  readonly campaign: (code: string) => string | null;
  readonly task: (campaign: string, task: string) => ShownTask | null;
  /** The name of a stamp card by its id. */
  readonly stampCard: (id: string) => string | null;
  /** The conditions of an earning rule, by the newest version that has it. */
  readonly rule: (id: string) => string | null;
  /** The name of a segment, even of an archived one. */
  readonly segment: (code: string) => string | null;
  /** Whether a guest is the reader. Guests do not see other codes of the network, such as those of rules and segments. */
  readonly isForGuest: boolean;
}

/** A person who reads an answer of a network, in a language. */
export interface AnswerReader {
  readonly network: NetworkProfile;
  readonly language: Language;
  /** Current names. A repetition of an act is equal to its first answer but for the reasons of its trace, which name things as they are called now. */
  readonly names?: ShownNames;
  /** The reason of a refund in a person's words, by refund id. */
  readonly refundReason?: (id: string) => string | null;
}

export type NamingReader = AnswerReader & { readonly names: ShownNames };

/** A reader of the network's answers, with current names. */
export function readerOf(snapshot: ConfigurationSnapshot, language: Language, isForGuest: boolean): NamingReader {
  return { network: snapshot.profile, language, names: shownNamesOf(snapshot, language, isForGuest) };
}

/** The names are looked up when a sentence asks for one, and kept as long as the snapshot, because tills ask for them with each sale. */
export function shownNamesOf(snapshot: ConfigurationSnapshot, language: Language, isForGuest: boolean): ShownNames {
  let known = namesOfSnapshot.get(snapshot);
  if (known === undefined) namesOfSnapshot.set(snapshot, (known = new Map<string, ShownNames>()));
  const key = `${language} ${String(isForGuest)}`;
  let names = known.get(key);
  if (names === undefined) known.set(key, (names = namesIn(snapshot, language, isForGuest)));
  return names;
}

const namesOfSnapshot = new WeakMap<ConfigurationSnapshot, Map<string, ShownNames>>();

function namesIn(snapshot: ConfigurationSnapshot, language: Language, isForGuest: boolean): ShownNames {
  const { profile, published } = snapshot;
  const { locale, currency, currencyDigits } = profile;
  const spoken = (text: Readonly<Record<string, string>>) => spokenIn(text, language, locale);
  const rewards = remembered(
    () => new Map([...snapshot.rewards.values()].map(({ code, document }) => [code, document])),
  );
  const campaigns = remembered(
    () =>
      new Map(snapshot.campaigns.states.flatMap(({ code, document }) => (document === null ? [] : [[code, document]]))),
  );
  const rules = new Map<string, string | null>();
  return {
    reward: (code) => {
      const reward = rewards().get(code);
      return reward === undefined ? null : spoken(reward.name);
    },
    campaign: (code) => {
      const campaign = campaigns().get(code);
      return campaign === undefined ? null : spoken(campaign.name);
    },
    task: (campaign, id) => {
      const tasks = campaigns().get(campaign)?.challenge?.tasks ?? [];
      const task = tasks.find((one) => one.id === id);
      if (task === undefined) return null;
      const goods = task.kind === 'BUY' && tasks.length > 1 ? [...task.categories, ...task.skus].join(', ') : '';
      return { unit: task.kind === 'BUY' ? task.measure : 'TIMES', goods: goods === '' ? null : goods };
    },
    segment: (code) => {
      const segment = snapshot.segments.get(code);
      return segment === undefined ? null : nameIn(segment, language);
    },
    stampCard: (id) => {
      const card = snapshot.stampCard(id);
      return card === undefined ? null : spoken(card.name);
    },
    rule: (id) => {
      let name = rules.get(id);
      if (name === undefined) {
        const reading = { language: FALLBACK[language], currency, currencyDigits };
        name = null;
        for (const { program } of published) name ??= ruleName(program.document, id, reading);
        rules.set(id, name);
      }
      return name;
    },
    isForGuest,
  };
}

function remembered<Value>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => (value ??= make());
}
