import { screen, waitFor, within } from '@testing-library/dom';
import { inMain } from './harness/main';
import { openPage, refuse } from './harness/open-page';
import { recordedAnswer } from './harness/recorded-answers';

const ID = '0198f2c4-7b1e-7c3a-9d52-000000000001';
const PAGE = `/admin/campaigns/${ID}`;
const SHOWN = {
  hash: 'a'.repeat(64),
  url: '/api/pictures/n/h/640',
  width: 640,
  height: 360,
  sizes: [
    { url: '/api/pictures/n/h/320', width: 320, height: 180 },
    { url: '/api/pictures/n/h/640', width: 640, height: 360 },
  ],
};

describe('The picture of a campaign', () => {
  const drawn: number[][] = [];

  beforeEach(() => {
    drawn.length = 0;
    // jsdom decodes and draws no pictures.
    Object.assign(globalThis, {
      createImageBitmap: (file: File) =>
        file.name === 'notes.txt'
          ? Promise.reject(new Error('no picture'))
          : Promise.resolve({ width: 2_000, height: 2_000, close: () => undefined }),
    });
    Object.assign(URL, { createObjectURL: () => 'blob:chosen', revokeObjectURL: () => undefined });
    Object.assign(HTMLCanvasElement.prototype, {
      getContext: () => ({ drawImage: (_: unknown, ...place: number[]) => drawn.push(place) }),
      toBlob: (done: (blob: Blob) => void) => done(new Blob(['made'], { type: 'image/webp' })),
    });
  });

  const open = (picture: typeof SHOWN | null, more: object = {}) =>
    openPage(PAGE, { answers: { getCampaign: { ...recordedAnswer('getCampaign'), id: ID, picture }, ...more } });
  const file = (name: string) => new File(['bytes'], name, { type: 'image/png' });

  it('is chosen, cropped with the keyboard, and sent', async () => {
    const { user, calls } = await open(null, { setCampaignPicture: SHOWN });
    await user.upload(await inMain().findByLabelText('Choose a picture'), file('pizza.png'));
    const dialog = await screen.findByRole('dialog');
    expect(dialog.textContent).toContain('Which part is shown');
    // The dialog gets the focus when it opens.
    await waitFor(() => expect(dialog.contains(document.activeElement)).toBe(true));
    screen.getByRole('slider', { name: 'Zoom' }).focus();
    await user.keyboard('{End}');
    screen.getByRole('slider', { name: 'Left to right' }).focus();
    await user.keyboard('{Home}');
    await user.click(screen.getByRole('button', { name: 'Use this part' }));
    await waitFor(() => expect(calls.some(({ operation }) => operation === 'setCampaignPicture')).toBe(true));
    // A quarter of the width from the left, and the middle of the height.
    expect(drawn[0]?.map(Math.round)).toEqual([0, 859, 500, 281, 0, 0, 500, 281]);
    // The page reads the saved picture from the server.
    await waitFor(() => expect(calls.filter(({ operation }) => operation === 'getCampaign').length).toBeGreaterThan(1));
  });

  it('that was set has its sizes, and is removed', async () => {
    const { user, calls } = await open(SHOWN);
    const image = await inMain().findByRole<HTMLImageElement>('img', { name: 'Picture as guests see it' });
    expect([image.srcset, image.width, image.height, image.getAttribute('loading')]).toEqual([
      '/api/pictures/n/h/320 320w, /api/pictures/n/h/640 640w',
      640,
      360,
      'lazy',
    ]);
    await user.click(inMain().getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(calls.some(({ operation }) => operation === 'removeCampaignPicture')).toBe(true));
  });

  it('of its badge is cropped to a square, takes the place of the icon, and is removed', async () => {
    const campaign = recordedAnswer('getCampaign');
    const badge = { name: { en: 'Regular', ru: 'Свой человек' }, icon: 'SUN', colour: 'GOLD' } as const;
    const challenge = { tasks: [], payouts: [{ badge }] };
    const withBadge = { ...campaign, id: ID, document: { ...campaign.document, challenge } };
    const page = await openPage(PAGE, { answers: { getCampaign: withBadge, setBadgePicture: SHOWN } });
    const panel = await screen.findByRole('region', { name: 'Badge' });
    await page.user.upload(within(panel).getByLabelText('Choose a picture'), file('cup.png'));
    await page.user.click(await screen.findByRole('button', { name: 'Use this part' }));
    await waitFor(() => expect(page.calls.some(({ operation }) => operation === 'setBadgePicture')).toBe(true));
    expect(drawn[0]?.map(Math.round).slice(2, 4)).toEqual([2_000, 2_000]);
    page.close();
    const shown = { ...withBadge, badgePicture: SHOWN };
    const { user, calls } = await openPage(PAGE, { language: 'ru', answers: { getCampaign: shown } });
    const other = await screen.findByRole('region', { name: 'Значок' });
    await user.click(within(other).getByRole('button', { name: 'Убрать' }));
    await waitFor(() => expect(calls.some(({ operation }) => operation === 'removeBadgePicture')).toBe(true));
  });

  it('says in words what the server or the browser does not take', async () => {
    const refused = refuse(400, 'invalid_body', {
      detail: 'Another file is hidden in this picture.',
      errors: [{ path: '', code: 'not_valid', message: 'Another file is hidden in this picture.' }],
    });
    const { user } = await open(null, { setCampaignPicture: refused });
    await user.upload(await inMain().findByLabelText('Choose a picture'), file('notes.txt'));
    await inMain().findByText('Can’t read this picture');
    await user.upload(inMain().getByLabelText('Choose a picture'), file('pizza.png'));
    await user.click(await screen.findByRole('button', { name: 'Use this part' }));
    await inMain().findByText(/Another file is hidden/);
  });
});
