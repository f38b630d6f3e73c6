import type { FraudCase, FraudSignal, FraudSubject } from './fraud.api';
import {
  INPUTS,
  type Inputs,
  type ParameterKind,
  knownIn,
  MEASURES,
  PARAMETERS,
  RULES,
  SOURCES,
  UNITS,
} from './catalogue.rules';
import { useRestaurantNames } from '../restaurant/use-restaurant-names';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';

const WAYS = ['QR', 'CODE', 'CARD', 'PHONE', 'NAME', 'TILL_SYSTEM'] as const;
const GIFT_ACTS = ['SOLD', 'SPENT', 'REFUNDED', 'SENT', 'DOWNLOADED', 'MOVED_IN'] as const;
const ACTS = ['SALE', 'REDEMPTION', 'MANUAL', 'REFUND', 'AWARD', 'TRANSFER'] as const;

/** Words for the codes of fraud watch. A code that this page does not know yet, from a newer server, is shown as it is. */
export function useFraudWords() {
  const { t } = useTranslation('admin');
  const { t: shared } = useTranslation();
  const format = useFormat();
  const restaurantOf = useRestaurantNames();

  const measure = (name: string): string => {
    const known = knownIn(MEASURES, name);
    return known === undefined ? name : t(`fraud.measure.${known}`);
  };

  const source = (name: string): string => {
    const known = knownIn(SOURCES, name);
    return known === undefined ? name : t(`fraud.source.${known}`);
  };

  /** The inputs of a rule as its sentence names them. */
  function given(inputs: FraudSignal['inputs']): Inputs {
    const written = Object.entries<ParameterKind>(INPUTS).map(([name, kind]) => [
      name,
      valueOf(kind, inputs[name] ?? 0),
    ]);
    return Object.fromEntries(written) as Inputs;
  }

  function valueOf(kind: ParameterKind, input: number | string): number | string {
    switch (kind) {
      case 'count':
        return Number(input);
      case 'decimal':
        return format.number(Number(input));
      case 'money':
        return format.money(Number(input));
      case 'measure':
        return measure(String(input));
      case 'restaurant':
        return restaurantOf(String(input));
      case 'source':
        return source(String(input));
    }
  }

  const rule = (key: string): string => {
    const known = knownIn(RULES, key);
    return known === undefined ? key : t(`fraud.rule.${known}.name`);
  };
  return {
    rule,
    says: (key: string): string => {
      const known = knownIn(RULES, key);
      return known === undefined ? '' : t(`fraud.rule.${known}.says`);
    },
    signal: ({ rule: key, inputs }: Pick<FraudSignal, 'rule' | 'inputs'>): string => {
      const known = knownIn(RULES, key);
      return known === undefined ? key : t(`fraud.rule.${known}.signal`, given(inputs));
    },
    /** A rule, with the number of its signals where there are several. */
    found: ({ key, count }: FraudCase['rules'][number]): string => {
      return count === 1 ? rule(key) : t('fraud.foundTimes', { name: rule(key), times: format.number(count) });
    },
    subject: ({ kind, name }: FraudSubject) =>
      t('fraud.subjectName', { kind: t(`fraud.kinds.${kind}`), name: name ?? t('fraud.unnamed') }),
    act: (kind: string): string => {
      const ofCard = GIFT_ACTS.find((one) => kind === `GIFT_${one}`);
      if (ofCard !== undefined) return t('fraud.giftAct', { act: t(`giftCards.kinds.${ofCard}`) });
      const known = knownIn(ACTS, kind);
      return known === undefined ? kind : t(`history.type.${known}`);
    },
    identified: (way: string | null): string => {
      const known = knownIn(WAYS, way ?? '');
      return known === undefined ? (way ?? t('fraud.notIdentified')) : shared(`identified.${known}`);
    },
    measure,
    parameter: (name: string): string => {
      const known = knownIn(PARAMETERS, name);
      return known === undefined ? name : t(`fraud.parameter.${known}`);
    },
    /** The bounds of a parameter with its unit; a count has no unit. */
    bounds: (unit: string, bounds: { readonly from: string; readonly to: string }): string => {
      const known = knownIn(UNITS, unit);
      if (known === undefined) return t('fraud.bounds', bounds);
      return t('fraud.boundsOf', { unit: t(`fraud.units.${known}`, { currency: format.currency }), ...bounds });
    },
  };
}
