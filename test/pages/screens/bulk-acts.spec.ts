import { screen, waitFor, within } from '@testing-library/dom';
import { inMain } from './harness/main';
import { openPage, refuse } from './harness/open-page';
import { type Answer, recordedAnswer } from './harness/recorded-answers';

const ID = '0198f2c4-7b1e-7c3a-9d52-0000000000';
const [FIRST, SECOND] = [`${ID}01`, `${ID}02`] as const;

function campaigns(): Answer<'listCampaigns'> {
  const [one] = recordedAnswer('listCampaigns').items;
  if (one === undefined) throw new Error('the examples of the API have no campaign');
  const named = (id: string, en: string, state: 'ACTIVE' | 'DRAFT') => ({
    ...one,
    id,
    state,
    archived: false,
    document: { ...one.document, name: { en } },
  });
  return { items: [named(FIRST, 'Happy hours', 'ACTIVE'), named(SECOND, 'Two for one', 'DRAFT')], nextCursor: null };
}
const REFUSED = { code: 'campaign_not_running', title: 'It has not started', detail: 'Start it first.' };
const done: Answer<'changeSeveralCampaigns'> = {
  items: [
    { id: FIRST, outcome: 'DONE', reason: null },
    { id: SECOND, outcome: 'REFUSED', reason: REFUSED },
  ],
};
const open = (visit: object = {}) =>
  openPage('/admin/campaigns', {
    answers: { listCampaigns: campaigns(), listSavedViews: { items: [] }, changeSeveralCampaigns: done },
    ...visit,
  });

