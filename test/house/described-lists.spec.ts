import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

type Kind = 'lists' | 'forms';

/** Pages whose list or form is not a description of `web/src/shared/described`. The lists only get shorter. */
const BY_HAND: Readonly<Record<Kind, readonly string[]>> = {
  lists: [
    'admin/approvals/approvals-page.tsx',
    'admin/guests/list/guests-page.tsx',
    'admin/programs/changes/concerned-guests.tsx',
    'admin/programs/changes/impact-guests.tsx',
    'admin/programs/list/programs-page.tsx',
    'admin/segments/members-panel.tsx',
  ],
  forms: [
    'admin/analytics/alerts/alerts-tab.tsx',
    'admin/analytics/export/export-tab.tsx',
    'admin/fraud/rules-page.tsx',
    'admin/games/wheel/wheel-form.tsx',
    'admin/gift-cards/gift-cards-page.tsx',
    'admin/guests/list/guest-filters.tsx',
    'admin/integrations/connection-form.tsx',
    'admin/look/look-form.tsx',
    'admin/menu/category-costs.tsx',
    'admin/messages/template-page.tsx',
    'admin/programs/search/search-form.tsx',
    'admin/rewards/coupon-search.tsx',
    'admin/rewards/slots-panel.tsx',
    'admin/rewards/stock-panel.tsx',
    'admin/settings/settings-form.tsx',
  ],
};

/** Signs that a page fetches the pages of a list itself, or keeps the values of a form itself. */
const OF_HAND = {
  lists: /<(?:ListPager|Pager)\b/,
  forms: /\buseFields\(|<Form[\s>]/,
} satisfies Record<Kind, RegExp>;

interface Page {
  readonly file: string;
  readonly text: string;
}

const pages: readonly Page[] = ['web/src/admin', 'web/src/owner'].flatMap((top) =>
  readdirSync(path.join(root, top), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.tsx'))
    .map((file) => ({ file: path.posix.join(top, file), text: readFileSync(path.join(root, top, file), 'utf8') })),
);

function byHand(kind: Kind, of: readonly Page[]): string[] {
  return of.filter(({ text }) => OF_HAND[kind].test(text)).map(({ file }) => file);
}

describe('A list and a form of the back office are descriptions', () => {
  it('whose operations are those of the API document', () => {
    const compare = () => execFileSync(process.execPath, ['scripts/operations.mjs', '--check'], { cwd: root });
    expect(compare).not.toThrow();
  });

  it.each(['lists', 'forms'] as const)('except for %s that only get fewer', (kind) => {
    const found = byHand(kind, pages).map((file) => file.replace('web/src/', ''));
    const listed = BY_HAND[kind];
    expect({
      described: listed.filter((file) => !found.includes(file)),
      byHand: found.filter((file) => !listed.includes(file)),
    }).toEqual({ described: [], byHand: [] });
  });

  it.each([
    ['lists', '<ListPager list={cases.data} cursor={cursor} onTurn={setCursor} />', true],
    ['lists', '<List of={listCases} title={title} columns={columns} empty={empty} />', false],
    ['forms', "const { field } = useFields({ initial: { name: '' } });", true],
    ['forms', '<Form onSubmit={submit}>', true],
    ['forms', '<ActDialog of={createWebhook} fields={fields} submit={text} />', false],
  ] as const)('sees in the text of a page whether its %s are by hand: %s', (kind, text, isFound) => {
    expect(byHand(kind, [{ file: 'page.tsx', text }])).toEqual(isFound ? ['page.tsx'] : []);
  });
});
