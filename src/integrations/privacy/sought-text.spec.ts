import { namesOneOf } from './sought-text.rules';

describe('a stored body', () => {
  it.each([
    ['a phone with spaces', '{"phone":"+7 (916) 123-45-67"}'],
    ['a phone of eleven digits', '<phone>89161234567</phone>'],
    ['an address in capitals', 'ANNA@EXAMPLE.TEST'],
    ['a name', '{"name":"Анна Петрова"}'],
    ['a name with escapes', String.raw`{"name":"\u0410\u043d\u043d\u0430 \u041f\u0435\u0442\u0440\u043e\u0432\u0430"}`],
    ['a name whose bytes were read as Latin-1', Buffer.from('Анна Петрова').toString('latin1')],
  ])('names the person by %s', (_, body) => {
    expect(namesOneOf(['9161234567', 'anna@example.test', 'Анна Петрова'], body)).toBe(true);
  });

  it('of another person is left alone', () => {
    const body = '{"phone":"+79161234568","name":"Анна Иванова"}';
    expect(namesOneOf(['9161234567', 'anna@example.test', 'Анна Петрова'], body)).toBe(false);
  });
});
