import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FRAUD_KINDS, FULL, SEEDS } from './network-parameters';
import { wilson, type WatchFigures } from './watched-network';

export const DOCUMENT = path.resolve(__dirname, '../../../docs/fraud.md');
const BEGINS = '<!-- Figures of npm run fraud -->\n';
const ENDS = '<!-- End of the figures -->\n';

/** The figures as Markdown. */
export function reportOf(figures: WatchFigures): string {
  const { shifts, acts, cases, falseCases, casesAboutRegulars, found, falseByRule } = figures;
  const inThousand = (count: number): string => ((1_000 * count) / shifts).toFixed(2);
  // At most one false case a shift.
  const bounds = wilson(falseCases, shifts);
  const rows = FRAUD_KINDS.map((kind) => {
    const { episodes, found: count } = found[kind];
    const { low, high } = wilson(count, episodes);
    return `| ${NAMES[kind]} | ${count} of ${episodes} | ${(count / episodes).toFixed(2)} | ${low.toFixed(2)} to ${high.toFixed(2)} |`;
  });
  const causes = Object.entries(falseByRule).filter(([, count]) => count > 0);
  return [
    `${SEEDS.report.length} networks (seeds ${SEEDS.report.join(', ')}), each of ${FULL.restaurants} restaurants for ${FULL.days} days: ${grouped(shifts)} shifts, ${grouped(acts)} acts, ${cases} cases.`,
    '',
    '| fraud | episodes found | recall | Wilson, 95 % |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    '| false cases | number | in 1,000 shifts | Wilson, 95 % |',
    '| --- | --- | --- | --- |',
    `| all | ${falseCases} | ${inThousand(falseCases)} | ${(1_000 * bounds.low).toFixed(2)} to ${(1_000 * bounds.high).toFixed(2)} |`,
    `| about regulars of one cashier | ${casesAboutRegulars} | ${inThousand(casesAboutRegulars)} | |`,
    ...causes.map(([rule, count]) => `| with a signal of \`${rule}\` | ${count} | ${inThousand(count)} | |`),
    '',
  ].join('\n');
}

/** The page with the new figures. */
export function withReport(page: string, report: string): string {
  const [before = '', rest = ''] = page.split(BEGINS);
  const after = rest.split(ENDS)[1] ?? '';
  return `${before}${BEGINS}\n${report}\n${ENDS}${after}`;
}

export const readDocument = (): string => readFileSync(DOCUMENT, 'utf8');

const NAMES: Readonly<Record<(typeof FRAUD_KINDS)[number], string>> = {
  OWN_CARD: 'own card on guests’ cash checks',
  ATTACHED_LATER: 'closed checks attached to own accounts',
  FRIENDS_TYPED: 'friends’ numbers typed on strangers’ checks',
  MANUAL_UNDER_LIMIT: 'manual credits just under the limit',
  SPLIT_UNDER_LIMIT: 'bills split under the limit of a check',
  REFUND_AFTER_SPENDING: 'refund after the points were spent',
  SPENT_ELSEWHERE: 'points loaded here and spent elsewhere within the hour',
  REFERRAL_RING: 'referral rings',
  REFERRAL_STAR: 'many new accounts brought by one, on strangers’ checks',
};

const grouped = (value: number): string => value.toLocaleString('en-US');
