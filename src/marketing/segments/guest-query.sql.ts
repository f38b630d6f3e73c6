/** Rules of segments as SQL: one query over all guests of a network, or over some of them. */
import { type Condition, numberOf, type PlainTree, plainTreeOf, WITH_INACTIVITY } from '../../decision';
import { GUEST_FIELDS, type GuestField, NEVER_DAYS } from './guest-fields.rules';
import type { GuestRule } from './guest-rule.rules';
import { RFM_GRID, valueSql } from './rfm-names.rules';

/** The limits between the fifths of the guests; empty where no guest has bought. */
export interface RfmLimits {
  /** Days since the last purchase. */
  readonly recency: readonly number[];
  readonly frequency: readonly number[];
  /** Minor units. */
  readonly money: readonly number[];
}

/** By which day and tier a guest is looked at. */
export interface FactsFrame {
  /** A local day of the network. */
  readonly today: number;
  readonly timeZone: string;
  /** A guest without any decision yet. */
  readonly lowestTier: string;
  readonly rfm: RfmLimits;
}

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

type PlainRule = PlainTree<GuestField>;
type ConditionValue = Condition['value'];

const EPOCH = `DATE '1970-01-01'`;

/** Tables that a query may read beside the guest's state and summary; each is added up by guest. */
type QuerySource =
  | 'guests'
  | 'consents'
  | 'children'
  | 'lots'
  | 'referred'
  | 'brought'
  | 'redemptions'
  | 'refunds'
  | 'sales'
  | 'goods';

/**
 * Builds one query: `condition` and `fact` give expressions over its rows, and note what they read, so that a rule which
 * asks for the tier alone never reads the journal. An expression of a condition is never null, or `not` would be wrong.
 */
export class GuestQuery {
  private readonly values: unknown[];
  /** With the figures that each adds up, by their names. */
  private readonly sources = new Map<QuerySource, Map<string, string>>();
  private readonly known = new Map<string, string>();
  /** Null: all guests of the network. */
  private readonly ids: string | null;

  constructor(
    networkId: string,
    private readonly frame: FactsFrame,
    guestIds: readonly string[] | null,
  ) {
    this.values = [networkId];
    this.ids = guestIds === null ? null : `${this.parameter(guestIds)}::uuid[]`;
  }

  parameter(value: unknown): string {
    return `$${String(this.values.push(value))}`;
  }

  /** Whether a rule holds. */
  rule(rule: GuestRule): string {
    return this.tree(plainTreeOf(rule));
  }

  condition({ field, operator, value, days }: Condition<GuestField>): string {
    const fact = this.fact(field, days);
    const kind = GUEST_FIELDS[field];
    if (kind.isMany) return this.ofMany(fact, operator, value);
    switch (kind.type) {
      case 'TEXT':
      case 'ID':
      case 'TIER':
      case 'MONTH':
        return this.ofText(fact, operator, value);
      case 'FLAG':
        return (operator === '=') === (value === true) ? fact : `NOT ${fact}`;
      case 'COUNT':
      case 'TALLY':
      case 'MONEY':
        return this.ofNumber(fact, operator, value);
    }
  }

  /** The guest's value of a field: an array of texts, a text or null, a number or a truth, which are never null. */
  fact(field: GuestField, days?: number): string {
    return this.once(`${field} ${String(days ?? '')}`, () => this.factOf(field, days ?? 0));
  }

  /** A parameter that no expression names would have no type, so each is passed when it is first needed. */
  private once(name: string, make: () => string): string {
    const before = this.known.get(name);
    if (before !== undefined) return before;
    const made = make();
    this.known.set(name, made);
    return made;
  }

  /** The statement that reads these expressions of every guest who is neither erased nor merged into another. */
  statement(shown: string, rest = ''): Statement {
    return { text: `${this.withs()} SELECT ${shown} ${this.from()} ${rest}`, values: this.values };
  }

  private tree(tree: PlainRule): string {
    if (tree.kind === 'ONE') return this.condition(tree.condition);
    return `(${tree.parts.map((part) => this.tree(part)).join(tree.kind === 'ALL' ? ' AND ' : ' OR ')})`;
  }

  private ofText(fact: string, operator: Condition['operator'], value: ConditionValue): string {
    switch (operator) {
      case '=':
        return `(${fact} IS NOT DISTINCT FROM ${this.parameter(String(value))}::text)`;
      case '!=':
        return `(${fact} IS DISTINCT FROM ${this.parameter(String(value))}::text)`;
      case 'null':
        return `(${fact} IS NULL)`;
      case 'notNull':
        return `(${fact} IS NOT NULL)`;
      default: {
        const isIn = `coalesce(${fact} = ANY (${this.parameter(textsOf(value))}::text[]), false)`;
        return operator === 'in' ? isIn : `NOT ${isIn}`;
      }
    }
  }