describe('campaigns that are chosen in the list', () => {
  it('are paused after a preview that names the refused, and go on by Undo', async () => {
    const { user, calls } = await open();
    const sent = () => calls.filter(({ operation }) => operation === 'changeSeveralCampaigns').map(({ body }) => body);
    await user.click(await inMain().findByLabelText('Choose Happy hours'));
    expect(inMain().getByText('1 chosen')).toBeTruthy();
    await user.click(inMain().getByLabelText('Choose all on this page'));
    expect(inMain().getByText('2 chosen')).toBeTruthy();
    await user.click(inMain().getByRole('button', { name: 'Pause' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Pause' }));
    expect(dialog.getByText('Will change: 1.')).toBeTruthy();
    expect(dialog.getByText('Can’t be changed: 1.')).toBeTruthy();
    expect(dialog.getByText('Two for one').parentElement?.textContent).toBe(
      'Two for one: It has not started. Start it first.',
    );
    await user.click(dialog.getByRole('button', { name: 'Change 1' }));
    const undo = await inMain().findByRole('button', { name: 'Undo' });
    await user.tab();
    expect(document.activeElement).toBe(undo);
    await user.click(undo);
    expect(await inMain().findByText('Undone')).toBeTruthy();
    expect(inMain().queryByRole('button', { name: 'Undo' })).toBeNull();
    expect(inMain().queryByText('2 chosen')).toBeNull();
    const ids = [FIRST, SECOND];
    expect(sent()).toEqual([
      { act: 'PAUSE', ids, preview: true },
      { act: 'PAUSE', ids, preview: false },
      { act: 'RESUME', ids: [FIRST], preview: false },
    ]);
  });

  it('are chosen by the keyboard; an act that changes nothing cannot be done, and archiving has no way back', async () => {
    const { user, answer } = await open();
    answer({ changeSeveralCampaigns: { items: [{ id: SECOND, outcome: 'REFUSED', reason: REFUSED }] } });
    (await inMain().findByLabelText('Choose Two for one')).focus();
    await user.keyboard(' ');
    await user.click(inMain().getByRole('button', { name: 'Pause' }));
    const asked = within(await screen.findByRole('dialog', { name: 'Pause' }));
    expect(asked.getByRole<HTMLButtonElement>('button', { name: 'Change 0' }).disabled).toBe(true);
    await user.click(asked.getByRole('button', { name: 'Cancel' }));
    answer({ changeSeveralCampaigns: { items: [{ id: SECOND, outcome: 'DONE', reason: null }] } });
    await user.click(inMain().getByRole('button', { name: 'Archive' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Change 1' }));
    expect(await inMain().findByText('Changed: 1.')).toBeTruthy();
    expect(inMain().queryByRole('button', { name: 'Undo' })).toBeNull();
  });

  it('say why the call failed, and in Russian too', async () => {
    const { user, answer } = await open({ language: 'ru' });
    answer({ changeSeveralCampaigns: refuse(429, 'rate_limited') });
    await user.click(await inMain().findByLabelText('Выбрать всё на этой странице'));
    await user.click(inMain().getByRole('button', { name: 'В архив' }));
    await waitFor(() => expect(inMain().getByRole('alert')).toBeTruthy());
  });
});

describe('rewards that are chosen on their cards', () => {
  it('leave the catalogue after a preview, and come back by Undo', async () => {
    const [one] = recordedAnswer('listRewards').items;
    if (one === undefined) throw new Error('the examples of the API have no reward');
    const reward = { ...one, id: FIRST, name: { en: 'Coffee' }, archived: false };
    const outcome = { items: [{ id: FIRST, outcome: 'DONE' as const, reason: null }] };
    const { user, calls } = await openPage('/admin/rewards', {
      answers: { listRewards: { items: [reward], nextCursor: null }, changeSeveralRewards: outcome },
    });
    await user.click(await inMain().findByLabelText('Choose Coffee'));
    await user.click(inMain().getByRole('button', { name: 'Remove from the catalogue' }));
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Change 1' }));
    await user.click(await inMain().findByRole('button', { name: 'Undo' }));
    expect(await inMain().findByText('Undone')).toBeTruthy();
    const sent = calls.filter(({ operation }) => operation === 'changeSeveralRewards').map(({ body }) => body);
    expect(sent).toEqual([
      { act: 'ARCHIVE', ids: [FIRST], preview: true },
      { act: 'ARCHIVE', ids: [FIRST], preview: false },
      { act: 'RESTORE', ids: [FIRST], preview: false },
    ]);
  });
});

describe('guests that are chosen in the list', () => {
  it('are put on a list after a preview of those who are not on it yet, and taken off by Undo', async () => {
    const [guest] = recordedAnswer('listGuests').items;
    const [segment] = recordedAnswer('listSegments').items;
    if (guest === undefined || segment === undefined)
      throw new Error('the examples of the API have no guest or segment');
    const named = (id: string, name: string) => ({ ...guest, id, name });
    const list = { ...segment, id: `${ID}09`, name: 'Neighbours', rule: null };
    const members = (...ids: readonly string[]): Answer<'listSegmentMembers'> => ({
      items: ids.map((guestId) => ({ guestId, since: '2026-11-01T10:00:00.000Z', guest: null })),
      nextCursor: null,
    });
    const { user, calls, answer } = await openPage('/admin/guests', {
      answers: {
        listGuests: { ...recordedAnswer('listGuests'), items: [named(FIRST, 'Anna'), named(SECOND, 'Boris')] },
        listSegments: { items: [list], nextCursor: null },
        listSegmentMembers: members(FIRST),
        changeSegmentMembers: { changed: 1, unchanged: 0 },
        listSavedViews: { items: [] },
      },
    });
    const sent = () => calls.filter(({ operation }) => operation === 'changeSegmentMembers').map(({ body }) => body);
    await user.click(await inMain().findByLabelText('Choose all on this page'));
    await user.click(await inMain().findByRole('button', { name: 'Add to the list' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByText('Will change: 1.')).toBeTruthy();
    expect(dialog.getByText('Already so: 1.')).toBeTruthy();
    expect(sent()).toEqual([]);
    await user.click(dialog.getByRole('button', { name: 'Change 1' }));
    expect(await inMain().findByText('Changed: 1.')).toBeTruthy();
    expect(sent()).toEqual([{ guestIds: [SECOND], isIn: true }]);
    answer({ listSegmentMembers: members(FIRST, SECOND) });
    await user.click(inMain().getByRole('button', { name: 'Undo' }));
    expect(await inMain().findByText('Undone')).toBeTruthy();
    // A guest who was on the list already stays on it.
    expect(sent().slice(1)).toEqual([{ guestIds: [SECOND], isIn: false }]);
  });

  it('get a message after a preview that says who does not', async () => {
    const [guest] = recordedAnswer('listGuests').items;
    if (guest === undefined) throw new Error('the examples of the API have no guest');
    const [one, other] = [guest.id, '0198f2c4-7b1e-7c3a-9d52-000000000099'];
    const [template] = recordedAnswer('listMessageTemplates').items;
    if (template === undefined) throw new Error('the examples of the API have no template');
    const { user, calls } = await openPage('/admin/guests', {
      answers: {
        listGuests: { items: [guest, { ...guest, id: other }], nextCursor: null, previousCursor: null },
        listSegments: { items: [], nextCursor: null },
        listSavedViews: { items: [] },
        listMessageTemplates: { items: [{ ...template, name: 'News' }], nextCursor: null },
        messageGuests: {
          items: [
            { id: one, reason: null },
            { id: other, reason: 'NO_CONSENT' },
          ],
        },
      },
    });
    await user.click(await inMain().findByLabelText('Choose all on this page'));
    await user.click(await inMain().findByRole('button', { name: 'Send the message' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Send the message' }));
    dialog.getByText(/Not sent: no consent/);
    await user.click(dialog.getByRole('button', { name: 'Send to 1' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const sent = calls.filter(({ operation }) => operation === 'messageGuests').map(({ body }) => body);
    expect(sent).toEqual([true, false].map((preview) => ({ ids: [one, other], preview, templateId: template.id })));
  });

  it('are all that match, on every page, and are blocked for a reason after a preview, in pieces of 200', async () => {
    const [guest] = recordedAnswer('listGuests').items;
    if (guest === undefined) throw new Error('the examples of the API have no guest');
    const all = Array.from({ length: 201 }, (_, at) => ({
      ...guest,
      id: `0198f2c4-7b1e-7c3a-9d52-${String(at).padStart(12, '0')}`,
      name: `Guest ${String(at)}`,
    }));
    const outcomes = (from: number, to: number): Answer<'changeSeveralGuests'> => ({
      items: all.slice(from, to).map(({ id }) => ({ id, outcome: 'DONE', reason: null })),
    });
    const { user, calls, answer } = await openPage('/admin/guests', {
      answers: {
        listGuests: { items: all.slice(0, 2), nextCursor: 'next', previousCursor: null },
        countGuests: { count: 201, isExact: true },
        listSegments: { items: [], nextCursor: null },
        listSavedViews: { items: [] },
      },
    });
    const sent = () =>
      calls
        .filter(({ operation }) => operation === 'changeSeveralGuests')
        .map(({ body }) => {
          const { ids, ...more } = body as { readonly ids: readonly string[] };
          return { ...more, ids: ids.length };
        });
    await user.click(await inMain().findByLabelText('Choose all on this page'));
    answer({ listGuests: { items: all, nextCursor: null, previousCursor: null } });
    await user.click(await inMain().findByRole('button', { name: 'Choose all 201 that match' }));
    expect(await inMain().findByText('201 chosen')).toBeTruthy();
    answer({ changeSeveralGuests: outcomes(0, 201) });
    await user.click(inMain().getByRole('button', { name: 'Block' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Block' }));
    expect(dialog.getByRole<HTMLButtonElement>('button', { name: /^Change/ }).disabled).toBe(true);
    await user.selectOptions(dialog.getByLabelText('Reason'), 'CORRECTION');
    await user.click(dialog.getByRole('button', { name: /^Change/ }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(await inMain().findByRole('button', { name: 'Undo' })).toBeTruthy();
    expect(inMain().queryByText('201 chosen')).toBeNull();
    expect(sent()).toEqual([
      { act: 'BLOCK', preview: true, reasonCode: 'OTHER', ids: 200 },
      { act: 'BLOCK', preview: true, reasonCode: 'OTHER', ids: 1 },
      { act: 'BLOCK', preview: false, reasonCode: 'CORRECTION', ids: 200 },
      { act: 'BLOCK', preview: false, reasonCode: 'CORRECTION', ids: 1 },
    ]);
  });
});
