import { waitFor, within } from '@testing-library/dom';
import { createElement as h, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router';
import {
  changeRestaurant,
  createWebhook,
  getUser,
  listCases,
  signOutUser,
} from '../../../web/src/shared/api/operations';
import { ActDialog } from '../../../web/src/shared/described/act-form';
import { ListPage } from '../../../web/src/shared/described/list-page';
import { DetailPage } from '../../../web/src/shared/described/detail-page';
import { EditForm } from '../../../web/src/shared/described/edit-form';
import { Allowed } from '../../../web/src/shared/described/operation';
import { NetworkContext } from '../../../web/src/shared/network/network';
import { Shell } from '../../../web/src/shared/ui/shell';
import { descriptionOf } from './harness/main';
import { type Answers, answered, openPage, refuse } from './harness/open-page';
import { recordedAnswer } from './harness/recorded-answers';
import { cellsOf } from './harness/tables';

const CASE = recordedAnswer('listCases').items[0];

/** A list that no page has. */
function MadeUpList(): ReactNode {
  return h(ListPage<typeof listCases>, {
    of: listCases,
    title: 'Made-up list',
    sub: 'For this test',
    readOnly: ['Not for you', 'Ask a manager'],
    filters: { status: { label: 'State', all: 'Every state', words: (status) => `it is ${status}` } },
    empty: ['Nothing yet', 'Make one'],
    none: ['Nothing fits', 'Choose another state'],
    add: { of: createWebhook, text: 'New one', dialog: (onClose) => h(MadeUpForm, { onClose }) },
    columns: [
      { of: 'kind', title: 'Kind', words: (kind) => kind.toLowerCase() },
      { of: 'createdAt', title: 'Since', as: 'date' },
      { of: 'assigneeId', title: 'Whose', none: 'nobody' },
      false,
    ],
    acts: [{ of: createWebhook, text: 'Send it', name: ({ id }) => `Send ${id}`, run: () => undefined }],
  });
}

/** A form that no page has. */
function MadeUpForm({ onClose }: { readonly onClose: () => void }): ReactNode {
  return h(ActDialog<typeof createWebhook>, {
    of: createWebhook,
    title: 'Made-up form',
    fields: {
      name: { label: 'Name' },
      url: { label: 'Address', as: 'url', needed: 'Enter the address.' },
      events: { label: 'Events', as: 'lines', initial: ['*'] },
      enabled: { label: 'Goes out' },
    },
    submit: 'Make it',
    onClose,
  });
}

/** Shows a list, or another component, as a page of the console does, at an address of its own. */
async function show(address: string, answers: Answers = {}, isAllowed = true, Component = MadeUpList) {
  const page = await openPage('/admin/account', { answers });
  document.body.replaceChildren();
  history.pushState(null, '', address);
  const { network } = recordedAnswer('getOwnAccount');
  const router = createBrowserRouter([{ path: '*', Component }]);
  const root = createRoot(document.body.appendChild(document.createElement('main')));
  const inNetwork = h(NetworkContext.Provider, { value: network }, h(RouterProvider, { router }));
  root.render(
    h(Shell, null, h(Allowed.Provider, { value: ({ path }) => isAllowed || path === '/api/cases' }, inNetwork)),
  );
  await answered();
  return { ...page, body: within(document.body), close: () => root.unmount() };
}

describe('A list from its description', () => {
  it('writes members by their format, and keeps a filter of the operation in the address', async () => {
    const { user, calls, body, close } = await show('/made-up?status=NONE&page=2', {
      listCases: ({ query }) => ({
        items: query.has('status') ? [] : CASE === undefined ? [] : [CASE],
        nextCursor: null,
      }),
    });
    expect(cellsOf(/^Made-up list$/)[0]?.slice(0, 3)).toEqual([CASE?.kind.toLowerCase(), '20 November', 'nobody']);
    expect(calls.at(-1)?.query.has('status')).toBe(false);
    await user.selectOptions(body.getByLabelText('State'), 'it is DONE');
    await body.findByText('Nothing fits');
    expect(location.search).toBe('?status=DONE&page=2');
    expect(calls.at(-1)?.query.get('status')).toBe('DONE');
    await user.selectOptions(body.getByLabelText('State'), 'Every state');
    await body.findByRole('table', { name: 'Made-up list' });
    expect(location.search).toBe('?page=2');
    close();
  });

  it('hides the acts of operations that the person may not call', async () => {
    const { body, close } = await show('/made-up', {}, false);
    await body.findByRole('table', { name: 'Made-up list' });
    expect(body.queryByRole('button', { name: 'New one' })).toBeNull();
    expect(body.queryByRole('button', { name: /^Send/ })).toBeNull();
    close();
  });
});

const RESTAURANT = recordedAnswer('getRestaurant');
const ID = RESTAURANT.id;

/** An edit form that no page has. */
function MadeUpEdit(): ReactNode {
  return h(EditForm<typeof changeRestaurant>, {
    of: changeRestaurant,
    params: { id: ID },
    fields: {
      names: { label: 'Russian name', second: 'English name', as: 'names', needed: 'Enter a name.' },
      code: { label: 'Code', wrong: 'Not a code.' },
      address: { label: 'Address' },
    },
    submit: 'Save it',
    done: 'It is saved.',
  });
}

describe('An edit form from its description', () => {
  const open = (answers: Answers = {}) => show('/made-up', answers, true, MadeUpEdit);
  const sent = ({ calls }: Awaited<ReturnType<typeof open>>) =>
    calls.filter(({ operation }) => operation === 'changeRestaurant').map(({ body }) => body);

  it('begins with the resource, and sends the changed members alone', async () => {
    const page = await open({ getRestaurant: { ...RESTAURANT, address: 'Nevsky 1' } });
    const { user, body, answer, close } = page;
    const address = await body.findByLabelText<HTMLInputElement>('Address');
    expect(address.value).toBe('Nevsky 1');
    expect(body.getByRole<HTMLButtonElement>('button', { name: 'Save it' }).disabled).toBe(true);
    await user.clear(address);
    answer({ getRestaurant: { ...RESTAURANT, address: null } });
    await user.click(body.getByRole('button', { name: 'Save it' }));
    await body.findByText('It is saved.');
    expect(sent(page)).toEqual([{ address: null }]);
    await user.type(address, 'A');
    expect(body.queryByText('It is saved.')).toBeNull();
    close();
  });

  it('finds a name that is missing, a text that may not be empty, and one of another shape', async () => {
    const page = await open();
    const { user, body, close } = page;
    const code = await body.findByLabelText('Code');
    for (const label of ['Russian name', 'English name', 'Code']) await user.clear(body.getByLabelText(label));
    await user.click(body.getByRole('button', { name: 'Save it' }));
    expect(body.getByText('Enter a name.')).toBeDefined();
    expect(descriptionOf(code)).toBe('Fill this in.');
    await user.type(code, 'two words');
    await user.click(body.getByRole('button', { name: 'Save it' }));
    expect(descriptionOf(code)).toBe('Not a code.');
    expect(sent(page)).toEqual([]);
    close();
  });

  it('keeps what is typed where the server refuses, and says why', async () => {
    const { user, body, close } = await open({ changeRestaurant: refuse(409, 'code_taken', { title: 'Taken.' }) });
    const code = await body.findByLabelText<HTMLInputElement>('Code');
    await user.clear(code);
    await user.type(code, 'north');
    await user.click(body.getByRole('button', { name: 'Save it' }));
    expect((await body.findByRole('alert')).textContent).toContain('Taken.');
    expect(code.value).toBe('north');
    close();
  });
});

/** A page of an object that no page has. */
function MadeUpDetail(): ReactNode {
  return h(DetailPage<typeof getUser>, {
    of: getUser,
    params: { id: ID },
    back: { to: '/people', text: 'All people' },
    readOnly: ['Not for you', 'Ask a manager'],
    title: ({ email }) => `Who is ${email}`,
    facts: ({ role }) => [['Role', role]],
    acts: [
      { text: 'Look around', to: ({ id }) => `/around/${id}` },
      {
        of: signOutUser,
        text: 'Sign out',
        ask: ({ email }) => ({
          title: `Sign out ${email}?`,
          help: 'Every device asks again.',
          yes: 'Do it',
          said: () => 'Signed out.',
        }),
      },
      { text: 'As a file', file: ({ email }) => [`${email}.json`, Promise.resolve(new Blob(['{}']))] },
      { of: signOutUser, text: 'Sign out and leave', send: () => null, leadsTo: '/people' },
    ],
    children: ({ locale }) => [
      h('p', { key: 'locale' }, `Speaks ${locale ?? 'any'}`),
      h('input', { key: 'note', 'aria-label': 'Note' }),
    ],
  });
}

describe("An object's page from its description", () => {
  const PERSON = recordedAnswer('getUser');

  it('has a head with acts, facts and panels, and asks before a change', async () => {
    const { user, calls, body, close } = await show('/made-up', {}, true, MadeUpDetail);
    await body.findByRole('heading', { level: 1, name: `Who is ${PERSON.email}` });
    expect(body.getByRole('link', { name: 'All people' }).getAttribute('href')).toBe('/people');
    expect(body.getByRole('link', { name: 'Look around' }).getAttribute('href')).toBe(`/around/${PERSON.id}`);
    expect(body.getByText(PERSON.role)).toBeDefined();
    await user.click(body.getByRole('button', { name: 'Sign out' }));
    const question = within(await body.findByRole('dialog', { name: `Sign out ${PERSON.email}?` }));
    expect(calls.some(({ operation }) => operation === 'signOutUser')).toBe(false);
    await user.click(question.getByRole('button', { name: 'Do it' }));
    expect((await body.findByRole('status')).textContent).toBe('Signed out.');
    expect(calls.filter(({ operation }) => operation === 'getUser')).toHaveLength(2);
    close();
  });

  it('saves a file under its name, and leads to another page after a change', async () => {
    const { user, calls, body, close } = await show('/made-up', {}, true, MadeUpDetail);
    const saved: string[] = [];
    Object.assign(URL, { createObjectURL: () => 'blob:person', revokeObjectURL: () => undefined });
    const click = jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function save(
      this: HTMLAnchorElement,
    ) {
      saved.push(this.download);
    });
    await user.click(await body.findByRole('button', { name: 'As a file' }));
    await waitFor(() => expect(saved).toEqual([`${PERSON.email}.json`]));
    click.mockRestore();
    await user.click(body.getByRole('button', { name: 'Sign out and leave' }));
    await waitFor(() => expect(location.pathname).toBe('/people'));
    expect(calls.some(({ operation }) => operation === 'signOutUser')).toBe(true);
    close();
  });

  it('stays as it is where a later reading fails, which it says above', async () => {
    const { user, body, answer, close } = await show('/made-up', {}, true, MadeUpDetail);
    const note = await body.findByLabelText('Note');
    await user.type(note, 'Half a word');
    answer({ getUser: refuse(503, 'unavailable') });
    await user.click(body.getByRole('button', { name: 'Sign out' }));
    await user.click(within(await body.findByRole('dialog')).getByRole('button', { name: 'Do it' }));
    const retry = await body.findByRole('button', { name: 'Try again', hidden: true });
    expect(body.getByLabelText('Note')).toHaveProperty('value', 'Half a word');
    answer({ getUser: PERSON });
    await user.click(retry);
    await waitFor(() => expect(body.queryByRole('button', { name: 'Try again', hidden: true })).toBeNull());
    expect(body.getByLabelText('Note')).toHaveProperty('value', 'Half a word');
    close();
  });

  it('says that the object is not there, and that a person may not read it', async () => {
    const missing = await show('/made-up', { getUser: refuse(404, 'not_found') }, true, MadeUpDetail);
    expect(await missing.body.findByRole('button', { name: 'Try again' })).toBeDefined();
    expect(missing.body.getByRole('link', { name: 'All people' })).toBeDefined();
    missing.close();
    const hidden = await show('/made-up', {}, false, MadeUpDetail);
    await hidden.body.findByText('Not for you');
    expect(hidden.calls.some(({ operation }) => operation === 'getUser')).toBe(false);
    hidden.close();
  });
});

