import { screen, waitFor, within } from '@testing-library/dom';
import { inMain } from './harness/main';
import { openPage } from './harness/open-page';
import { type Answer, recordedAnswer } from './harness/recorded-answers';

type Preview = Answer<'previewMessage'>['previews'][number];

const SMS = { encoding: 'UCS2', units: 96, parts: 2, price: 500 } as const;
const PREVIEW: Preview = {
  language: 'en',
  failure: null,
  missing: null,
  needed: [],
  channels: [
    { channel: 'TELEGRAM', subject: null, text: 'Soup today.\n\n/stop', sms: null },
    { channel: 'PUSH', subject: 'Soup', text: 'Soup today.', sms: null },
    { channel: 'SMS', subject: null, text: 'Soup today. Stop: loya.lt/s', sms: SMS },
    { channel: 'EMAIL', subject: 'Soup', text: 'Soup today.\n\nUnsubscribe', sms: null },
    { channel: 'INBOX', subject: null, text: 'Soup today.', sms: null },
  ],
};
const RUSSIAN: Preview = {
  ...PREVIEW,
  language: 'ru',
  channels: PREVIEW.channels.map((one) => ({ ...one, text: 'Сегодня суп.' })),
};

const phone = () => screen.getByRole('figure', { name: /^On a phone: / });

describe('A message that is written', () => {
  const written = () =>
    openPage('/admin/messages/templates/new?text=news', {
      answers: { previewMessage: { errors: [], previews: [RUSSIAN, PREVIEW] } },
    });

  it('is shown in a phone, in the language of the reader, by the channel that is pressed', async () => {
    const { user } = await written();
    const english = await inMain().findByRole('region', { name: 'English' });
    expect(phone().getAttribute('aria-label')).toBe('On a phone: Telegram');
    expect(phone().textContent).toContain('/stop');
    await user.click(within(english).getByRole('button', { name: 'E-mail' }));
    expect(phone().textContent).toContain('SoupSoup today.');
    expect(within(english).getByRole('button', { name: 'E-mail' }).getAttribute('aria-pressed')).toBe('true');
    expect(within(english).getByRole('button', { name: 'Telegram' }).getAttribute('aria-pressed')).toBe('false');
  });

  it('says how many SMS it takes, before and after the SMS are pressed', async () => {
    const { user } = await written();
    const english = await inMain().findByRole('region', { name: 'English' });
    expect(english.textContent).not.toContain('characters');
    within(english).getByRole('button', { name: 'SMS · 2' }).focus();
    await user.keyboard('{Enter}');
    expect(english.textContent).toContain('2 SMS, 96 characters');
    expect(english.textContent).toContain('One SMS holds 70 characters');
  });

  it('keeps the channel when the other language is chosen', async () => {
    const { user } = await written();
    await user.click(await inMain().findByRole('button', { name: 'SMS · 2' }));
    await user.click(inMain().getByRole('radio', { name: 'Russian' }));
    await waitFor(() => expect(phone().textContent).toContain('Сегодня суп.'));
    expect(phone().getAttribute('aria-label')).toBe('On a phone: SMS');
  });

  it('says why a guest would get nothing, without a phone', async () => {
    const previews: Preview[] = [{ ...PREVIEW, failure: 'TEXT_FAILED', channels: [] }];
    await openPage('/admin/messages/templates/new?text=news', {
      answers: { previewMessage: { errors: [], previews } },
    });
    await inMain().findByText(/would not be sent/);
    expect(screen.queryByRole('figure')).toBeNull();
  });
});

it('shows the message of a campaign on its page to a person who may change it', async () => {
  const campaign = recordedAnswer('getCampaign');
  const announcement = { en: { title: 'Soup', text: 'Soup today.' } };
  const answers = {
    getCampaign: { ...campaign, document: { ...campaign.document, announcement } },
    previewMessage: { errors: [], previews: [PREVIEW] },
  };
  const { calls, close } = await openPage(`/admin/campaigns/${campaign.id}`, { answers });
  await waitFor(() => expect(phone().textContent).toContain('Soup today.'));
  expect(calls.find(({ operation }) => operation === 'previewMessage')?.body).toMatchObject({
    source: 'CAMPAIGN',
    texts: { en: { subject: 'Soup', text: 'Soup today.' } },
  });
  close();

  const read = await openPage(`/admin/campaigns/${campaign.id}`, { role: 'analyst', answers });
  expect(read.calls.map(({ operation }) => operation)).not.toContain('previewMessage');
});