  private ofMany(fact: string, operator: Condition['operator'], value: ConditionValue): string {
    const isOne = `(${fact} && ${this.parameter(textsOf(value))}::text[])`;
    return operator === '=' || operator === 'in' ? isOne : `NOT ${isOne}`;
  }

  private ofNumber(fact: string, operator: Condition['operator'], value: ConditionValue): string {
    const numbers = [value].flat().map((one) => numberOf(one as number));
    const add = (at: number): string => `${this.parameter(numbers[at] ?? 0)}::bigint`;
    switch (operator) {
      case 'between':
        return `(${fact} BETWEEN ${add(0)} AND ${add(1)})`;
      case 'notBetween':
        return `(${fact} NOT BETWEEN ${add(0)} AND ${add(1)})`;
      case 'in':
        return `(${fact} = ANY (${this.parameter(numbers)}::bigint[]))`;
      case 'notIn':
        return `(${fact} <> ALL (${this.parameter(numbers)}::bigint[]))`;
      case '!=':
        return `(${fact} <> ${add(0)})`;
      default:
        return `(${fact} ${operator} ${add(0)})`;
    }
  }

  private factOf(field: GuestField, days: number): string {
    const never = String(NEVER_DAYS);
    const lately = (at: string): string => `${at} >= ${this.dayBegin(`- ${String(days - 1)}`)}`;
    const ofDays = (name: string): string => `${name}_${String(days)}`;
    switch (field) {
      case 'tier':
        return `coalesce(s.tier, ${this.parameter(this.frame.lowestTier)}::text)`;
      case 'points':
        return 's.available';
      case 'pointsEarned':
        return 's.points_earned';
      case 'pointsExpiringInDays': {
        const end = this.dayBegin(`+ ${String(days + 1)}`);
        return this.figure('lots', ofDays('ending'), `sum(x.remaining) FILTER (WHERE x.ends_at <= ${end})`);
      }
      case 'wasReferred':
        return this.of('referred', '(referred.root IS NOT NULL)');
      case 'friendsReferred':
        return this.figure('brought', 'friends', 'count(*)');
      case 'daysSinceJoining':
        return `greatest(0, ${this.today} - s.joined_day)`;
      case 'birthdayMonth':
        return `(${COUNTED_BIRTHDAY} / 100)::text`;
      case 'daysToBirthday':
        return `coalesce(days_to_birthday(${COUNTED_BIRTHDAY}, ${this.date}), ${never})`;
      case 'registeredBy':
        return this.of('guests', 'guests.source');
      case 'registeredAt':
        return this.of('guests', 'guests.restaurant_id::text');
      case 'language':
        return this.of('guests', 'guests.locale');
      case 'hasPhone':
        return this.of('guests', '(guests.phone_index IS NOT NULL)');
      case 'hasEmail':
        return this.of('guests', '(guests.email_index IS NOT NULL)');
      case 'consents':
        return this.of('consents', `coalesce(consents.kinds, '{}')`);
      case 'blocked':
        return 's.blocked';
      case 'inFamily':
        return '(s.family_id IS NOT NULL)';
      case 'children':
        return this.figure('children', 'number', 'count(*)');
      case 'daysToChildBirthday':
        return this.figure('children', 'days', `min(days_to_birthday(${MONTH_AND_DAY}, ${this.date}))`, NEVER_DAYS);
      case 'spend':
        return 's.spend';
      case 'visits':
        return 's.visits';
      case 'averageCheck':
        return 'CASE WHEN s.visits > 0 THEN s.spend / s.visits ELSE 0 END';
      case 'spendOfYear':
        return this.figure('sales', 'spend_of_year', `sum(x.payable) FILTER (WHERE x.at >= ${this.yearAgo})`);
      case 'visitsOfYear':
        return this.figure('sales', 'visits_of_year', `count(*) FILTER (WHERE x.at >= ${this.yearAgo} AND NOT x.gone)`);
      case 'spendInDays':
        return this.figure('sales', ofDays('spend'), `sum(x.payable) FILTER (WHERE ${lately('x.at')})`);
      case 'visitsInDays':
        return this.figure('sales', ofDays('visits'), `count(*) FILTER (WHERE ${lately('x.at')} AND NOT x.gone)`);
      case 'largestSale':
        return this.figure('sales', 'largest', 'max(x.payable)');
      case 'daysSinceLastSale':
        return `CASE WHEN m.last_visit_at > '-infinity' THEN ${this.daysSince('m.last_visit_at')} ELSE ${never} END`;
      case 'daysSinceFirstSale':
        this.add('sales', 'first_at', 'min(x.at) FILTER (WHERE NOT x.gone)');
        return `CASE WHEN sales.first_at IS NULL THEN ${never} ELSE ${this.daysSince('sales.first_at')} END`;
      case 'restaurants':
        this.add('sales', 'restaurants', `array_agg(DISTINCT x.restaurant_id::text) FILTER (WHERE ${AT_A_RESTAURANT})`);
        return `coalesce(sales.restaurants, '{}')`;
      case 'restaurantsVisited':
        return this.figure('sales', 'visited', `count(DISTINCT x.restaurant_id) FILTER (WHERE ${AT_A_RESTAURANT})`);
      case 'favouriteRestaurant': {
        const order = 'WITHIN GROUP (ORDER BY x.restaurant_id)';
        this.add('sales', 'favourite', `mode() ${order} FILTER (WHERE ${AT_A_RESTAURANT})`);
        return 'sales.favourite::text';
      }
      case 'channels':
        this.add('sales', 'channels', 'array_agg(DISTINCT x.channel) FILTER (WHERE NOT x.gone)');
        return `coalesce(sales.channels, '{}')`;
      case 'categories':
        return this.of('goods', `coalesce(goods.categories, '{}')`);
      case 'refundsInDays':
        return this.figure('refunds', ofDays('number'), `count(*) FILTER (WHERE ${lately('x.at')})`);
      case 'couponsUsedInDays': {
        const used = `x.coupon IS NOT NULL AND ${lately('x.created_at')}`;
        return this.figure('redemptions', ofDays('coupons'), `count(*) FILTER (WHERE ${used})`);
      }
      case 'rewardsTakenInDays': {
        const taken = `x.coupon IS NULL AND ${lately('x.created_at')}`;
        return this.figure('redemptions', ofDays('rewards'), `count(*) FILTER (WHERE ${taken})`);
      }
      case 'rfm': {
        // A guest without a purchase has the scores 0, so no place in the grid.
        const place = `nullif(${this.fact('rfmRecency')}, 0) * 5 - 5 + ${this.fact('rfmValue')}`;
        return `(${this.parameter(RFM_GRID.flat())}::text[])[${place}]`;
      }
      case 'rfmRecency':
        return this.score(`6 - fifth_of(${this.fact('daysSinceLastSale')}, ${this.limits('recency')})`);
      case 'rfmFrequency':
        return this.score(`fifth_of(s.visits, ${this.limits('frequency')})`);
      case 'rfmMoney':
        return this.score(`fifth_of(s.spend, ${this.limits('money')})`);
      case 'rfmValue':
        return valueSql(this.fact('rfmFrequency'), this.fact('rfmMoney'));
    }
  }

