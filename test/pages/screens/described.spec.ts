import { waitFor, within } from '@testing-library/dom';
import { createElement as h, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { createWebhook, listCases } from '../../../web/src/shared/api/operations';
import { ActDialog } from '../../../web/src/shared/described/act-form';
import { ListPage } from '../../../web/src/shared/described/list-page';
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

/** Shows an element as a page of the console does, at an address of its own. */
async function show(address: string, answers: Answers = {}, isAllowed = true) {
  const page = await openPage('/admin/account', { answers });
  document.body.replaceChildren();
  history.pushState(null, '', address);
  const { network } = recordedAnswer('getOwnAccount');
  const router = createBrowserRouter([{ path: '*', Component: MadeUpList }]);
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
});
