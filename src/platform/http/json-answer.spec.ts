import { jsonAnswerOf, WrittenAnswer } from './json-answer';

describe('the JSON of an answer', () => {
  it('is a text while it is short', () => {
    expect(jsonAnswerOf({ name: 'я', points: 7 })).toBe('{"name":"я","points":7}');
  });

  it('is the bytes of the same text when it is long', () => {
    const answer = { items: Array.from({ length: 1_000 }, (_, n) => ({ n, price: '₽1.00' })) };
    const sent = jsonAnswerOf(answer);
    expect(Buffer.isBuffer(sent)).toBe(true);
    expect(sent.toString()).toBe(JSON.stringify(answer));
  });

  it('is sent as it was written', () => {
    const written = new WrittenAnswer<{ name: string }>(Buffer.from('{"name":"я"}'));
    expect(jsonAnswerOf(written)).toBe(written.json);
    expect(written.parsed()).toEqual({ name: 'я' });
  });
});