  private limits(figure: keyof RfmLimits): string {
    return `${this.parameter(this.frame.rfm[figure])}::bigint[]`;
  }

  /** Only guests with a purchase have scores, and only once there are limits. */
  private score(expression: string): string {
    return `CASE WHEN m.last_visit_at > '-infinity' THEN coalesce(${expression}, 0) ELSE 0 END`;
  }

  private get today(): string {
    return this.once('today', () => `${this.parameter(this.frame.today)}::integer`);
  }

  private get zone(): string {
    return this.once('zone', () => `${this.parameter(this.frame.timeZone)}::text`);
  }

  private get date(): string {
    return `(${EPOCH} + ${this.today})`;
  }

  private get yearAgo(): string {
    return `((${this.date} - INTERVAL '12 months') AT TIME ZONE ${this.zone})`;
  }

  /** The moment at which the day begins that is so many days from today. */
  private dayBegin(days: string): string {
    return `((${this.date} ${days})::timestamp AT TIME ZONE ${this.zone})`;
  }

  private daysSince(moment: string): string {
    return `greatest(0, ${this.today} - ((${moment} AT TIME ZONE ${this.zone})::date - ${EPOCH}))`;
  }

  private of(source: QuerySource, expression: string): string {
    if (!this.sources.has(source)) this.sources.set(source, new Map());
    return expression;
  }

