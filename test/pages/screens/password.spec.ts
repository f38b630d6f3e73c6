import { screen } from '@testing-library/dom';
import { inMain } from './harness/main';
import { openPage, refuse } from './harness/open-page';

describe('The page that sets a password', () => {
  it.each([
    ['en', 'The link is incomplete'],
    ['ru', 'Ссылка неполная'],
  ] as const)('says in %s that its link lacks the end', async (language, words) => {
    await openPage('/password', { role: null, language });
    inMain().getByRole('heading', { name: words });
  });

  it.each([
    ['en', 'New password', 'Repeat password', 'Set password'],
    ['ru', 'Новый пароль', 'Повторите пароль', 'Задать пароль'],
  ] as const)(
    'says in %s what is wrong with a password, and that a link is used up',
    async (language, password, again, set) => {
      const words = {
        en: {
          short: 'Use at least 10 characters.',
          other: 'The passwords do not match.',
          used: 'This link has expired',
        },
        ru: { short: 'Нужно не меньше 10 знаков.', other: 'Пароли не совпадают.', used: 'Ссылка больше не действует' },
      }[language];
      const answers = { setPassword: refuse(410, 'link_expired', { title: words.used }) };
      const { user } = await openPage('/password#token', { role: null, language, answers });
      await user.type(inMain().getByLabelText(password), 'short{Enter}');
      await inMain().findByText(words.short);
      await user.type(inMain().getByLabelText(password), ' and longer');
      await user.type(inMain().getByLabelText(again), 'another one{Enter}');
      await inMain().findByText(words.other);
      await user.clear(inMain().getByLabelText(again));
      await user.type(inMain().getByLabelText(again), 'short and longer');
      await user.click(inMain().getByRole('button', { name: set }));
      expect((await screen.findByRole('alert')).textContent).toContain(words.used);
    },
  );
});
