import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

type Kind = 'lists' | 'forms';

/** Pages whose list or form is not a description of `web/src/shared/described`, each with the reason. The lists only get shorter. */
const BY_HAND: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  lists: {
    'admin/approvals/approvals-page.tsx':
      'one page of requests is shown as two lists, those of the reader and those of others',
    'admin/guests/list/guests-page.tsx':
      'names and phones that are searched are sent in a body and stay out of the address',
    'admin/programs/changes/concerned-guests.tsx': 'the first ten guests, and pages of fifty when asked',
    'admin/programs/changes/impact-guests.tsx': 'names and phones that are searched are sent in a body',
    'admin/programs/list/programs-page.tsx':
      'another request says which version is in force, from which the state of each version follows',
    'admin/segments/members-panel.tsx': 'names and phones that are searched are sent in a body',
  },
  forms: {
    'admin/analytics/alerts/alerts-tab.tsx': 'unit and bounds of the threshold follow from the chosen figure',
    'admin/analytics/export/export-tab.tsx': 'it saves a file, and sends no body',
    'admin/fraud/rules-page.tsx': 'the server lists the parameters of a rule, which is tried before it is saved',
    'admin/games/wheel/wheel-form.tsx': 'it sums the weights of the prizes while they are typed',
    'admin/gift-cards/gift-cards-page.tsx': 'a search, which never sends the typed code but only its end',
    'admin/guests/list/guest-filters.tsx': 'the filters of a list, which change the address',
    'admin/integrations/connection-form.tsx': 'each till system has inputs of its own',
    'admin/look/look-form.tsx': 'colours are checked and previewed while they are typed',
    'admin/menu/category-costs.tsx': 'its fields are the categories of the menu',
    'admin/messages/template-page.tsx': 'texts are checked and previewed while they are typed',
    'admin/programs/search/search-form.tsx': 'its fields are the figures of the programme that may move',
    'admin/rewards/coupon-search.tsx': 'a search, whose code stays in the memory of the page',
    'admin/rewards/slots-panel.tsx': 'not described yet',
    'admin/rewards/stock-panel.tsx': 'not described yet',
    'admin/settings/settings-form.tsx': 'contents beside it lead to each group, and a bar below counts what changed',
  },
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
    const listed = Object.keys(BY_HAND[kind]);
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
