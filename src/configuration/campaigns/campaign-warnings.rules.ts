import { type CampaignDocument, categoryKey, isGroup, namedParts, type RuleGroup } from '../../decision';
import type { ZoneCalendar } from '../../platform/clock/calendar';
import { pathText } from '../../platform/http/json-body';
import { occurrencesBetween } from './occurrences.rules';

/** A possible mistake that the manager should see before a campaign starts. */
export interface CampaignWarning {
  readonly code: 'CATEGORY_NOT_ON_MENU' | 'GROUP_OVERLAP' | 'NO_LIMIT' | 'NO_CONTROL';
  readonly path: string;
  readonly names: string[];
}

type WarnedDraft = Omit<CampaignDocument, 'control'> & { readonly control: object | null };

interface WarningFacts {
  readonly now: number;
  readonly calendar: ZoneCalendar;
  /** The menu's categories in the form of `categoryKey`; empty: the network has no menu. */
  readonly categories: ReadonlySet<string>;
  /** Other running and scheduled campaigns. */
  readonly others: readonly { readonly code: string; readonly document: CampaignDocument }[];
}

const YEAR_MS = 366 * 86_400_000;
/** The most occurrences of a campaign in a year: one a day. */
const MOST_A_YEAR = 400;

export function warningsOf(document: WarnedDraft, beside: WarningFacts): CampaignWarning[] {
  return [...categoriesNotOnMenu(document, beside), ...overlaps(document, beside), ...unbounded(document)];
}

function* categoriesNotOnMenu(
  { when, challenge, moneyOff }: WarnedDraft,
  { categories }: WarningFacts,
): Generator<CampaignWarning> {
  if (categories.size === 0) return;
  const unknown = (names: readonly string[]) => [
    ...new Set(names.filter((name) => !categories.has(categoryKey(name)))),
  ];
  const inCondition = unknown(when === null ? [] : [...categoriesIn(when)]);
  if (inCondition.length > 0) yield { code: 'CATEGORY_NOT_ON_MENU', path: 'when', names: inCondition };
  for (const [index, task] of (challenge?.tasks ?? []).entries()) {
    const names = task.kind === 'BUY' ? unknown(task.categories) : [];
    if (names.length > 0)
      yield { code: 'CATEGORY_NOT_ON_MENU', path: `challenge.tasks[${String(index)}].categories`, names };
  }
  for (const { path, part } of moneyOff === undefined ? [] : namedParts(moneyOff)) {
    const names = unknown(part.categories);
    if (names.length > 0)
      yield { code: 'CATEGORY_NOT_ON_MENU', path: pathText(['moneyOff', ...path, 'categories']), names };
  }
}

function* categoriesIn(group: RuleGroup): Generator<string> {
  for (const rule of group.rules) {
    if (isGroup(rule)) yield* categoriesIn(rule);
    else if (rule.field === 'category') {
      const { value } = rule;
      if (typeof value === 'string') yield value;
      else if (Array.isArray(value)) yield* value.map(String);
    }
  }
}

function* overlaps(document: WarnedDraft, { others, calendar, now }: WarningFacts): Generator<CampaignWarning> {
  const { group } = document;
  if (group?.mode !== 'EXCLUSIVE') return;
  const spans = (of: Pick<CampaignDocument, 'schedule'>) =>
    occurrencesBetween(of, calendar, now, now + YEAR_MS, MOST_A_YEAR).map(({ startsAt, endsAt }) => ({
      from: startsAt.getTime(),
      to: endsAt?.getTime() ?? Infinity,
    }));
  const own = spans(document);
  const meeting = others.filter(
    (other) =>
      other.document.group?.code === group.code &&
      other.document.group.mode === 'EXCLUSIVE' &&
      spans(other.document).some((theirs) => own.some((ours) => ours.from < theirs.to && theirs.from < ours.to)),
  );
  if (meeting.length > 0) yield { code: 'GROUP_OVERLAP', path: 'group', names: meeting.map(({ code }) => code) };
}

function* unbounded({
  offer,
  challenge,
  moneyOff,
  everybody,
  schedule,
  budgets,
  control,
}: WarnedDraft): Generator<CampaignWarning> {
  const gives = offer !== null || challenge !== null || moneyOff !== undefined;
  if (gives && schedule.endsAt === null && budgets.length === 0) yield { code: 'NO_LIMIT', path: 'budgets', names: [] };
  if (gives && control === null && everybody === undefined) yield { code: 'NO_CONTROL', path: 'control', names: [] };
}
