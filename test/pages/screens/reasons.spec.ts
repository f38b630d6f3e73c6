import { screen, waitFor, within } from '@testing-library/dom';
import { descriptionOf, inMain } from './harness/main';
import { openPage } from './harness/open-page';
import { emptyLists, recordedAnswer } from './harness/recorded-answers';

const GUEST = { ...recordedAnswer('getGuest'), blocked: false };
const { code: TIER } = recordedAnswer('getGuestTier');

describe('The reason of an act on a guest', () => {
  it.each([
    ['en', 'Block guest', 'Block', 'Reason', 'Choose a reason.', 'Correction', 'blockGuest'],
    ['ru', 'Заблокировать гостя', 'Заблокировать', 'Причина', 'Выберите причину.', 'Исправление', 'blockGuest'],
    ['en', 'Set tier manually', `Set ${TIER}`, 'Reason', 'Choose a reason.', 'Correction', 'replaceGuestTier'],
    [
      'ru',
      'Задать уровень вручную',
      `Задать ${TIER}`,
      'Причина',
      'Выберите причину.',
      'Исправление',
      'replaceGuestTier',
    ],
  ] as const)(
    'is not chosen in advance, and is asked for at its field, in %s at “%s”',
    async (language, open, submit, label, needed, correction, operation) => {
      const { user, calls } = await openPage(`/admin/guests/${GUEST.id}`, {
        language,
        answers: { ...emptyLists(), getGuest: GUEST },
      });
      await user.click(await inMain().findByRole('button', { name: open }));
      const dialog = within(await screen.findByRole('dialog'));
      const reason = dialog.getByLabelText(label);
      expect(reason).toHaveProperty('value', '');
      await user.click(dialog.getByRole('button', { name: submit }));
      expect(descriptionOf(reason)).toBe(needed);
      const sent = () => calls.find((call) => call.operation === operation)?.body;
      expect(sent()).toBeUndefined();
      await user.selectOptions(reason, correction);
      await user.click(dialog.getByRole('button', { name: submit }));
      await waitFor(() => expect(sent()).toMatchObject({ reasonCode: 'CORRECTION' }));
    },
  );
});