  private add(source: QuerySource, name: string, expression: string): void {
    this.of(source, '');
    this.sources.get(source)?.set(name, expression);
  }

  private figure(source: QuerySource, name: string, expression: string, missing = 0): string {
    this.add(source, name, `(${expression})::bigint`);
    return `coalesce(${source}.${name}, ${String(missing)})`;
  }

  private from(): string {
    const joins = [...this.sources.keys()]
      .filter((source) => source !== 'guests')
      .map((source) => `LEFT JOIN of_${source} ${source} ON ${source}.root = s.guest_id`);
    const hasGuests = this.sources.has('guests');
    if (this.ids === null)
      return `FROM guest_summaries m JOIN guest_states s ON s.network_id = $1 AND s.guest_id = m.guest_id
        ${hasGuests ? 'JOIN guests ON guests.network_id = $1 AND guests.id = m.guest_id' : ''}
        ${joins.join('\n')} WHERE m.network_id = $1`;
    // Each row is a probe by its key, also where the tables were never analysed.
    const probe = (table: string, key: string, name: string) =>
      `JOIN LATERAL (SELECT * FROM ${table} p WHERE p.network_id = $1 AND p.${key} = i.id OFFSET 0) ${name} ON true`;
    return `FROM unnest(${this.ids}) i(id) ${probe('guest_states', 'guest_id', 's')}
      LEFT ${probe('guest_summaries', 'guest_id', 'm')} ${hasGuests ? probe('guests', 'id', 'guests') : ''}
      ${joins.join('\n')} WHERE true`;
  }

  private withs(): string {
    const parts = [...this.sources].map(([source, figures]) => {
      const added = [...figures].map(([name, expression]) => `, ${expression} AS ${name}`).join('');
      switch (source) {
        case 'guests':
          return [];
        case 'consents':
          return [
            `of_consents AS (
            SELECT x.guest_id AS root, array_agg(x.kind) FILTER (WHERE x.given) AS kinds FROM (
              SELECT DISTINCT ON (x.guest_id, x.kind) x.guest_id, x.kind, x.given FROM consents x
              WHERE ${this.ofGuests('x')} ORDER BY x.guest_id, x.kind, x.id DESC) x GROUP BY 1)`,
          ];
        case 'children':
          return [
            `of_children AS (SELECT x.guest_id AS root${added} FROM children x WHERE ${this.ofGuests('x')} GROUP BY 1)`,
          ];
        case 'lots':
          return [
            `of_lots AS (SELECT x.guest_id AS root${added} FROM (
              SELECT l.guest_id, l.remaining, ${END_OF_LOT} AS ends_at
              FROM lots l JOIN guest_states g ON g.network_id = $1 AND g.guest_id = l.guest_id
              WHERE ${this.ofGuests('l')} AND l.remaining > 0) x WHERE x.ends_at > ledger_now() GROUP BY 1)`,
          ];
        case 'referred':
          return [
            `of_referred AS (SELECT x.friend_id AS root FROM referrals x
            WHERE x.refusal IS NULL AND ${this.ofGuests('x', 'friend_id')})`,
          ];
        case 'brought':
          return [`of_brought AS (SELECT x.root${added} FROM (${this.brought()}) x GROUP BY 1)`];
        case 'redemptions':
          return [
            `of_redemptions AS (SELECT x.guest_id AS root${added} FROM redemptions x
            WHERE ${this.ofGuests('x')} AND x.status <> 'CANCELLED' GROUP BY 1)`,
          ];
        case 'refunds':
          return [
            `of_refunds AS (SELECT x.root${added} FROM (${this.journal('REFUND', 't.occurred_at AS at')}) x GROUP BY 1)`,
          ];
        case 'sales':
          return [`of_sales AS (SELECT x.root${added} FROM sold x GROUP BY 1)`];
        case 'goods':
          return [
            `of_goods AS (SELECT x.root, array_agg(DISTINCT i ->> 2) AS categories
            FROM sold x CROSS JOIN LATERAL json_array_elements(x.items) i WHERE NOT x.gone AND i ->> 2 IS NOT NULL GROUP BY 1)`,
          ];
      }
    });
    const sold = this.sources.has('sales') || this.sources.has('goods');
    const own = sold || this.sources.has('refunds') || this.sources.has('brought') ? [this.own()] : [];
    const all = [...own, ...(sold ? [this.sold()] : []), ...parts.flat()];
    return all.length === 0 ? '' : `WITH RECURSIVE ${all.join(',\n')}`;
  }