describe('A form from its description', () => {
  it('has the bounds of the body, and shows faults at their fields, before and after it is sent', async () => {
    const errors = [{ path: 'url', message: 'No such host.' }];
    const { user, calls, answer, body, close } = await show('/made-up?new=true', {
      createWebhook: refuse(400, 'invalid_body', { errors }),
    });
    const [name, url] = [
      body.getByLabelText<HTMLInputElement>('Name'),
      body.getByLabelText<HTMLInputElement>('Address'),
    ];
    expect([name.maxLength, url.maxLength]).toEqual([createWebhook.body.name.most, createWebhook.body.url.most]);
    await user.click(body.getByRole('button', { name: 'Make it' }));
    expect([descriptionOf(name), descriptionOf(url)]).toEqual(['Fill this in.', 'Enter the address.']);
    expect(document.activeElement).toBe(name);
    await user.type(name, ' Courier ');
    await user.type(url, 'https://courier.example');
    await user.click(body.getByRole('button', { name: 'Make it' }));
    await answered();
    expect(descriptionOf(url)).toBe('No such host.');
    answer({ createWebhook: recordedAnswer('createWebhook') });
    await user.click(body.getByRole('button', { name: 'Make it' }));
    await answered();
    expect(calls.filter(({ operation }) => operation === 'createWebhook').at(-1)?.body).toEqual({
      name: 'Courier',
      url: 'https://courier.example',
      events: ['*'],
      enabled: true,
    });
    await waitFor(() => expect(body.queryByRole('dialog')).toBeNull());
    close();
  });

  it('no longer shows why the server refused once the person types on', async () => {
    const { user, body, close } = await show('/made-up?new=true', {
      createWebhook: refuse(409, 'webhook_exists', { title: 'There is one.' }),
    });
    await user.type(body.getByLabelText('Name'), 'Courier');
    await user.type(body.getByLabelText('Address'), 'https://courier.example');
    await user.click(body.getByRole('button', { name: 'Make it' }));
    expect((await body.findByRole('alert')).textContent).toContain('There is one.');
    await user.type(body.getByLabelText('Name'), 's');
    expect(body.queryByRole('alert')).toBeNull();
    expect(body.getByLabelText('Name')).toHaveProperty('value', 'Couriers');
    close();
  });
});
