import { line } from '../http/schemas';
import { nameIn, spokenIn, spokenNameSchema, spokenSchema } from './spoken';

describe('A text of a network by language', () => {
  it('is told in the language of the reader, else of the network, else in whichever there is', () => {
    expect(spokenIn({ ru: 'Кружка', en: 'Mug' }, 'en', 'ru')).toBe('Mug');
    expect(spokenIn({ ru: 'Кружка' }, 'en', 'ru')).toBe('Кружка');
    expect(spokenIn({ en: 'Mug' }, 'ru', 'ru')).toBe('Mug');
    expect(spokenIn({ fr: 'Tasse' }, 'ru', 'en')).toBe('Tasse');
    expect(spokenIn({}, 'ru', 'en')).toBeNull();
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

  it('stands beside a main name, which is told where the language has none', () => {
    const arbat = { name: 'На Арбате', names: { en: 'Arbat' } };
    expect([nameIn(arbat, 'en'), nameIn(arbat, 'ru')]).toEqual(['Arbat', 'На Арбате']);
    expect(nameIn({ name: 'Arbat', names: {} }, 'en')).toBe('Arbat');
  });
});