  private ofGuests(table: string, key = 'guest_id'): string {
    return `${table}.network_id = $1${this.ids === null ? '' : ` AND ${table}.${key} = ANY (${this.ids})`}`;
  }

  /** Paid referrals, each with the guest who brought the friend. */
  private brought(): string {
    const paid = `JOIN referral_rounds p ON p.network_id = $1 AND p.referral_id = r.id AND p.state = 'PAID'`;
    return this.ids === null
      ? `SELECT coalesce(o.root, r.referrer_id) AS root FROM referrals r ${paid}
         LEFT JOIN own o ON o.guest = r.referrer_id WHERE r.network_id = $1`
      : `SELECT o.root FROM own o JOIN referrals r ON r.network_id = $1 AND r.referrer_id = o.guest ${paid}`;
  }

  /** Guests with the cards that were merged into them, whose history is theirs; of all guests only these cards. */
  private own(): string {
    const first =
      this.ids === null
        ? `SELECT k.merged_into, k.id FROM guests k JOIN guests r ON r.network_id = $1 AND r.id = k.merged_into
             WHERE k.network_id = $1 AND k.merged_into IS NOT NULL AND r.merged_into IS NULL`
        : `SELECT i.id, i.id FROM unnest(${this.ids}) i(id)`;
    return `own (root, guest) AS (${first}
      UNION
      SELECT o.root, k.id FROM own o
      CROSS JOIN LATERAL (SELECT k.id FROM guests k WHERE k.network_id = $1 AND k.merged_into = o.guest OFFSET 0) k)`;
  }

  /** Rows of the journal of one type, each with the guest whose it is. */
  private journal(type: 'SALE' | 'REFUND', columns: string): string {
    return this.ids === null
      ? `SELECT coalesce(o.root, t.guest_id) AS root, ${columns}
         FROM transactions t LEFT JOIN own o ON o.guest = t.guest_id
         WHERE t.network_id = $1 AND t.type = '${type}' AND t.guest_id IS NOT NULL`
      : `SELECT o.root, ${columns} FROM own o
         CROSS JOIN LATERAL (SELECT * FROM transactions t
           WHERE t.network_id = $1 AND t.guest_id = o.guest AND t.type = '${type}' OFFSET 0) t`;
  }

  /** Sales less what was refunded of them; a visit goes only with the whole sale. */
  private sold(): string {
    const columns = 't.id, t.restaurant_id, t.channel, t.items, t.payable, t.occurred_at AS at';
    const returned = `t.related_id AS sale, t.payable, (t.details ->> 'whole')::boolean AS whole`;
    return `sold AS (
      SELECT t.root, t.restaurant_id, t.channel, t.items, t.at, t.payable - coalesce(r.payable, 0) AS payable, coalesce(r.whole, false) AS gone
      FROM (${this.journal('SALE', columns)}) t
      LEFT JOIN (SELECT b.sale, sum(b.payable) AS payable, bool_or(b.whole) AS whole
        FROM (${this.journal('REFUND', returned)}) b GROUP BY 1) r ON r.sale = t.id)`;
  }
}

/** The SQL of `WITH_INACTIVITY`, the mark of a lot that ends with its guest's inactivity. */
const INACTIVITY = `to_timestamp(${String(WITH_INACTIVITY / 1_000)})`;
/** As `endOf` has it: the end of the guest's inactivity, an end that was put off, or the lot's own. */
const END_OF_LOT = `CASE
  WHEN l.expires_at = ${INACTIVITY} THEN to_timestamp((g.counters -> 'inactivity' ->> 'endsAt')::double precision / 1000)
  WHEN g.counters IS NULL OR json_array_length(g.counters -> 'terms') = 0 THEN l.expires_at
  ELSE coalesce((SELECT to_timestamp((t ->> 'endsAt')::double precision / 1000) FROM json_array_elements(g.counters -> 'terms') t
    WHERE (t ->> 'lotId')::uuid = l.lot_id AND to_timestamp((t ->> 'expiresAt')::double precision / 1000) = l.expires_at LIMIT 1),
    l.expires_at) END`;
const AT_A_RESTAURANT = 'NOT x.gone AND x.restaurant_id IS NOT NULL';
/** A birthday that the programme lets count by now. */
const COUNTED_BIRTHDAY = 'counted_birthday(s.birthday, s.birthday_from)';
const MONTH_AND_DAY = '(extract(month FROM x.birth_date) * 100 + extract(day FROM x.birth_date))::integer';

function textsOf(value: ConditionValue): string[] {
  return [value].flat().map(String);
}
