import { line } from '../http/schemas';
import { spokenIn, spokenNameSchema, spokenSchema } from './spoken';

describe('A text of a network by language', () => {
  it('is told in the language of the reader, else of the network, else in whichever there is', () => {
    expect(spokenIn({ ru: 'Кружка', en: 'Mug' }, 'en', 'ru')).toBe('Mug');
    expect(spokenIn({ ru: 'Кружка' }, 'en', 'ru')).toBe('Кружка');
    expect(spokenIn({ en: 'Mug' }, 'ru', 'ru')).toBe('Mug');
    expect(spokenIn({ fr: 'Tasse' }, 'ru', 'en')).toBe('Tasse');
    expect(spokenIn({}, 'ru', 'en')).toBeNull();
  });

  it('is told to readers of a language that is not whole in that one, else in the one it falls back to', () => {
    expect(spokenIn({ kk: 'Кесе', ru: 'Кружка', en: 'Mug' }, 'kk', 'en')).toBe('Кесе');
    expect(spokenIn({ ru: 'Кружка', en: 'Mug' }, 'kk', 'en')).toBe('Кружка');
  });

  it('is taken in the languages of the platform, as a name in one of them at least', () => {
    const isText = (text: unknown) => spokenSchema(line(10)).safeParse(text).success;
    const isName = (text: unknown) => spokenNameSchema(line(10)).safeParse(text).success;
    expect([isText({}), isText({ en: 'Mug' }), isText({ en: 'A long mug name' }), isText({ fr: 'Tasse' })]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([isName({}), isName({ en: 'Mug' })]).toEqual([false, true]);
  });
});
